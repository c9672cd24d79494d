package org.ckpt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.ckpt4j.testkit.ByteDamage;
import org.ckpt4j.testkit.GoldenFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VerifyCommandTest {
  @TempDir private Path folder;

  /** Checkpoints in which TensorFlow itself left a tensor that cannot be read whole. */
  private static final List<String> INCOMPLETE = List.of("partitioned_ops");

  static Stream<Path> soundFolders() throws IOException {
    try (Stream<Path> folders = Files.list(GoldenFiles.at("golden/format"))) {
      return folders
          .filter(Files::isDirectory)
          .filter(path -> !path.endsWith("bad"))
          .filter(path -> !path.getFileName().toString().startsWith("state_"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("soundFolders")
  void everyByteOfWhatTensorFlowWroteIsAccountedFor(Path golden) {
    CommandRun run = CommandRun.of("verify", golden);

    run.expect(
        INCOMPLETE.contains(golden.getFileName().toString()) ? ExitCode.FOUND : ExitCode.FINE);
    assertTrue(run.out().contains("sound tensor"), run.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data_flip_float",
        "index_cut_first_byte",
        "flip_data_block",
        "footer_index_offset",
        "slice_entry_missing",
        "data_extra_bytes"
      })
  void namesTheCauseOfDamage(String damaged) throws IOException {
    Path checkpoint = GoldenFiles.at("golden/format/bad/" + damaged).resolve("ckpt");

    CommandRun run = CommandRun.of("verify", checkpoint).expect(ExitCode.FOUND);

    Snapshots.assertMatches("verify/" + damaged + ".txt", run.outWithout(checkpoint.getParent()));
  }

  @Test
  void paddingAndSharedBytesAreNotesOnly() throws IOException {
    Path checkpoint = GoldenFiles.at("golden/format/foreign_aligned").resolve("ckpt");

    CommandRun run = CommandRun.of("verify", checkpoint).expect(ExitCode.FINE);

    Snapshots.assertMatches("verify/foreign_aligned.txt", run.outWithout(checkpoint.getParent()));
  }

  /** Any byte: the checksum of a block or value covers it, or it is structure that is checked. */
  @ParameterizedTest
  @ValueSource(strings = {"ckpt.index", "ckpt.data-00000-of-00002", "ckpt.data-00001-of-00002"})
  void noFlippedByteGoesUnnoticed(String name) throws IOException {
    GoldenFiles.copyTo("golden/format/small_shards", folder);
    byte[] sound = Files.readAllBytes(folder.resolve(name));

    List<ByteDamage> damages = ByteDamage.everyByteFlipped(sound).toList();

    for (ByteDamage damage : damages) {
      Files.write(folder.resolve(name), damage.bytes());
      CommandRun run = CommandRun.of("verify", folder.resolve("ckpt"));
      assertEquals(ExitCode.FOUND, run.code(), () -> damage + "\n" + run.out() + run.err());
      assertFalse(run.err().contains("internal"), () -> damage + "\n" + run.err());
    }
  }

  @Test
  void everyTruncationOfTheIndexIsNoticed() throws IOException {
    GoldenFiles.copyTo("golden/format/small_shards", folder);
    Path index = folder.resolve("ckpt.index");

    for (ByteDamage damage : ByteDamage.everyTruncation(Files.readAllBytes(index)).toList()) {
      Files.write(index, damage.bytes());
      CommandRun run = CommandRun.of("verify", folder.resolve("ckpt"));
      assertEquals(ExitCode.FOUND, run.code(), () -> damage + "\n" + run.out() + run.err());
    }
  }

  @Test
  void missingAndLeftOverFilesAreFound() throws IOException {
    GoldenFiles.copyTo("golden/format/small_shards", folder);
    Files.delete(folder.resolve("ckpt.data-00001-of-00002"));
    Files.write(folder.resolve("ckpt.data-00000-of-00003"), new byte[3]);
    Files.write(folder.resolve("ckpt.index.tempstate123"), new byte[3]);
    Files.write(folder.resolve("other.data-00000-of-00001.tempstate9j"), new byte[3]);

    CommandRun run = CommandRun.of("verify", folder).expect(ExitCode.FOUND);

    assertTrue(run.out().contains("ckpt.data-00001-of-00002: "), run.out());
    assertTrue(run.out().contains("is missing"), run.out());
    assertTrue(run.out().contains("ckpt.data-00000-of-00003: is none of the 2"), run.out());
    assertTrue(run.out().contains("ckpt.index.tempstate123: left by a save"), run.out());
    assertTrue(run.out().contains("other.data-00000-of-00001.tempstate9j: left by"), run.out());
  }

  @Test
  void aStateFileThatNamesWhatIsNotThereIsAnError() throws IOException {
    GoldenFiles.copyTo("golden/format/smallest", folder);
    Files.writeString(
        folder.resolve("checkpoint"),
        "model_checkpoint_path: \"gone\"\nall_model_checkpoint_paths: \"ckpt\"\n");

    CommandRun run = CommandRun.of("verify", folder).expect(ExitCode.FOUND);

    assertTrue(run.out().contains("gone as the newest checkpoint"), run.out());
  }

  @Test
  void jsonHasEveryFindingWithItsPlace() throws IOException {
    GoldenFiles.copyTo("golden/format/small_mixed", folder);
    Files.write(
        folder.resolve("ckpt.data-00000-of-00001"), new byte[] {1, 2}, StandardOpenOption.APPEND);

    JsonNode json =
        CommandRun.of("verify", folder.resolve("ckpt"), "--json").expect(ExitCode.FOUND).json();

    JsonNode audit = json.at("/checkpoints/0");
    assertFalse(audit.get("clean").booleanValue());
    assertEquals(7, audit.get("sound_tensors").asInt());
    JsonNode finding = audit.at("/findings/0");
    assertEquals("warning", finding.get("severity").textValue());
    assertEquals(108, finding.get("offset").asInt());
    assertEquals(1, audit.get("findings").size());
  }

  @Test
  void aFolderWithoutCheckpointsIsAUsageError() {
    CommandRun run = CommandRun.of("verify", folder).expect(ExitCode.USAGE);

    assertTrue(run.err().contains("no checkpoint in this folder"), run.err());
  }
}
