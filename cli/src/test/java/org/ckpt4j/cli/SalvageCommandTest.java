package org.ckpt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ckpt4j.testkit.GoldenFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SalvageCommandTest {
  @TempDir private Path folder;

  @Test
  void savesAllButTheDamagedTensorAndSaysWhichIsLost() {
    Path saved = folder.resolve("saved");

    CommandRun run = CommandRun.of("salvage", golden("bad/data_flip_float/ckpt"), saved);

    run.expect(ExitCode.FOUND);
    assertTrue(run.out().contains("\"a/bias\""), run.out());
    assertTrue(run.out().contains("6 tensors saved"), run.out());
    CommandRun.of("verify", saved).expect(ExitCode.FINE);
    JsonNode diff =
        CommandRun.of("diff", golden("small_mixed/ckpt"), saved, "--json")
            .expect(ExitCode.FOUND)
            .json();
    assertEquals("[\"a/bias\"]", diff.get("removed").toString());
    assertEquals(6, diff.get("equal").asInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"footer_index_offset"})
  void findsTheBlocksOfAnIndexWhoseFooterIsLost(String damaged) {
    Path saved = folder.resolve("saved");

    CommandRun.of("salvage", golden("bad/" + damaged + "/ckpt"), saved).expect(ExitCode.FOUND);

    CommandRun.of("diff", golden("small_mixed/ckpt"), saved).expect(ExitCode.FINE);
  }

  @Test
  void aBrokenFirstIndexBlockOfSeveralCostsOnlyItsOwnEntries() throws IOException {
    Path many = folder.resolve("many");
    ManyTensors.write(many, 20_000);
    byte[] index = Files.readAllBytes(folder.resolve("many.index"));
    index[100] ^= 1;
    Files.write(folder.resolve("many.index"), index);

    CommandRun run =
        CommandRun.of("salvage", many, folder.resolve("saved"), "--json").expect(ExitCode.FOUND);

    int saved = run.json().get("saved_tensors").asInt();
    assertTrue(saved > 5_000 && saved < 20_000, "saved " + saved);
    CommandRun.of("verify", folder.resolve("saved")).expect(ExitCode.FINE);
    JsonNode diff = CommandRun.of("inspect", folder.resolve("saved"), "--json").json();
    assertEquals(saved, diff.get("tensors").size());
  }

  @Test
  void completesASaveOfWhichOnlyFinishedTemporaryFilesAreLeft() throws IOException {
    GoldenFiles.copyTo("golden/format/small_mixed", folder);
    for (String end : new String[] {".index", ".data-00000-of-00001"}) {
      Files.move(folder.resolve("ckpt" + end), folder.resolve("ckpt" + end + ".tempstate77j"));
    }
    Path prefix = folder.resolve("ckpt");

    CommandRun copied = CommandRun.of("salvage", prefix, folder.resolve("copy"));
    copied.expect(ExitCode.FOUND);
    assertTrue(copied.out().contains("interrupted save"), copied.out());
    CommandRun.of("diff", golden("small_mixed/ckpt"), folder.resolve("copy")).expect(ExitCode.FINE);

    CommandRun settled = CommandRun.of("salvage", prefix).expect(ExitCode.FOUND);
    assertTrue(settled.out().contains("is completed"), settled.out());
    CommandRun.of("verify", prefix).expect(ExitCode.FINE);
    assertFalse(Files.exists(folder.resolve("ckpt.index.tempstate77j")));
  }

  @Test
  void savesTheSoundRecordsOfAV1File() throws IOException {
    GoldenFiles.copyTo("golden/format/v1_small", folder);
    Path table = folder.resolve("model");
    byte[] bytes = Files.readAllBytes(table);
    bytes[bytes.length - 30] ^= 1; // the footer's handles
    Files.write(table, bytes);

    CommandRun.of("salvage", table, folder.resolve("saved")).expect(ExitCode.FOUND);

    CommandRun.of("diff", golden("v1_small/model"), folder.resolve("saved")).expect(ExitCode.FINE);
    CommandRun.of("verify", folder.resolve("saved")).expect(ExitCode.FINE);
  }

  @Test
  void aSoundCheckpointIsCopiedWithExitCodeFine() {
    CommandRun.of("salvage", golden("small_shards/ckpt"), folder.resolve("saved"))
        .expect(ExitCode.FINE);

    CommandRun.of("diff", golden("small_shards/ckpt"), folder.resolve("saved"))
        .expect(ExitCode.FINE);
  }

  @Test
  void whereNothingIsSoundItSaysSo() {
    CommandRun run =
        CommandRun.of("salvage", golden("bad/flip_data_block/ckpt"), folder.resolve("saved"));

    run.expect(ExitCode.FOUND);
    assertTrue(run.err().contains("no tensor is sound"), run.err());
  }

  private static Path golden(String checkpoint) {
    Path path = Path.of("golden/format", checkpoint);
    return GoldenFiles.at(path.getParent().toString()).resolve(path.getFileName());
  }
}
