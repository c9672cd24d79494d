package org.ckpt4j.guide;

import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.name;

import org.ckpt4j.module.Module;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.variables.Variable;

/** A variable owned by a layer, owned by a model: the path is the key, the name is not. */
final class Section05WhyObjectBased {
  private Section05WhyObjectBased() {}

  /** The layer of the guide's picture. */
  private static final class Layer extends Module {
    final Variable variable;

    Layer(Variable variable) {
      this.variable = track("variable_name", variable);
    }
  }

  /** The model of the guide's picture. */
  private static final class Model extends Module {
    final Layer layer;

    Model(Variable variable) {
      this.layer = track("layer_name", new Layer(variable));
    }
  }

  static void run(Parameters p, Recorder r) {
    var m = new Model(new Variable(p.values(1, 2, 3), name(p.name("anything"))));
    new Checkpoint(m).write(p.path("model"));
    r.printCheckpoint(p.path("model"));
    new Checkpoint(kw("model", m)).write(p.path("model-kwarg"));
    r.printCheckpoint(p.path("model-kwarg"));

    var m2 = new Model(new Variable(p.values(0, 0, 0), name(p.name("other_name"))));
    try (var status = new Checkpoint(m2).read(p.path("model"))) {
      status.assertConsumed();
    }
    r.print("restored", r.values(m2.layer.variable));
  }
}
