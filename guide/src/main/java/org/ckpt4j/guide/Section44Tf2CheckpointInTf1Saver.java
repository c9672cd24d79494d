package org.ckpt4j.guide;

import static org.ckpt4j.TF.FLOAT32;
import static org.ckpt4j.TF.dict;
import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.list;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.zerosInitializer;
import static org.ckpt4j.guide.Cells.abcEager;
import static org.ckpt4j.guide.Cells.abcGraphConst;
import static org.ckpt4j.guide.Cells.saveUnscopedScoped;

import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.Saver;

/** What a v1 Saver does with an object-based checkpoint. */
final class Section44Tf2CheckpointInTf1Saver {
  private Section44Tf2CheckpointInTf1Saver() {}

  static void run(Parameters p, Recorder r) {
    String path = saveUnscopedScoped(p, null);
    var saved = abcEager(p, 5, 6, 7);
    new Checkpoint(kw("variables", list(saved.a(), saved.b(), saved.c()))).save(p.path("eager"));

    try (var g = graph()) {
      var v = abcGraphConst(p, 0, 0, 0);
      try (var sess = session()) {
        var saver = new Saver();
        r.error(
            "graph Saver.restore of an object-based checkpoint", () -> saver.restore(sess, path));
        r.error("values", () -> r.print("graph", sess.run(v.all())));
        r.error(
            "same Saver, second object-based checkpoint",
            () -> saver.restore(sess, p.path("eager") + "-1"));
        r.error("values 2", () -> r.print("graph 2", sess.run(v.all())));
      }
    }

    var v = abcEager(p, 0, 0, 0);
    r.error(
        "eager Saver.restore of an object-based checkpoint",
        () -> new Saver(list(v.a(), v.b(), v.c())).restore(null, path));
    r.print("eager", r.values(v.all()));

    try (var g = graph()) {
      var other = getVariable(p.name("other"), shape(), FLOAT32, zerosInitializer());
      try (var sess = session()) {
        r.error(
            "graph Saver, variable name not in the object graph",
            () -> new Saver().restore(sess, path));
        new Saver(dict("unscoped/0/.ATTRIBUTES/VARIABLE_VALUE", other)).restore(sess, path);
        r.print("dict with the checkpoint key", sess.run(other));
      }
    }
  }
}
