package org.ckpt4j.train;

import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.list;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.compat.TF1.constantInitializer;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.train;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.ckpt4j.TF;
import org.ckpt4j.options.SaveOption;
import org.ckpt4j.options.SaverOption;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AsyncSaveTest {
  private static final CheckpointOptions ASYNC = CheckpointOptions.defaults().withEnableAsync(true);

  @TempDir private Path folder;

  private String prefix(String name) {
    return folder.resolve(name).toString();
  }

  private static float first(RawTensor value) {
    return value.bytes().window(0, 4).getFloat(0);
  }

  /** A callback that holds the save up until the program has gone on. */
  private static CheckpointOptions heldUp(CountDownLatch goOn) {
    return ASYNC.withWriteCallback(
        path -> {
          try {
            goOn.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void theFileHoldsTheValuesOfTheMomentOfTheCall() {
    var v = new Variable(new float[100_000]);
    var goOn = new CountDownLatch(1);
    try (var checkpoint = new Checkpoint(kw("v", v))) {
      String path = checkpoint.save(prefix("ck"), heldUp(goOn));
      for (int i = 0; i < 10; i++) {
        v.assignAdd(TF.ones(TF.shape(100_000)));
      }
      goOn.countDown();
      checkpoint.sync();
      assertEquals(0f, first(train.loadVariable(path, "v/.ATTRIBUTES/VARIABLE_VALUE")));
      assertEquals(10f, first(v.numpy()));
      assertEquals(path, train.latestCheckpoint(folder.toString()));
    }
  }

  @Test
  void theNextSaveWaitsForTheLast() {
    var v = new Variable(1f);
    var goOn = new CountDownLatch(1);
    var checkpoint = new Checkpoint(kw("v", v));
    checkpoint.save(prefix("ck"), heldUp(goOn));
    Thread release = new Thread(goOn::countDown);
    release.start();
    String second = checkpoint.save(prefix("ck"), ASYNC);
    checkpoint.sync();
    assertTrue(Files.exists(folder.resolve("ck-1.index")));
    assertEquals(prefix("ck-2"), second);
    assertEquals(second, train.latestCheckpoint(folder.toString()));
  }

  @Test
  void anErrorSurfacesAtTheNextCallOnce() {
    var checkpoint = new Checkpoint(kw("v", new Variable(1f)));
    CheckpointOptions failing =
        ASYNC.withWriteCallback(
            path -> {
              throw new IllegalStateException("no room for " + path);
            });

    checkpoint.write(prefix("a"), failing);
    var error = assertThrows(IllegalStateException.class, () -> checkpoint.save(prefix("b")));
    assertTrue(error.getMessage().contains("no room"));
    assertEquals(prefix("b-1"), checkpoint.save(prefix("b")));

    checkpoint.write(prefix("a"), failing);
    assertThrows(IllegalStateException.class, checkpoint::close);
    assertDoesNotThrow(checkpoint::close);
  }

  @Test
  void saversSaveAsynchronouslyInBothModesWithTheSameBytes() throws IOException {
    var v = new Variable(3f, name("v"));
    new Saver(list(v)).save(null, prefix("plain"));
    try (var saver = new Saver(list(v), SaverOption.maxToKeep(1))) {
      saver.save(null, prefix("later"), SaveOption.async(true));
      v.assign(4f);
    }
    same("plain", "later");

    try (var g = graph()) {
      var w = getVariable("v", TF.shape(), constantInitializer(3f));
      try (var s = session();
          var saver = new Saver()) {
        s.run(globalVariablesInitializer());
        saver.save(s, prefix("graph"), SaveOption.async(true));
        s.run(w.assign(5f));
        assertEquals(List.of(prefix("graph")), saver.lastCheckpoints());
      }
    }
    same("plain", "graph");
  }

  @Test
  void aGraphsCheckpointIsSavedAsynchronously() {
    try (var g = graph()) {
      var w = getVariable("w", TF.shape(), constantInitializer(3f));
      try (var s = session();
          var checkpoint = new Checkpoint(kw("w", w))) {
        s.run(globalVariablesInitializer());
        String path = checkpoint.save(prefix("ck"), ASYNC);
        s.run(w.assign(5f));
        checkpoint.sync();
        assertEquals(3f, first(train.loadVariable(path, "w/.ATTRIBUTES/VARIABLE_VALUE")));
      }
    }
  }

  @Test
  void aManagerSweepsOnTheSavesThread() {
    var checkpoint = new Checkpoint(kw("v", new Variable(1f)));
    var manager = new CheckpointManager(checkpoint, folder.toString(), 2);
    for (int i = 0; i < 4; i++) {
      manager.save(null, true, ASYNC);
    }
    assertEquals(List.of(prefix("ckpt-3"), prefix("ckpt-4")), manager.checkpoints());
    assertTrue(Files.notExists(folder.resolve("ckpt-2.index")));
  }

  private void same(String a, String b) throws IOException {
    for (String end : List.of(".index", ".data-00000-of-00001")) {
      assertEquals(-1, Files.mismatch(folder.resolve(a + end), folder.resolve(b + end)), a + end);
    }
  }
}
