package org.ckpt4j.guide;

import static org.ckpt4j.TF.dict;
import static org.ckpt4j.TF.list;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.variableScope;
import static org.ckpt4j.guide.Cells.abcGraphZeros;
import static org.ckpt4j.guide.Cells.saveTf1;

import org.ckpt4j.options.SaverOption;
import org.ckpt4j.train.Saver;

/** A Saver told under which names variables are saved. */
final class Section15SaverDictRemap {
  private Section15SaverDictRemap() {}

  static void run(Parameters p, Recorder r) {
    saveTf1(p);
    var v = inNewScope(p);
    var saver = remapped(p, v);
    saver.restore(null, p.path("tf1-ckpt"));
    r.print("Restored [a, b, c]", r.values(v.all()));
    r.result("names", r.names(v.all()));
    r.result("save_path", saver.save(null, p.path("saved-with-dict")));
    r.printCheckpoint(p.path("saved-with-dict"));
    inGraph(p, r);
    withoutVariables(p, r);
  }

  private static Cells.Abc inNewScope(Parameters p) {
    try (var scope = variableScope(p.name("new_scope"))) {
      return abcGraphZeros(p);
    }
  }

  private static Saver remapped(Parameters p, Cells.Abc v) {
    return new Saver(dict(p.name("a"), v.a(), p.name("b"), v.b(), p.name("scoped/c"), v.c()));
  }

  private static void inGraph(Parameters p, Recorder r) {
    try (var g = graph()) {
      var v = inNewScope(p);
      try (var sess = session()) {
        var saver = remapped(p, v);
        saver.restore(sess, p.path("tf1-ckpt"));
        r.print("Restored [a, b, c] in graph", sess.run(v.all()));
        saver.save(sess, p.path("saved-with-dict-graph"));
        r.printCheckpoint(p.path("saved-with-dict-graph"));
        r.error("Saver({'a': 3})", () -> new Saver(dict(p.name("a"), 3)));
        r.error(
            "Saver({'x': a, 'y': a}) (one variable twice)",
            () -> new Saver(dict(p.name("x"), v.a(), p.name("y"), v.a())));
        r.error("Saver([]) in graph", () -> new Saver(list()));
      }
    }
  }

  private static void withoutVariables(Parameters p, Recorder r) {
    try (var g = graph()) {
      r.error("Saver() in a graph without variables", () -> new Saver());
      var saver = new Saver(SaverOption.allowEmpty(true));
      try (var sess = session()) {
        r.error(
            "Saver(allow_empty=True).save",
            () -> r.result("allow_empty_save_returns", saver.save(sess, p.path("empty-ckpt"))));
      }
    }
  }
}
