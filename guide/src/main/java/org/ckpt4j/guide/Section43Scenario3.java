package org.ckpt4j.guide;

import static org.ckpt4j.TF.FLOAT32;
import static org.ckpt4j.TF.dict;
import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.list;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.train;
import static org.ckpt4j.compat.TF1.zerosInitializer;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.options.SaveOption;
import org.ckpt4j.options.SaverOption;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.Saver;
import org.ckpt4j.variables.Variable;

/** Training in TF2, inference in TF1: both checkpoints, or a converted one. */
final class Section43Scenario3 {
  private Section43Scenario3() {}

  static void run(Parameters p, Recorder r) throws IOException {
    var a = new Variable(0f, name(p.name("a")));
    var b = new Variable(new float[] {0f, 0f}, name(p.name("scoped/b")));
    var ck = new Checkpoint(kw("var_list", dict(p.name("a"), a, p.name("scoped/b"), b)));
    var sv = new Saver(list(a, b), SaverOption.maxToKeep(2));
    String tf2 = "";
    String tf1 = "";
    for (int round = 1; round <= 3; round++) {
      a.assignAdd(p.value(1));
      b.assignAdd(p.values(1, 2));
      tf2 = ck.save(p.path("both/tf2"));
      r.state("Checkpoint.save round " + round, p.path("both") + "/checkpoint");
      tf1 = sv.save(null, p.path("both/tf1"), SaveOption.globalStep(round));
      r.state("Saver.save round " + round, p.path("both") + "/checkpoint");
    }
    r.result("paths", List.of(tf2, tf1));
    r.result("latest_checkpoint", train.latestCheckpoint(p.path("both")));
    r.listing("both", p.path("both"));

    String converted = Section40ConvertTf2ToTf1.convertTf2ToTf1(tf2, p.path("converted/inference"));
    infer(p, r, "both/tf1-3", tf1);
    infer(p, r, "converted/inference", converted);
    Map<String, Object> equal = new LinkedHashMap<>();
    for (String ending : List.of(".index", ".data-00000-of-00001")) {
      equal.put(ending, r.sameBytes(tf1 + ending, converted + ending));
    }
    r.result("converted_equals_saved", equal);
  }

  private static void infer(Parameters p, Recorder r, String label, String path) {
    try (var g = graph()) {
      var a = getVariable(p.name("a"), shape(), FLOAT32, zerosInitializer());
      var b = getVariable(p.name("scoped/b"), shape(2), FLOAT32, zerosInitializer());
      try (var sess = session()) {
        new Saver().restore(sess, path);
        r.print("inference from " + label, sess.run(List.of(a, b)));
      }
    }
  }
}
