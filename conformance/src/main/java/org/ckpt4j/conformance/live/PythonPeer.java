package org.ckpt4j.conformance.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ckpt4j.conformance.Checks;

/**
 * A Python with TensorFlow. One process does all jobs, because importing TensorFlow takes longer
 * than most of them.
 *
 * @param python the interpreter
 * @param work the folder that paths in jobs are relative to
 */
public record PythonPeer(Path python, Path work) {
  public PythonPeer {
    if (python.getNameCount() > 1) { // a bare name is looked for on PATH, a path is meant from here
      python = python.toAbsolutePath();
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCRIPT = "peer.py";
  private static final List<String> SOURCES = List.of(SCRIPT, "peer_graphs.py");
  private static final long MINUTES = 20;

  /**
   * @return the results by job id
   * @throws IOException with the end of what Python printed, if it did not get to the end
   */
  public JsonNode run(ArrayNode jobs) throws IOException {
    Path in = work.resolve("jobs.json");
    Path out = work.resolve("results.json");
    Path log = work.resolve("peer.log");
    Path script = work.resolve(SCRIPT);
    for (String name : SOURCES) {
      try (InputStream source = PythonPeer.class.getResourceAsStream(name)) {
        if (source == null) {
          throw new IllegalStateException("resource " + name + " is missing");
        }
        Files.write(work.resolve(name), source.readAllBytes());
      }
    }
    JSON.writeValue(in.toFile(), JSON.createObjectNode().set("jobs", jobs));
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(python.toString(), script.toString(), in.toString(), out.toString()))
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "3");
    Process process = builder.start();
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new IOException("Python did not end within " + MINUTES + " minutes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Python was running", e);
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0 || !Files.exists(out)) {
      throw new IOException(
          "%s ended with %d: %s".formatted(python, process.exitValue(), end(log)));
    }
    return JSON.readTree(out.toFile());
  }

  /** Takes over what the peer compared for one job. */
  public static void count(Checks checks, JsonNode result) {
    List<String> failures = new ArrayList<>();
    result.path("failures").forEach(failure -> failures.add(failure.asText()));
    for (long i = result.path("comparisons").asLong() - failures.size(); i > 0; i--) {
      checks.holds("compared by TensorFlow", true);
    }
    failures.forEach(checks::fail);
  }

  private static String end(Path log) throws IOException {
    String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    return text.substring(Math.max(0, text.length() - 1500));
  }
}
