package org.ckpt4j.guide;

import static org.ckpt4j.TF.FLOAT32;
import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.constantInitializer;
import static org.ckpt4j.compat.TF1.getPartitionedVariable;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.globalVariables;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.Saver;
import org.ckpt4j.variables.Partitioner;
import org.ckpt4j.variables.Variable;

/** A partitioned variable: one key, slices in the index. */
final class Section48PartitionedVariables {
  private Section48PartitionedVariables() {}

  static void run(Parameters p, Recorder r) {
    double[] numbers = new double[40];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    float[][] full = Section14InitFromCheckpointForms.rows(p.values(numbers), 4);
    try (var g = graph()) {
      List<Variable> parts = parts(p, 5);
      try (var sess = session()) {
        var saver = new Saver();
        for (int i = 0; i < parts.size(); i++) {
          sess.run(parts.get(i).assign(Arrays.copyOfRange(full, 2 * i, 2 * i + 2)));
        }
        saver.save(sess, p.path("parts"));
        r.result("part_names", r.names(parts));
      }
    }
    r.printCheckpoint(p.path("parts"));
    restoredInto(p, r, "None", 0);
    restoredInto(p, r, "2", 2);
    var v = new Variable(new float[10][4], name(p.name("p")));
    new Checkpoint(kw("v", v)).restore(p.path("parts"));
    r.result("eager_name_based", r.ends(v.asTensor()));
  }

  private static List<Variable> parts(Parameters p, int rows) {
    Partitioner cut = (shape, dtype) -> List.of(rows, 1);
    return getPartitionedVariable(p.name("p"), shape(10, 4), constantInitializer(0), cut).parts();
  }

  private static void restoredInto(Parameters p, Recorder r, String label, int rows) {
    try (var g = graph()) {
      if (rows == 0) {
        getVariable(p.name("p"), shape(10, 4), FLOAT32, constantInitializer(0));
      } else {
        parts(p, rows);
      }
      try (var sess = session()) {
        new Saver().restore(sess, p.path("parts"));
        List<Object> values = new ArrayList<>();
        globalVariables().forEach(v -> values.add(List.of(v.name(), r.ends(sess.run(v)))));
        r.result("restored_into_" + label, values);
      }
    }
  }
}
