package org.ckpt4j.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.ckpt4j.TF;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Test;

class PythonViewTest {
  @Test
  void complexNumbersArePrintedAsPythonPrintsThem() {
    assertEquals("(1+2j)", PythonView.complex(1, 2));
    assertEquals("(4.5-4j)", PythonView.complex(4.5, -4));
    assertEquals("2j", PythonView.complex(0, 2));
    assertEquals("(-0-0j)", PythonView.complex(-0.0, -0.0));
  }

  @Test
  void anEagerVariableShowsShapeTypeAndValue() {
    Variable variable = new Variable(new float[] {1f, 2f}, TF.name("v"));

    assertEquals(
        "<tf.Variable 'v:0' shape=(2,) dtype=float32, numpy=array([1., 2.], dtype=float32)>",
        PythonView.repr(variable));
  }

  @Test
  void wrappersHavePythonsNames() {
    AutoTrackable object = new AutoTrackable();
    object.set("l", TF.list(new Variable(0f)));
    object.set("d", TF.dict("k", new Variable(0f)));
    object.set("t", TF.tuple(new Variable(0f)));

    assertEquals("ListWrapper", PythonView.typeName(object.attribute("l")));
    assertEquals("_DictWrapper", PythonView.typeName(object.attribute("d")));
    assertEquals("_TupleWrapper", PythonView.typeName(object.attribute("t")));
  }
}
