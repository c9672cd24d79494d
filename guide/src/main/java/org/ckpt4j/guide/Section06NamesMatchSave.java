package org.ckpt4j.guide;

import static org.ckpt4j.guide.Cells.saveTf1;

/** The TF1 checkpoint that the next cells read; {@code save} tells its path. */
final class Section06NamesMatchSave {
  private Section06NamesMatchSave() {}

  static void run(Parameters p, Recorder r) {
    String savePath = saveTf1(p);
    r.result("save_path", savePath);
    r.printCheckpoint(savePath);
  }
}
