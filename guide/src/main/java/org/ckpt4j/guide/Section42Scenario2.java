package org.ckpt4j.guide;

import static org.ckpt4j.TF.FLOAT32;
import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.matmul;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.plus;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.initialValue;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.variableScope;
import static org.ckpt4j.compat.TF1.zerosInitializer;

import java.util.List;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.module.Module;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.Saver;
import org.ckpt4j.variables.Variable;

/**
 * A model that moves to TF2 step by step and keeps its checkpoint; its Keras layer is a module
 * here.
 */
final class Section42Scenario2 {
  private Section42Scenario2() {}

  /** Stage 1: the TF1 code as it is, within an object. */
  private static final class Shim extends Module {
    private final Parameters p;

    Shim(Parameters p) {
      this.p = p;
    }

    Tensor call(Tensor x) {
      return trackTf1StyleVariables(
          () -> {
            try (var scope = variableScope(p.name("net"))) {
              var w = getVariable(p.name("w"), shape(2, 2), FLOAT32, zerosInitializer());
              var b = getVariable(p.name("b"), shape(2), FLOAT32, zerosInitializer());
              return plus(matmul(x, w), b);
            }
          });
    }
  }

  /** Stages 2 and 3: variables of the object's own. */
  private static final class Net extends Module {
    private final Variable w;
    private final Variable b;

    Net(String wAttribute, String wName, String bAttribute, String bName) {
      w = track(wAttribute, new Variable(new float[2][2], name(wName)));
      b = track(bAttribute, new Variable(new float[2], name(bName)));
    }

    Tensor call(Tensor x) {
      return plus(matmul(x, w), b);
    }
  }

  static void run(Parameters p, Recorder r) {
    stage0(p, r);
    Tensor x = constant(new float[][] {{1, 1}});
    var layer = new Shim(p);
    layer.call(x);
    r.error(
        "stage 1 restore().assert_consumed",
        () -> new Checkpoint(layer).restore(p.path("stage0")).assertConsumed());
    r.error(
        "stage 1 read().assert_consumed",
        () -> new Checkpoint(layer).read(p.path("stage0")).assertConsumed());
    r.print("stage 1 output", layer.call(x));
    new Checkpoint(layer).write(p.path("stage1"));

    var m = new Net("w", p.name("net/w"), "b", p.name("net/b"));
    r.error(
        "stage 2 restore().assert_consumed",
        () -> new Checkpoint(m).restore(p.path("stage0")).assertConsumed());
    r.error(
        "stage 2 read().assert_consumed",
        () -> new Checkpoint(m).read(p.path("stage0")).assertConsumed());
    r.print("stage 2 output", m.call(x));
    new Checkpoint(m).write(p.path("stage2"));
    new Checkpoint(kw("w", m.w), kw("b", m.b)).write(p.path("contract"));

    var k = new Net("kernel", p.name("renamed/kernel"), "bias", p.name("renamed/bias"));
    new Checkpoint(kw("w", k.w), kw("b", k.b)).read(p.path("contract")).assertConsumed();
    r.print("stage 3 output", k.call(x));
    for (String stage : List.of("stage1", "stage2", "contract")) {
      r.printCheckpoint(p.path(stage));
    }
  }

  private static void stage0(Parameters p, Recorder r) {
    float[][] kernel = Section14InitFromCheckpointForms.rows(p.values(1, 2, 3, 4), 2);
    try (var g = graph()) {
      Variable w;
      Variable b;
      try (var scope = variableScope(p.name("net"))) {
        w = getVariable(p.name("w"), initialValue(kernel));
        b = getVariable(p.name("b"), initialValue(p.values(5, 6)));
      }
      try (var sess = session()) {
        sess.run(globalVariablesInitializer());
        r.print("stage 0 output", sess.run(plus(matmul(new float[][] {{1, 1}}, w), b)));
        new Saver().save(sess, p.path("stage0"));
      }
    }
  }
}
