package org.ckpt4j.guide;

import static org.ckpt4j.TF.list;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.train;
import static org.ckpt4j.guide.Cells.abcGraphConst;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ckpt4j.train.Saver;
import org.ckpt4j.variables.Variable;

/** A TF2 checkpoint made into a TF1 one, by the program. */
final class Section40ConvertTf2ToTf1 {
  private Section40ConvertTf2ToTf1() {}

  static void run(Parameters p, Recorder r) throws IOException {
    String saved = Section37SaveTf2InTf1.saveInSession(p);
    r.printCheckpoint(saved);
    String converted = convertTf2ToTf1(saved, p.path("converted-tf2-to-tf1"));
    r.result("converted_path", converted);
    r.printCheckpoint(converted);
    try (var g = graph()) {
      var v = abcGraphConst(p, 0, 0, 0);
      try (var sess = session()) {
        new Saver(list(v.a(), v.b(), v.c())).restore(sess, converted);
        r.print("Restored [a, b, c]", sess.run(v.all()));
      }
    }
  }

  /** The guide's function: what lies below {@code var_list}, under its names. */
  static String convertTf2ToTf1(String checkpointPath, String outputPrefix) throws IOException {
    Map<String, Object> byName = new LinkedHashMap<>();
    try (var reader = train.loadCheckpoint(checkpointPath)) {
      for (String key : reader.getVariableToDtypeMap().keySet()) {
        if (key.startsWith("var_list/")) {
          String name = key.split("/", -1)[1].replace(".S", "/");
          byName.put(name, new Variable(reader.getTensor(key)));
        }
      }
    }
    return new Saver(byName).save(null, outputPrefix);
  }
}
