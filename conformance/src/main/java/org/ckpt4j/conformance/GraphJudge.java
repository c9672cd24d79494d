package org.ckpt4j.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Lets {@code judge.py}, which lies beside the cases, replay an export on TensorFlow. */
record GraphJudge(Path python) {
  private static final String SCRIPT = "judge.py";
  private static final long MINUTES = 8;

  GraphJudge {
    if (python.getNameCount() > 1) { // a bare name is looked for on PATH, a path is meant from here
      python = python.toAbsolutePath();
    }
  }

  void judge(Checks checks, Path folder, Path exported) throws IOException {
    Path script = folder.toAbsolutePath().normalize().resolveSibling(SCRIPT);
    if (!Files.isRegularFile(script)) {
      throw new IOException("there is no " + SCRIPT + " beside " + folder + "; leave --python out");
    }
    Path log = exported.resolve("judge.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    python.toString(),
                    script.toString(),
                    folder.toAbsolutePath().toString(),
                    "--files",
                    exported.toAbsolutePath().toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "3");
    Process process = builder.start();
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new IOException("TensorFlow did not judge within " + MINUTES + " minutes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while TensorFlow was judging", e);
    } finally {
      process.destroyForcibly();
    }
    List<String> lines =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    if (process.exitValue() == 0) {
      checks.holds("TensorFlow agrees with the export", true);
    } else if (lines.isEmpty()) {
      checks.fail("TensorFlow ended with " + process.exitValue() + " and said nothing");
    } else {
      lines.forEach(line -> checks.fail("TensorFlow, of the export: " + line));
    }
  }
}
