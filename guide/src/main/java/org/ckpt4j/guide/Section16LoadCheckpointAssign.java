package org.ckpt4j.guide;

import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.train;
import static org.ckpt4j.compat.TF1.variableScope;
import static org.ckpt4j.guide.Cells.abcEager;
import static org.ckpt4j.guide.Cells.abcGraphZeros;
import static org.ckpt4j.guide.Cells.saveTf1;

import java.io.IOException;

/** Values read from a checkpoint and assigned. */
final class Section16LoadCheckpointAssign {
  private Section16LoadCheckpointAssign() {}

  static void run(Parameters p, Recorder r) throws IOException {
    saveTf1(p);
    loadAndAssign(p, r);
    try (var reader = train.loadCheckpoint(p.path("tf1-ckpt"))) {
      var v = abcEager(p, 0, 0, 0);
      v.a().assign(reader.getTensor(p.name("a")));
      v.b().assign(reader.getTensor(p.name("b")));
      v.c().assign(reader.getTensor(p.name("scoped/c")));
      r.print("Restored [a, b, c] in eager", r.values(v.all()));
      r.result(
          "get_tensor_python_type_of_scalar",
          PythonView.scalarTypeName(reader.getTensor(p.name("a"))));
    }
  }

  static void loadAndAssign(Parameters p, Recorder r) throws IOException {
    try (var g = graph()) {
      Cells.Abc v;
      try (var scope = variableScope(p.name("new_scope"))) {
        v = abcGraphZeros(p);
      }
      try (var sess = session();
          var reader = train.loadCheckpoint(p.path("tf1-ckpt"))) {
        sess.run(v.a().assign(reader.getTensor(p.name("a"))));
        sess.run(v.b().assign(reader.getTensor(p.name("b"))));
        sess.run(v.c().assign(reader.getTensor(p.name("scoped/c"))));
        r.print("Restored [a, b, c]", sess.run(v.all()));
      }
    }
  }
}
