package org.ckpt4j.guide;

import static org.ckpt4j.TF.dict;
import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.list;
import static org.ckpt4j.TF.tuple;

import java.util.List;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.variables.Variable;

/** What {@code root.variables} of a Checkpoint is. */
final class Section03InspectCheckpointObject {
  private Section03InspectCheckpointObject() {}

  static void run(Parameters p, Recorder r) {
    var a = new Variable(0f);
    var b = new Variable(0f);
    var c = new Variable(0f);
    var root = new Checkpoint(kw("variables", list(a, b, c)));
    var variables = (List<?>) root.attribute("variables");

    r.print("root type", PythonView.typeName(root));
    r.print("root.variables", PythonView.repr(variables));
    r.print("root.variables[0]", PythonView.repr(variables.get(0)));
    r.result("type_of_root_variables", PythonView.typeName(variables));
    r.result("default_variable_name", a.name());

    var d = new Checkpoint(kw("v", dict(p.name("a"), a))).attribute("v");
    r.result("type_of_dict_attribute", PythonView.typeName(d));
    var t = new Checkpoint(kw("t", tuple(a, b))).attribute("t");
    r.result("type_of_tuple_attribute", PythonView.typeName(t));
  }
}
