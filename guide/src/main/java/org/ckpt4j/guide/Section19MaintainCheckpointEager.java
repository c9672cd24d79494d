package org.ckpt4j.guide;

import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.list;
import static org.ckpt4j.guide.Cells.saveUnscopedScoped;

import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.variables.Variable;

/** The same checkpoint restored eagerly. */
final class Section19MaintainCheckpointEager {
  private Section19MaintainCheckpointEager() {}

  static void run(Parameters p, Recorder r) {
    String path = saveUnscopedScoped(p, null);

    var a = new Variable(0f);
    var b = new Variable(0f);
    var c = new Variable(0f);
    r.print("Initialized [a, b, c]", r.values(a, b, c));
    var ckpt = new Checkpoint(kw("unscoped", list(a, b)), kw("scoped", list(c)));
    try (var status = ckpt.restore(path)) {
      status.assertConsumed().runRestoreOps();
    }
    r.print("Restored [a, b, c]", r.values(a, b, c));

    r.result("next_save_path", ckpt.save(p.path("again-eager")));
  }
}
