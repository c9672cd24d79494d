package org.ckpt4j.train;

import static org.ckpt4j.TF.name;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.useResource;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saving under a key that is not the variable's name. */
class SaverByKeyTest {
  @TempDir Path folder;

  @Test
  @Tag("tensorflow/python/checkpoint/functional_saver_test.py::SaverTest::test_resource_variable")
  void whatWasSavedUnderAKeyIsRestoredIntoAnyVariableOfThatKey() throws Exception {
    try (var g = graph();
        var s = session()) {
      Variable v1 = new Variable(2f, useResource(true), name("v1"));
      Variable v2 = new Variable(3f, useResource(true), name("v2"));
      s.run(v1.initializer());
      s.run(v2.initializer());
      String prefix =
          new Saver(Map.of("x", v1))
              .save(
                  s,
                  folder.resolve("ckpt").toString(),
                  org.ckpt4j.options.SaveOption.writeMetaGraph(false),
                  org.ckpt4j.options.SaveOption.writeState(false));
      assertEquals(Set.of("ckpt.index", "ckpt.data-00000-of-00001"), files());
      s.run(v1.assign(1f));

      new Saver(Map.of("x", v1)).restore(s, prefix);
      new Saver(Map.of("x", v2)).restore(s, prefix);

      assertEquals(2.0, s.run(v1).doubleValue());
      assertEquals(2.0, s.run(v2).doubleValue());
    }
  }

  private Set<String> files() throws Exception {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }
}
