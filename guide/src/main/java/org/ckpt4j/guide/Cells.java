package org.ckpt4j.guide;

import static org.ckpt4j.TF.FLOAT32;
import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.list;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.nameScope;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.constantInitializer;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.variableScope;
import static org.ckpt4j.compat.TF1.zerosInitializer;

import java.util.List;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.Saver;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/** Cells of the guide that several sections begin with. */
final class Cells {
  private Cells() {}

  /** The three variables nearly every section is about. */
  record Abc(Variable a, Variable b, Variable c) {
    List<Variable> all() {
      return List.of(a, b, c);
    }
  }

  /** In a graph: {@code a}, {@code b} and {@code scoped/c}, all zero. */
  static Abc abcGraphZeros(Parameters p) {
    var a = getVariable(p.name("a"), shape(), FLOAT32, zerosInitializer());
    var b = getVariable(p.name("b"), shape(), FLOAT32, zerosInitializer());
    var c = getVariable(p.name("scoped/c"), shape(), FLOAT32, zerosInitializer());
    return new Abc(a, b, c);
  }

  /** In a graph: the same names, {@code c} by way of a scope, with these first values. */
  static Abc abcGraphConst(Parameters p, float va, float vb, float vc) {
    var a = getVariable(p.name("a"), shape(), FLOAT32, constantInitializer(p.value(va)));
    var b = getVariable(p.name("b"), shape(), FLOAT32, constantInitializer(p.value(vb)));
    try (var scope = variableScope(p.name("scoped"))) {
      var c = getVariable(p.name("c"), shape(), FLOAT32, constantInitializer(p.value(vc)));
      return new Abc(a, b, c);
    }
  }

  /** Eagerly: the same names. */
  static Abc abcEager(Parameters p, float va, float vb, float vc) {
    var a = new Variable(p.value(va), name(p.name("a")));
    var b = new Variable(p.value(vb), name(p.name("b")));
    try (var scope = nameScope(p.name("scoped"))) {
      var c = new Variable(p.value(vc), name(p.name("c")));
      return new Abc(a, b, c);
    }
  }

  /** Saves a name-based (TF1) checkpoint in a session, and tells its path. */
  static String saveTf1(Parameters p) {
    try (var g = graph()) {
      var v = abcGraphZeros(p);
      try (var sess = session()) {
        var saver = new Saver();
        sess.run(v.a().assign(p.value(1)));
        sess.run(v.b().assign(p.value(2)));
        sess.run(v.c().assign(p.value(3)));
        return saver.save(sess, p.path("tf1-ckpt"));
      }
    }
  }

  /** Saves an object-based (TF2) checkpoint in a session, printing the values if asked. */
  static String saveUnscopedScoped(Parameters p, @Nullable Recorder r) {
    try (var g = graph()) {
      var v = abcGraphConst(p, 1, 2, 3);
      try (var sess = session()) {
        sess.run(globalVariablesInitializer());
        if (r != null) {
          r.print("[a, b, c]", sess.run(v.all()));
        }
        var ckpt = new Checkpoint(kw("unscoped", list(v.a(), v.b())), kw("scoped", list(v.c())));
        return ckpt.save(p.path("tf2-ckpt"));
      }
    }
  }
}
