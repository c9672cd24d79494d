package org.ckpt4j.guide;

import static org.ckpt4j.TF.list;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.guide.Cells.abcEager;
import static org.ckpt4j.guide.Cells.saveTf1;

import org.ckpt4j.train.Saver;
import org.ckpt4j.variables.Variable;

/** The v1 Saver in eager mode reads and writes TF1 checkpoints where names match. */
final class Section07NamesMatchSaverEager {
  private Section07NamesMatchSaverEager() {}

  static void run(Parameters p, Recorder r) {
    String savePath = saveTf1(p);
    r.state("graph save");

    var v = abcEager(p, 0f, 0f, 0f);
    var saver = new Saver(list(v.a(), v.b(), v.c()));
    saver.restore(null, savePath);
    r.print("loaded values of [a, b, c]", r.values(v.all()));

    String path = saver.save(null, p.path("tf1-ckpt-saved-in-eager"));
    r.result("save_path", path);
    r.printCheckpoint(path);
    r.state("eager save");
    r.listing("after");

    r.error("Saver() with no var_list in eager mode", () -> new Saver());
    r.error("saver.restore(None, 'missing')", () -> saver.restore(null, p.path("missing")));
    r.error("saver.restore(None, None)", () -> saver.restore(null, null));
    var z = new Variable(0f, name(p.name("zz")));
    r.error(
        "restore of a variable named 'zz' that the checkpoint lacks",
        () -> new Saver(list(z)).restore(null, p.path("tf1-ckpt")));
    var w = new Variable(new float[] {0f, 0f}, name(p.name("a")));
    r.error(
        "restore of 'a' into shape [2]",
        () -> new Saver(list(w)).restore(null, p.path("tf1-ckpt")));
    var i = new Variable(0, name(p.name("a")));
    r.error(
        "restore of float 'a' into int32 variable",
        () -> new Saver(list(i)).restore(null, p.path("tf1-ckpt")));
  }
}
