package org.ckpt4j.guide;

import static org.ckpt4j.TF.INT64;
import static org.ckpt4j.TF.dict;
import static org.ckpt4j.TF.dtype;
import static org.ckpt4j.TF.kw;
import static org.ckpt4j.compat.TF1.train;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.Saver;
import org.ckpt4j.variables.Variable;

/** A TF1 checkpoint made into a TF2 one, by the program. */
final class Section39ConvertTf1ToTf2 {
  private Section39ConvertTf1ToTf2() {}

  static void run(Parameters p, Recorder r) throws IOException {
    String saved = Section35SaveTf1InTf2.saveInEager(p);
    r.printCheckpoint(saved);
    String converted = convertTf1ToTf2(saved, p.path("converted-tf1-to-tf2"));
    r.result("converted_path", converted);
    r.printCheckpoint(converted);
    var a = new Variable(0f);
    var b = new Variable(0f);
    var c = new Variable(0f);
    new Checkpoint(kw("vars", dict(p.name("a"), a, p.name("b"), b, p.name("scoped/c"), c)))
        .restore(converted)
        .assertConsumed();
    r.print("Restored [a, b, c]", r.values(a, b, c));

    Map<String, Object> many = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      many.put(p.name("v%02d".formatted(i)), new Variable(p.value(i)));
    }
    new Saver(many).save(null, p.path("many"));
    r.printCheckpoint(p.path("many"));
    r.printCheckpoint(convertTf1ToTf2(p.path("many"), p.path("many-converted")));

    new Saver(
            dict(
                p.name("step"), new Variable(p.integer(7), dtype(INT64)),
                p.name("x"), new Variable(doubles(p.values(1.5, 2.5))),
                p.name("s"), new Variable(p.bytes("hi"))))
        .save(null, p.path("typed"));
    r.printCheckpoint(convertTf1ToTf2(p.path("typed"), p.path("typed-converted")));
  }

  private static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  /** The guide's function: a variable for every value, in the reader's order. */
  static String convertTf1ToTf2(String checkpointPath, String outputPrefix) throws IOException {
    Map<String, Object> vars = new LinkedHashMap<>();
    try (var reader = train.loadCheckpoint(checkpointPath)) {
      for (String key : reader.getVariableToDtypeMap().keySet()) {
        vars.put(key, new Variable(reader.getTensor(key)));
      }
    }
    return new Checkpoint(kw("vars", vars)).save(outputPrefix);
  }
}
