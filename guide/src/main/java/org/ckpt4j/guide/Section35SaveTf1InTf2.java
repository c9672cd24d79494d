package org.ckpt4j.guide;

import static org.ckpt4j.TF.list;
import static org.ckpt4j.guide.Cells.abcEager;

import org.ckpt4j.train.Saver;

/** A TF1 checkpoint saved in eager mode. */
final class Section35SaveTf1InTf2 {
  private Section35SaveTf1InTf2() {}

  static void run(Parameters p, Recorder r) {
    String path = saveInEager(p);
    r.result("save_path", path);
    r.printCheckpoint(path);
    r.listing("after");
  }

  static String saveInEager(Parameters p) {
    var v = abcEager(p, 1, 2, 3);
    return new Saver(list(v.a(), v.b(), v.c())).save(null, p.path("tf1-ckpt-saved-in-eager"));
  }
}
