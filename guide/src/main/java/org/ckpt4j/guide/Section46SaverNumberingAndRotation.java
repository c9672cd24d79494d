package org.ckpt4j.guide;

import static org.ckpt4j.TF.FLOAT32;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.constantInitializer;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.train;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.graph.Session;
import org.ckpt4j.options.SaveOption;
import org.ckpt4j.options.SaverOption;
import org.ckpt4j.train.Saver;

/** The v1 Saver: numbers, how many are kept, names of files, the old format. */
final class Section46SaverNumberingAndRotation {
  private Section46SaverNumberingAndRotation() {}

  static void run(Parameters p, Recorder r) throws IOException {
    for (String folder : List.of("s", "t", "u", "w", "x", "y")) {
      r.makeFolder(p.path(folder));
    }
    try (var g = graph()) {
      var v = getVariable(p.name("v"), shape(), FLOAT32, constantInitializer(p.value(1)));
      try (var sess = session()) {
        sess.run(v.initializer());
        rotation(p, r, sess);
        names(p, r, sess);
        layouts(p, r, sess);
        oldFormat(p, r, sess);
      }
    }
  }

  private static void rotation(Parameters p, Recorder r, Session sess) {
    var saver = new Saver(SaverOption.maxToKeep(2));
    for (int step : new int[] {10, 20, 30}) {
      String path = saver.save(sess, p.path("s/m"), SaveOption.globalStep(p.integer(step)));
      r.result("path_" + step, path);
      r.state("global_step=" + step, p.path("s") + "/checkpoint");
    }
    r.result("last_checkpoints", saver.lastCheckpoints());
    r.listing("s", p.path("s"));
  }

  private static void names(Parameters p, Recorder r, Session sess) {
    var saver = new Saver();
    saver.save(sess, p.path("t/m"), SaveOption.latestFilename(p.path("state2")));
    r.listing("t", p.path("t"));
    r.state("latest_filename", p.path("t/state2"));
    saver.save(sess, p.path("u/m"), SaveOption.writeMetaGraph(false));
    saver.save(sess, p.path("u/n"), SaveOption.writeState(false), SaveOption.writeMetaGraph(false));
    r.listing("u", p.path("u"));
    r.state("write_state=False after write_meta_graph=False", p.path("u") + "/checkpoint");
  }

  private static void layouts(Parameters p, Recorder r, Session sess) {
    r.result(
        "sharded_save_path",
        new Saver(SaverOption.sharded(true))
            .save(sess, p.path("w/m"), SaveOption.writeMetaGraph(false)));
    r.listing("w", p.path("w"));
    new Saver(SaverOption.saveRelativePaths(true))
        .save(sess, p.path("x/m"), SaveOption.writeMetaGraph(false));
    r.state("save_relative_paths", p.path("x") + "/checkpoint");
  }

  private static void oldFormat(Parameters p, Recorder r, Session sess) throws IOException {
    r.result(
        "v1_format_save_path",
        new Saver(SaverOption.writeVersion(CheckpointFormat.V1))
            .save(sess, p.path("y/m"), SaveOption.writeMetaGraph(false)));
    r.listing("y", p.path("y"));
    Map<String, Object> values = new LinkedHashMap<>();
    try (var reader = train.loadCheckpoint(p.path("y/m"))) {
      for (String key : reader.getVariableToShapeMap().keySet()) {
        values.put(key, reader.getTensor(key));
      }
    }
    r.result("v1_format_read", values);
  }
}
