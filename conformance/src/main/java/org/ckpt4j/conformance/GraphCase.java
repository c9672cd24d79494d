package org.ckpt4j.conformance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One recorded graph: replayed as it is, then exported and replayed again, by TensorFlow if there
 * is a Python.
 *
 * @param folder holds {@code case.json}, graph files and checkpoints
 * @param python an interpreter with TensorFlow; null to let ckpt4j replay the export itself
 */
record GraphCase(String id, Path folder, @Nullable Path python) implements ConformanceCase {
  /** What a folder holds that is a case. */
  static final String FILE = "case.json";

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
              .build());

  @Override
  public void run(Checks checks) throws IOException {
    JsonNode spec = JSON.readTree(folder.resolve(FILE).toFile());
    new GraphReplay(spec, folder, checks, "").run();
    try (Scratch exported = Scratch.create()) {
      GraphExport.write(spec, folder, exported.folder());
      if (python != null) {
        new GraphJudge(python).judge(checks, folder, exported.folder());
      } else {
        new GraphReplay(spec, exported.folder(), checks, "exported, ").run();
        checks.note("the export was replayed by ckpt4j; TensorFlow judges it with --python");
      }
    }
  }

  @Override
  public Duration timeLimit() {
    return Duration.ofMinutes(10);
  }
}
