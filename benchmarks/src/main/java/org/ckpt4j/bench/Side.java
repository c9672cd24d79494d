package org.ckpt4j.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs one side's part of a benchmark in a process of its own and hands back what it printed or
 * wrote.
 */
final class Side {
  private Side() {}

  /** Runs JMH's main class; gives the JSON of its result file. */
  static String jmh(String classPath, Path folder, List<String> arguments) throws IOException {
    Path result = Files.createTempFile(folder, "jmh", ".json");
    List<String> command = new ArrayList<>();
    command.add(javaBinary());
    command.addAll(List.of("-cp", classPath, "org.openjdk.jmh.Main"));
    command.addAll(arguments);
    command.addAll(List.of("-p", "folder=" + folder, "-rf", "json", "-rff", result.toString()));
    command.addAll(
        List.of(
            "-foe",
            "true",
            "-jvmArgs",
            "-Xms256m -Xmx1g -Dorg.bytedeco.javacpp.maxphysicalbytes=0 -Dorg.bytedeco.javacpp.maxbytes=0"));
    run(command, folder);
    String json = Files.readString(result);
    Files.delete(result);
    return json;
  }

  /** Runs a Java main class with a small heap. */
  static String java(String classPath, Path folder, String mainClass, List<String> arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(List.of(javaBinary(), "-Xmx64m", "-cp", classPath, mainClass));
    command.addAll(arguments);
    return run(command, folder);
  }

  /**
   * Standard output of the command.
   *
   * @throws IOException if it exits with another code than 0; its output is in the message
   */
  static String run(List<String> command, Path folder) throws IOException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(new File(nullDevice())))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(30, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException("no end within 30 minutes: " + String.join(" ", command));
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            "exit code %d of %s%n%s%n%s"
                .formatted(
                    process.exitValue(),
                    String.join(" ", command),
                    Files.readString(out),
                    Files.readString(err)));
      }
      return Files.readString(out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + command.get(0), e);
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }

  static String javaBinary() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String nullDevice() {
    return File.separatorChar == '\\' ? "NUL" : "/dev/null";
  }
}
