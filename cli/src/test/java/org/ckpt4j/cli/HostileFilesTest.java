package org.ckpt4j.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.ckpt4j.testkit.GoldenFiles;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded damaged checkpoint through every command: a typed message, never a crash. */
final class HostileFilesTest {
  @TempDir private Path folder;

  static Stream<Path> damaged() throws IOException {
    try (Stream<Path> folders = Files.list(GoldenFiles.at("golden/format/bad"))) {
      return folders.filter(Files::isDirectory).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void everyCommandEndsWithAMessage(Path damaged) {
    Path prefix =
        damaged.resolve(damaged.getFileName().toString().contains("v1_") ? "model" : "ckpt");
    assertAll(
        () -> check("inspect", damaged),
        () -> check("inspect", prefix),
        () -> check("inspect", prefix, "--values"),
        () -> check("inspect", prefix, "--graph"),
        () -> check("inspect", prefix, "--json", "--values"),
        () -> check("verify", prefix),
        () -> check("verify", damaged, "--json"),
        () -> check("salvage", prefix, folder.resolve("saved")),
        () -> check("copy", prefix, folder.resolve("copied")),
        () -> check("copy", prefix, folder.resolve("renamed"), "--rename", "^=x/"),
        () -> check("copy", prefix, folder.resolve("sharded"), "--shards", "2"),
        () -> check("diff", prefix, prefix),
        () -> check("latest", damaged));
  }

  private static void check(Object... args) {
    CommandRun run = Assertions.assertTimeout(Duration.ofSeconds(30), () -> CommandRun.of(args));
    String all = run.out() + run.err();
    assertTrue(run.code() >= 0 && run.code() <= 2, all);
    assertFalse(all.contains("internal error"), () -> java.util.Arrays.toString(args) + "\n" + all);
    assertFalse(all.contains("not enough memory"), all);
    assertFalse(run.code() != 0 && all.isBlank(), "says nothing");
    assertFalse(all.contains("\u001b"), all);
  }
}
