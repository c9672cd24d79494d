package org.ckpt4j.guide;

import static org.ckpt4j.TF.FLOAT32;
import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.dict;
import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.ones;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.TF.train;
import static org.ckpt4j.TF.zeros;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.inVariableScope;
import static org.ckpt4j.compat.TF1.reuse;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.zerosInitializer;
import static org.ckpt4j.options.SaverOption.maxToKeep;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Environment;
import org.ckpt4j.module.Module;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.Saver;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs as a user of TensorFlow would write them, through the public face only. */
class FacadeTest {
  @TempDir private Path folder;

  /** A module as the documentation shows it. */
  private static final class Net extends Module {
    final Variable w = track("w", new Variable(zeros(shape(2)), name("w")));
  }

  private Environment here() {
    return Environment.defaults().withFiles(folder::resolve);
  }

  @Test
  void aGraphIsSavedUnderOtherNamesInASession() {
    try (var files = Contexts.enter(here())) {
      try (var g = graph();
          var s = session()) {
        var w = getVariable("w", shape(2, 3), FLOAT32, zerosInitializer());
        s.run(w.assign(ones(shape(2, 3))));
        new Saver(dict("old/w", w), maxToKeep(3)).save(s, "m");
      }

      assertEquals(Map.of("old/w", Shape.of(2, 3)), train.listVariables("m"));
      assertEquals("./m", train.latestCheckpoint("."));
    }
  }

  @Test
  void aScopeIsReopenedToShareItsVariable() {
    try (var g = graph();
        var s = session()) {
      Variable first = inVariableScope("s", () -> getVariable("a", shape(2), FLOAT32));
      Variable again = inVariableScope("s", reuse(true), () -> getVariable("a"));
      s.run(globalVariablesInitializer());

      assertSame(first, again);
      assertEquals(Shape.of(2), s.run(again).shape());
    }
  }

  @Test
  void aModuleAndADictComeBackFromACheckpoint() {
    try (var files = Contexts.enter(here())) {
      var net = new Net();
      var b = new Variable(7f);
      var ck = new Checkpoint(kw("net", dict("w", net.w, "b", b)), kw("step", new Variable(3L)));
      net.w.assign(constant(new float[] {1f, 2f}));
      String path = ck.save("ck");
      net.w.assign(zeros(shape(2)));

      ck.restore(path).assertConsumed().runRestoreOps();

      assertEquals("ck-1", path);
      assertArrayEquals(
          new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40}, net.w.numpy().bytes().toByteArray());
      assertTrue(train.listVariables(path).containsKey("net/b/.ATTRIBUTES/VARIABLE_VALUE"));
    }
  }
}
