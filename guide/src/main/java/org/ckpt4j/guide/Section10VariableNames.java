package org.ckpt4j.guide;

import static org.ckpt4j.TF.FLOAT32;
import static org.ckpt4j.TF.INT32;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.TF.trainable;
import static org.ckpt4j.compat.TF1.AUTO_REUSE;
import static org.ckpt4j.compat.TF1.defaultName;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.globalVariables;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.reuse;
import static org.ckpt4j.compat.TF1.trainableVariables;
import static org.ckpt4j.compat.TF1.useResource;
import static org.ckpt4j.compat.TF1.variableScope;
import static org.ckpt4j.compat.TF1.zerosInitializer;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.variables.Variable;
import org.ckpt4j.variables.VariableScope;

/** What variables are called, eagerly and in a graph; Keras layers are left out. */
final class Section10VariableNames {
  private Section10VariableNames() {}

  static void run(Parameters p, Recorder r) {
    r.result("eager_names", eager(p));
    r.error(
        "eager get_variable of an existing name without reuse",
        () -> r.result("eager_get_variable_twice", twice(p)));
    try (var g = graph()) {
      r.result("graph_names", inGraph(p));
      r.result("graph_global_variables", r.names(globalVariables()));
      refused(p, r);
      var nt = getVariable(p.name("nt"), shape(), trainable(false));
      r.result(
          "trainable_false_in_trainable_collection",
          r.names(trainableVariables()).contains(nt.name()));
    }
  }

  private static Variable variable(Parameters p, String name) {
    return new Variable(0f, name(p.name(name)));
  }

  private static Variable get(Parameters p, String name) {
    return getVariable(p.name(name), shape());
  }

  private static final class Names {
    private final List<Object> all = new ArrayList<>();

    void add(String what, Object name) {
      all.add(List.of(what, name));
    }
  }

  private static List<Object> eager(Parameters p) {
    var out = new Names();
    out.add("Variable(0.)", new Variable(0f).name());
    out.add("Variable(0., name='x')", variable(p, "x").name());
    out.add("Variable(0., name='x') again", variable(p, "x").name());
    try (var s = TF.nameScope(p.name("s"))) {
      out.add("name_scope s: x", variable(p, "x").name());
      try (var t = TF.nameScope(p.name("t"))) {
        out.add("name_scope s/t: x", variable(p, "x").name());
      }
    }
    try (var s = TF.nameScope(p.name("s"))) {
      out.add("name_scope s again: x", variable(p, "x").name());
    }
    out.add("name 'p/q'", variable(p, "p/q").name());
    try (var n1 = TF1.nameScope(p.name("n1"))) {
      out.add("v1.name_scope n1: x", variable(p, "x").name());
      out.add("v1.name_scope n1: get_variable g0", get(p, "g0").name());
    }
    try (var vs = variableScope(p.name("vs"))) {
      out.add("v1.variable_scope vs: Variable x", variable(p, "x").name());
      out.add("v1.variable_scope vs: get_variable g", get(p, "g").name());
    }
    return out.all;
  }

  private static List<Object> twice(Parameters p) {
    try (var vs = variableScope(p.name("vs"))) {
      var g1 = getVariable(p.name("g"), shape(), FLOAT32, zerosInitializer());
      var g2 = getVariable(p.name("g"), shape(), FLOAT32, zerosInitializer());
      return List.of(g1.name(), g2.name(), g1 == g2);
    }
  }

  /** {@code tf.compat.v1.Variable}: in a graph a reference variable. */
  private static Variable old(Parameters p, String name) {
    return new Variable(0f, name(p.name(name)), useResource(false));
  }

  private static List<Object> inGraph(Parameters p) {
    var o = new Names();
    o.add("Variable(0.)", new Variable(0f, useResource(false)).name());
    o.add("Variable(0.) again", new Variable(0f, useResource(false)).name());
    o.add("x", old(p, "x").name());
    o.add("x again", old(p, "x").name());
    o.add("tf.Variable x (v2 class) again", variable(p, "x").name());
    try (var s = TF.nameScope(p.name("s"))) {
      o.add("name_scope s: x", variable(p, "x").name());
      o.add("name_scope s: get_variable g", get(p, "g").name());
    }
    try (var s = TF.nameScope(p.name("s"))) {
      o.add("name_scope s again: x", variable(p, "x").name());
    }
    try (var s = TF1.nameScope(p.name("s/"))) {
      o.add("name_scope 's/' (absolute): x", variable(p, "x").name());
    }
    VariableScope scope;
    try (var vs = variableScope(p.name("vs"))) {
      scope = VariableScope.current();
      o.add("variable_scope vs: tf.Variable x", variable(p, "x").name());
      o.add("variable_scope vs: get_variable x", get(p, "x").name());
      try (var in = variableScope(p.name("in"))) {
        o.add("vs/in: get_variable y", get(p, "y").name());
      }
    }
    try (var vs = variableScope(p.name("vs"))) {
      o.add("variable_scope vs re-entered: tf.Variable x", variable(p, "x").name());
      o.add("variable_scope vs re-entered: get_variable z", get(p, "z").name());
    }
    try (var vs = variableScope(scope, reuse(true))) {
      o.add("scope object, reuse=True: get_variable x", get(p, "x").name());
    }
    try (var dn = variableScope(defaultName(p.name("dn")))) {
      o.add("default_name dn: get_variable v", get(p, "v").name());
    }
    try (var dn = variableScope(defaultName(p.name("dn")))) {
      o.add("default_name dn again: get_variable v", get(p, "v").name());
    }
    try (var ar = variableScope(p.name("ar"), AUTO_REUSE)) {
      var v1 = get(p, "v");
      var v2 = get(p, "v");
      o.add("AUTO_REUSE twice: names and identity", List.of(v1.name(), v2.name(), v1 == v2));
    }
    return o.all;
  }

  private static void refused(Parameters p, Recorder r) {
    r.error(
        "get_variable('x') in scope 'vs' where it exists, no reuse",
        () -> {
          try (var vs = variableScope(p.name("vs"))) {
            get(p, "x");
          }
        });
    r.error(
        "get_variable('nope') with reuse=True",
        () -> {
          try (var vs = variableScope(p.name("vs"), reuse(true))) {
            get(p, "nope");
          }
        });
    r.error(
        "get_variable('x', shape [2]) with reuse=True where it has shape []",
        () -> {
          try (var vs = variableScope(p.name("vs"), reuse(true))) {
            getVariable(p.name("x"), shape(2));
          }
        });
    r.error(
        "get_variable('x', int32) with reuse=True where it is float32",
        () -> {
          try (var vs = variableScope(p.name("vs"), reuse(true))) {
            getVariable(p.name("x"), shape(), INT32);
          }
        });
  }
}
