package org.ckpt4j.guide;

import static org.ckpt4j.TF.list;
import static org.ckpt4j.guide.Cells.abcEager;

import org.ckpt4j.train.Saver;

/** A TF1 checkpoint loaded in eager mode. */
final class Section36LoadTf1InTf2 {
  private Section36LoadTf1InTf2() {}

  static void run(Parameters p, Recorder r) {
    String path = Section35SaveTf1InTf2.saveInEager(p);
    var v = abcEager(p, 0, 0, 0);
    r.print("Initialized [a, b, c]", r.values(v.all()));
    new Saver(list(v.a(), v.b(), v.c())).restore(null, path);
    r.print("Restored [a, b, c]", r.values(v.all()));
  }
}
