package org.ckpt4j.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs Jazzer on each target in a process of its own, with little memory, and prints how many
 * inputs ran.
 */
public final class FuzzRun {
  private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");

  private FuzzRun() {}

  /** Writes what fuzzing of a target begins with. */
  public interface Seeds {
    /**
     * @param target its class, without the package
     * @param folder where the files go; may be missing
     * @return how many they are
     */
    int write(String target, Path folder) throws IOException;
  }

  /**
   * A main program: {@code FOLDER SECONDS [TARGET…]}; exit status 1 if one found something.
   *
   * @param home the package of the targets
   * @param instrumented the classes whose branches guide the fuzzer, as Jazzer wants them named
   * @param targets all there are
   */
  public static void main(
      String home, String instrumented, List<String> targets, Seeds seeds, String... args)
      throws IOException, InterruptedException {
    Path folder = Path.of(args[0]).toAbsolutePath();
    int seconds = Integer.parseInt(args[1]);
    boolean sound = true;
    for (String target : args.length > 2 ? List.of(args).subList(2, args.length) : targets) {
      sound &= run(home, instrumented, target, seeds, folder, seconds);
    }
    if (!sound) {
      System.exit(1);
    }
  }

  private static boolean run(
      String home, String instrumented, String target, Seeds start, Path folder, int seconds)
      throws IOException, InterruptedException {
    Path seeds = folder.resolve(target).resolve("seeds");
    Path corpus = Files.createDirectories(folder.resolve(target).resolve("corpus"));
    int count = start.write(target, seeds);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + home + "." + target,
                "--instrumentation_includes=" + instrumented,
                "--custom_hook_excludes=**",
                // A state file may lead to any path, on purpose: the sanitizers for that stay out.
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.FilePathTraversal",
                "--reproducer_path=" + folder,
                corpus.toString(),
                seeds.toString(),
                "-max_total_time=" + seconds,
                "-timeout=10",
                "-max_len=" + (1 << 14),
                "-artifact_prefix=" + folder.resolve(target) + "/"));
    if (Runtime.version().feature() >= 21) {
      command.add(1, "-XX:+EnableDynamicAgentLoading");
    }
    Process jazzer = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> output = new ArrayList<>();
    String inputs = "an unknown number of";
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(jazzer.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        Matcher done = DONE.matcher(line);
        inputs = done.find() ? done.group(1) : inputs;
      }
    }
    boolean sound = jazzer.waitFor() == 0;
    if (!sound) {
      output.subList(Math.max(0, output.size() - 80), output.size()).forEach(System.out::println);
    }
    System.out.printf(
        "fuzz %s: %s inputs in %d s from %d seeds, %s%n",
        target, inputs, seconds, count, sound ? "nothing found" : "FOUND SOMETHING, see above");
    return sound;
  }
}
