package org.ckpt4j.guide;

import static org.ckpt4j.guide.Cells.saveTf1;

/** A v1 Saver's checkpoint, written in a session: its keys are variable names. */
final class Section02NameBasedCheckpoint {
  private Section02NameBasedCheckpoint() {}

  static void run(Parameters p, Recorder r) {
    r.result("save_path", saveTf1(p));
    r.printCheckpoint(p.path("tf1-ckpt"));
    r.listing("after");
  }
}
