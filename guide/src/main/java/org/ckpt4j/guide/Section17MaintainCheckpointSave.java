package org.ckpt4j.guide;

import static org.ckpt4j.guide.Cells.saveUnscopedScoped;

/** A TF2 checkpoint saved from a session. */
final class Section17MaintainCheckpointSave {
  private Section17MaintainCheckpointSave() {}

  static void run(Parameters p, Recorder r) {
    String path = saveUnscopedScoped(p, r);
    r.result("save_path", path);
    r.printCheckpoint(path);
    r.listing("after");
  }
}
