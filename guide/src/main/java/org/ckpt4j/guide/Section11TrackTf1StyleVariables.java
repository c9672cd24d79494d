package org.ckpt4j.guide;

import static org.ckpt4j.TF.FLOAT32;
import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.matmul;
import static org.ckpt4j.TF.plus;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.TF.times;
import static org.ckpt4j.compat.TF1.AUTO_REUSE;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.initialValue;
import static org.ckpt4j.compat.TF1.onesInitializer;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.variableScope;
import static org.ckpt4j.compat.TF1.zerosInitializer;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.module.Module;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.Saver;
import org.ckpt4j.variables.Variable;

/**
 * TF1-style variables of a module: their names, keys, and restores; what needs a Keras layer is
 * left out.
 */
final class Section11TrackTf1StyleVariables {
  private Section11TrackTf1StyleVariables() {}

  /** A model whose variables are made by {@code getVariable}, as in TF1. */
  private static class Shim extends Module {
    final Parameters p;

    Shim(Parameters p) {
      this.p = p;
    }

    Tensor call(Tensor x) {
      return trackTf1StyleVariables(() -> body(x));
    }

    final Tensor body(Tensor x) {
      try (var scope = variableScope(p.name("scope"))) {
        var w = getVariable(p.name("w"), shape(2, 3), FLOAT32, onesInitializer());
        var b = getVariable(p.name("b"), shape(3), FLOAT32, zerosInitializer());
        return plus(matmul(x, w), b);
      }
    }
  }

  static void run(Parameters p, Recorder r) {
    saveOld(p);
    r.printCheckpoint(p.path("tf1-shim"));
    Tensor x = constant(new float[][] {{1, 2}});
    called(p, r, x);
    unbuilt(p, r, x);
    bySaver(p, r, x);
    delayed(p, r, x);
    var m = new Shim(p);
    r.result("module_call", m.call(x));
    r.result("module_variables", r.names(m.variables()));
    new Checkpoint(m).write(p.path("shim-module"));
    r.printCheckpoint(p.path("shim-module"));
    twice(p, r, x);
  }

  private static void saveOld(Parameters p) {
    double[] numbers = {0, 1, 2, 3, 4, 5};
    float[][] w = Section14InitFromCheckpointForms.rows(p.values(numbers), 3);
    try (var g = graph()) {
      try (var scope = variableScope(p.name("scope"))) {
        getVariable(p.name("w"), initialValue(w));
        getVariable(p.name("b"), initialValue(p.values(10, 20, 30)));
      }
      try (var sess = session()) {
        sess.run(globalVariablesInitializer());
        new Saver().save(sess, p.path("tf1-shim"));
      }
    }
  }

  private static void called(Parameters p, Recorder r, Tensor x) {
    var layer = new Shim(p);
    r.result("variables_before_call", r.names(layer.variables()));
    r.result("first_call", layer.call(x));
    r.result("variables_after_call", r.names(layer.variables()));
    List<Variable> before = layer.variables();
    r.result("second_call", layer.call(x));
    r.result("second_call_reuses", before.equals(layer.variables()));
    new Checkpoint(layer).write(p.path("shim-layer"));
    r.printCheckpoint(p.path("shim-layer"));
    new Checkpoint(kw("layer", layer)).save(p.path("shim-kwarg"));
    var st = new Checkpoint(layer).restore(p.path("tf1-shim"));
    r.error(
        "built shim: restore(name-based).assert_consumed (root is the layer)",
        () -> st.assertConsumed());
    r.error(
        "built shim: read(name-based).assert_consumed (root is the layer)",
        () -> new Checkpoint(layer).read(p.path("tf1-shim")).assertConsumed());
    r.result("built_then_tf1_restore", namesAndValues(layer));
    r.result("call_after_restore", layer.call(x));
  }

  private static void unbuilt(Parameters p, Recorder r, Tensor x) {
    var l2 = new Shim(p);
    var st = new Checkpoint(l2).restore(p.path("tf1-shim"));
    r.result("unbuilt_then_tf1_restore_then_call", l2.call(x));
    r.result("unbuilt_values", namesAndValues(l2));
    r.error("unbuilt shim: assert_consumed", () -> st.assertConsumed());
    var l2b = new Shim(p);
    var read = new Checkpoint(l2b).read(p.path("tf1-shim"));
    l2b.call(x);
    r.error("unbuilt shim by read(): assert_consumed after the call", () -> read.assertConsumed());
  }

  private static void bySaver(Parameters p, Recorder r, Tensor x) {
    var l3 = new Shim(p);
    l3.call(x);
    var saver = new Saver(l3.variables());
    saver.restore(null, p.path("tf1-shim"));
    r.result("saver_restore_values", namesAndValues(l3));
    saver.save(null, p.path("shim-saved-by-saver"));
    r.printCheckpoint(p.path("shim-saved-by-saver"));
    new Checkpoint(l3).write(p.path("shim-layer-2"));
  }

  private static void delayed(Parameters p, Recorder r, Tensor x) {
    var l4 = new Shim(p);
    var st = new Checkpoint(l4).read(p.path("shim-layer-2"));
    r.error("delayed: assert_consumed before the call", () -> st.assertConsumed());
    r.result("delayed_call", l4.call(x));
    r.error("delayed: assert_consumed after the call", () -> st.assertConsumed());
  }

  private static void twice(Parameters p, Recorder r, Tensor x) {
    var twice =
        new Shim(p) {
          @Override
          Tensor call(Tensor input) {
            return trackTf1StyleVariables(
                () -> {
                  body(input);
                  return body(input);
                });
          }
        };
    r.error("same get_variable twice in one call without reuse", () -> twice.call(x));
    var reused =
        new Shim(p) {
          @Override
          Tensor call(Tensor input) {
            return trackTf1StyleVariables(
                () -> {
                  try (var scope = variableScope(p.name("r"), AUTO_REUSE)) {
                    var v = getVariable(p.name("v"), shape(), FLOAT32, onesInitializer());
                    var v2 = getVariable(p.name("v"), shape(), FLOAT32, onesInitializer());
                    return times(input, plus(v, v2));
                  }
                });
          }
        };
    r.result("auto_reuse_call", reused.call(x));
    r.result("auto_reuse_names", r.names(reused.variables()));
  }

  private static List<Object> namesAndValues(Module module) {
    List<Object> all = new ArrayList<>();
    module.variables().forEach(v -> all.add(List.of(v.name(), v)));
    return all;
  }
}
