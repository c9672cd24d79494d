package org.ckpt4j.guide;

import static org.ckpt4j.TF.reduceSum;
import static org.ckpt4j.TF.times;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.initialValue;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.train;

import org.ckpt4j.train.Saver;

/** An optimizer's slots in a TF1 checkpoint; those of Keras optimizers are left out. */
final class Section47SlotVariables {
  private Section47SlotVariables() {}

  static void run(Parameters p, Recorder r) {
    try (var g = graph()) {
      var x = getVariable(p.name("x"), initialValue(p.values(1, 2)));
      var minimize = train.momentumOptimizer(0.5, 0.5).minimize(reduceSum(times(x, x)));
      try (var sess = session()) {
        var saver = new Saver();
        sess.run(globalVariablesInitializer());
        sess.run(minimize);
        saver.save(sess, p.path("tf1-momentum"));
        r.printCheckpoint(p.path("tf1-momentum"));
      }
    }
  }
}
