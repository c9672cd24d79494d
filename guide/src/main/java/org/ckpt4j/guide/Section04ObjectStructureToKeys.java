package org.ckpt4j.guide;

import static org.ckpt4j.TF.dict;
import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.list;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.module.Module;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.variables.Variable;

/** How keys follow lists, dicts, modules, nesting, shared objects and awkward names. */
final class Section04ObjectStructureToKeys {
  private Section04ObjectStructureToKeys() {}

  static void run(Parameters p, Recorder r) {
    var a = new Variable(0f);
    var b = new Variable(0f);
    var c = new Variable(0f);
    var module = new Module();
    module.track("d", new Variable(0f));
    var t =
        new Checkpoint(
            kw("v", dict(p.name("a"), a, p.name("b"), b)), kw("c", c), kw("module", module));
    r.printCheckpoint(t.save(p.path("root-tf2-ckpt")));

    var m2 = new Module();
    m2.track("d", variable(p, 4));
    new Checkpoint(
            kw("v", dict(p.name("a"), variable(p, 1), p.name("b"), variable(p, 2))),
            kw("c", variable(p, 3)),
            kw("module", m2))
        .write(p.path("values"));
    r.printCheckpoint(p.path("values"));

    nested(p);
    r.printCheckpoint(p.path("nested"));

    new Checkpoint(
            kw(
                "v",
                dict(
                    p.name("a/b"), variable(p, 1),
                    p.name("a.b"), variable(p, 2),
                    p.name("a.Sb"), variable(p, 3),
                    p.name(".x"), variable(p, 4),
                    p.name("\u00e9"), variable(p, 5))))
        .write(p.path("escaped"));
    r.printCheckpoint(p.path("escaped"));

    var s = variable(p, 9);
    new Checkpoint(
            kw("v", dict(p.name("z"), variable(p, 1), p.name("a"), variable(p, 2))),
            kw("l", list()),
            kw("empty", dict()),
            kw("same", s),
            kw("same2", s))
        .write(p.path("order"));
    r.printCheckpoint(p.path("order"));

    var k = new Checkpoint();
    k.set("b", variable(p, 1));
    k.set("a", variable(p, 2));
    k.write(p.path("late"));
    r.printCheckpoint(p.path("late"));

    new Checkpoint(kw("b", variable(p, 1)), kw("a", variable(p, 2))).write(p.path("sorted"));
    r.printCheckpoint(p.path("sorted"));

    List<Variable> twelve = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      twelve.add(variable(p, i));
    }
    new Checkpoint(kw("l", twelve)).write(p.path("twelve"));
    r.printCheckpoint(p.path("twelve"));

    whatCannotBeSaved(p, r);
  }

  /** A list of a dict and a list; a module that holds another one twice. */
  private static void nested(Parameters p) {
    var outer = new Module();
    var inner = new Module();
    inner.track("w", new Variable(new float[][] {p.values(1, 2), p.values(3, 4)}));
    outer.track("inner", inner);
    outer.track("items", list(inner, variable(p, 7)));
    new Checkpoint(
            kw(
                "x",
                list(
                    dict(p.name("k"), new Variable(p.values(1, 2))),
                    list(variable(p, 3), variable(p, 4)))),
            kw("m", outer))
        .write(p.path("nested"));
  }

  private static void whatCannotBeSaved(Parameters p, Recorder r) {
    r.error("Checkpoint(x=3) (not trackable)", () -> new Checkpoint(kw("x", 3)));
    r.error("Checkpoint(x='s') (not trackable)", () -> new Checkpoint(kw("x", "s")));

    var nt = new Checkpoint(kw("v", list(variable(p, 1), 5, "text")));
    r.error(
        "write of a list holding a non-trackable element ([Variable, 5, 'text'])",
        () -> nt.write(p.path("nontrackable")));

    Map<Object, Object> numbered = new LinkedHashMap<>();
    numbered.put(1, variable(p, 1));
    var bad = new Checkpoint(kw("v", numbered));
    r.error(
        "write of a dict with a non-string key that maps to a variable",
        () -> bad.write(p.path("bad")));

    var lst = new Checkpoint(kw("v", list(variable(p, 1), variable(p, 2))));
    ((List<?>) lst.attribute("v")).remove(0);
    r.error("write after del list[0]", () -> lst.write(p.path("bad2")));
  }

  private static Variable variable(Parameters p, double base) {
    return new Variable(p.value(base));
  }
}
