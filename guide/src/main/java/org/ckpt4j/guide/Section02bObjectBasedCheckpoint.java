package org.ckpt4j.guide;

import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.list;
import static org.ckpt4j.guide.Cells.abcEager;

import org.ckpt4j.train.Checkpoint;

/** A {@code Checkpoint(variables=[a, b, c])}, written eagerly: its keys are object paths. */
final class Section02bObjectBasedCheckpoint {
  private Section02bObjectBasedCheckpoint() {}

  static void run(Parameters p, Recorder r) {
    var v = abcEager(p, 5f, 6f, 7f);
    var ckpt = new Checkpoint(kw("variables", list(v.a(), v.b(), v.c())));
    String path = ckpt.save(p.path("tf2-ckpt"));
    r.result("save_path", path);
    r.result("save_counter_after", ckpt.saveCounter());
    r.result("variable_names", r.names(v.all()));
    r.printCheckpoint(path);
    r.listing("after");
  }
}
