package org.ckpt4j.guide;

import static org.ckpt4j.TF.dict;
import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.list;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.guide.Cells.saveTf1;

import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.Saver;
import org.ckpt4j.variables.Variable;

/** Two variables of one name and name-based checkpoints. */
final class Section12DuplicateNames {
  private Section12DuplicateNames() {}

  static void run(Parameters p, Recorder r) {
    saveTf1(p);
    var d1 = new Variable(0f, name(p.name("a")));
    var d2 = new Variable(0f, name(p.name("a")));
    r.error(
        "Saver([d1, d2]) with one name", () -> new Saver(list(d1, d2)).save(null, p.path("dup")));
    r.error(
        "Saver([d1, d2]).restore", () -> new Saver(list(d1, d2)).restore(null, p.path("tf1-ckpt")));
    new Saver(dict(p.name("a"), d1, p.name("b"), d2)).restore(null, p.path("tf1-ckpt"));
    r.print("dict restore", r.values(d1, d2));
    var d3 = new Variable(0f, name(p.name("a")));
    var d4 = new Variable(0f, name(p.name("a")));
    var st = new Checkpoint(kw("v", list(d3, d4))).restore(p.path("tf1-ckpt"));
    r.print("Checkpoint restore", r.values(d3, d4));
    r.error("assert_consumed", () -> st.assertConsumed());
  }
}
