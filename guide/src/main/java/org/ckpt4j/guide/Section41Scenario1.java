package org.ckpt4j.guide;

import static org.ckpt4j.TF.FLOAT32;
import static org.ckpt4j.TF.INT64;
import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.dict;
import static org.ckpt4j.TF.dtype;
import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.list;
import static org.ckpt4j.TF.matmul;
import static org.ckpt4j.TF.minus;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.plus;
import static org.ckpt4j.TF.reduceMean;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.TF.square;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.train;
import static org.ckpt4j.compat.TF1.variableScope;
import static org.ckpt4j.compat.TF1.zerosInitializer;

import java.io.IOException;
import java.util.List;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.options.MinimizeOption;
import org.ckpt4j.options.SaveOption;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.Saver;
import org.ckpt4j.variables.Variable;

/** Checkpoints of an earlier TF1 training, loaded in TF2 or converted. */
final class Section41Scenario1 {
  private Section41Scenario1() {}

  private record Model(Variable w, Variable b) {}

  static void run(Parameters p, Recorder r) throws IOException {
    r.makeFolder(p.path("old"));
    String saved = trainOld(p, r);
    r.result("save_path", saved);
    r.result("latest_checkpoint", train.latestCheckpoint(p.path("old")));
    r.printCheckpoint(saved);

    var bySaver = named(p);
    new Saver(list(bySaver.w, bySaver.b)).restore(null, saved);
    r.print("by Saver", r.values(bySaver.w, bySaver.b));
    var byCheckpoint = named(p);
    var st = new Checkpoint(kw("v", list(byCheckpoint.w, byCheckpoint.b))).restore(saved);
    r.error(
        "name-based restore of part of the checkpoint: assert_consumed", () -> st.assertConsumed());
    r.print("by Checkpoint", r.values(byCheckpoint.w, byCheckpoint.b));

    String converted = Section39ConvertTf1ToTf2.convertTf1ToTf2(saved, p.path("new/ck"));
    r.printCheckpoint(converted);
    var w = new Variable(new float[2][1]);
    var b = new Variable(new float[1]);
    var s = new Variable(0, dtype(INT64));
    new Checkpoint(
            kw("vars", dict(p.name("model/w"), w, p.name("model/b"), b, p.name("global_step"), s)))
        .restore(converted)
        .assertConsumed();
    r.print("converted", r.values(w, b, s));
  }

  private static String trainOld(Parameters p, Recorder r) {
    try (var g = graph()) {
      Variable w;
      Variable b;
      try (var scope = variableScope(p.name("model"))) {
        w = getVariable(p.name("w"), shape(2, 1), FLOAT32, zerosInitializer());
        b = getVariable(p.name("b"), shape(1), FLOAT32, zerosInitializer());
      }
      var step = train.getOrCreateGlobalStep();
      var x = constant(new float[][] {{1, 0}, {0, 1}});
      float[] targets = p.values(1, 2);
      var y = constant(new float[][] {{targets[0]}, {targets[1]}});
      Operand loss = reduceMean(square(minus(plus(matmul(x, w), b), y)));
      var minimize =
          train.gradientDescentOptimizer(0.5).minimize(loss, MinimizeOption.globalStep(step));
      try (var sess = session()) {
        var saver = new Saver();
        sess.run(globalVariablesInitializer());
        for (int i = 0; i < 2; i++) {
          sess.run(minimize);
        }
        r.print("trained [w, b, step]", sess.run(List.of(w, b, step)));
        return saver.save(sess, p.path("old/model.ckpt"), SaveOption.globalStep(step));
      }
    }
  }

  private static Model named(Parameters p) {
    return new Model(
        new Variable(new float[2][1], name(p.name("model/w"))),
        new Variable(new float[1], name(p.name("model/b"))));
  }
}
