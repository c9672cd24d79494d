package org.ckpt4j.checkpoint.bundle;

import static org.ckpt4j.checkpoint.bundle.RandomTensors.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.ckpt4j.checkpoint.CheckpointMerger;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.NoSuchTensorException;
import org.ckpt4j.checkpoint.PathResolver;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.ReadOptions.Checksums;
import org.ckpt4j.checkpoint.WriteOptions;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.testkit.ByteDamage;
import org.ckpt4j.testkit.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Laws of bundles, on tensors drawn from a printed seed. */
class BundlePropertiesTest {
  private final SplittableRandom random = Seeds.printed("BundlePropertiesTest");
  private final RandomTensors tensors = new RandomTensors(random);

  @TempDir Path temp;

  /** Adds random tensors, some in parts, and gives what was added. */
  private Map<TensorKey, RawTensor> fill(CheckpointWriter writer, int count) throws IOException {
    Map<TensorKey, RawTensor> out = new LinkedHashMap<>();
    while (out.size() < count) {
      TensorKey key = tensors.key();
      if (out.containsKey(key)) {
        continue;
      }
      boolean partitioned = random.nextInt(4) == 0;
      RawTensor value = tensors.tensor(tensors.dtype(), tensors.shape(300, !partitioned));
      out.put(key, value);
      if (!partitioned) {
        writer.add(key, value);
        continue;
      }
      for (TensorSlice slice : tensors.partition(value.shape())) {
        writer.addSlice(key, value.shape(), slice, RandomTensors.cut(value, slice));
      }
    }
    return out;
  }

  private void check(Map<TensorKey, RawTensor> expected, Path prefix, ReadOptions options)
      throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(prefix, options)) {
      assertEquals(List.copyOf(new TreeMap<>(expected).keySet()), reader.keys());
      for (Map.Entry<TensorKey, RawTensor> entry : expected.entrySet()) {
        RawTensor value = entry.getValue();
        assertEquals(text(value), text(reader.getTensor(entry.getKey())));
        assertEquals(value.spec(), reader.entry(entry.getKey()).spec());
        if (value.shape().numElements() > 0) {
          TensorSlice part = tensors.part(value.shape());
          assertEquals(
              text(RandomTensors.cut(value, part)),
              text(reader.getTensor(entry.getKey(), part)),
              part.toString());
        }
      }
    }
  }

  @Test
  void whateverIsWrittenIsRead() throws IOException {
    for (int i = 0; i < 25; i++) {
      Path prefix = temp.resolve("m" + i);
      Map<TensorKey, RawTensor> added;
      try (CheckpointWriter writer = CheckpointWriter.create(prefix)) {
        added = fill(writer, random.nextInt(1, 60));
        writer.finish();
      }

      check(added, prefix, ReadOptions.defaults());
      check(added, prefix, new ReadOptions(Checksums.TRUST, false, 1));
    }
  }

  @Test
  void whateverIsMergedIsRead() throws IOException {
    for (int i = 0; i < 15; i++) {
      Map<TensorKey, RawTensor> all = new TreeMap<>();
      List<Path> parts = new ArrayList<>();
      for (int n = random.nextInt(1, 5); n > 0; n--) {
        parts.add(temp.resolve("p" + i + "_temp/part-" + n));
        try (CheckpointWriter writer = CheckpointWriter.create(parts.get(parts.size() - 1))) {
          // A part may be empty; TensorFlow's own merge would then be unreadable.
          for (int k = random.nextInt(8); k > 0; k--) {
            TensorKey key = tensors.key();
            RawTensor value = tensors.tensor(tensors.dtype(), tensors.shape(300, true));
            if (all.putIfAbsent(key, value) == null) {
              writer.add(key, value);
            }
          }
          writer.finish();
        }
      }

      CheckpointMerger.merge(parts, temp.resolve("p" + i), true, false);

      check(all, temp.resolve("p" + i), ReadOptions.defaults());
    }
  }

  @Test
  void partsOfOneTensorInSeveralShardsAreReadAsOne() throws IOException {
    Shape full = Shape.of(6, 4);
    RawTensor value = tensors.tensor(DType.FLOAT16, full);
    List<Path> parts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      TensorSlice slice = TensorSlice.parse(2 * i + ",2:-");
      parts.add(temp.resolve("s_temp/part-" + i));
      try (CheckpointWriter writer = CheckpointWriter.create(parts.get(i))) {
        writer.addSlice(TensorKey.of("v"), full, slice, RandomTensors.cut(value, slice));
        writer.finish();
      }
    }

    CheckpointMerger.merge(parts, temp.resolve("s"), true, false);

    check(Map.of(TensorKey.of("v"), value), temp.resolve("s"), ReadOptions.defaults());
    assertThrows(
        IllegalArgumentException.class,
        () -> CheckpointMerger.merge(List.of(temp.resolve("no")), temp.resolve("t"), true, false));
    assertThrows(
        IllegalArgumentException.class,
        () -> CheckpointMerger.merge(List.of(temp.resolve("no")), temp.resolve("t"), true, true));
  }

  /** A bundle of a few small tensors of every kind. */
  private Map<TensorKey, RawTensor> smallBundle(Path prefix) throws IOException {
    Map<TensorKey, RawTensor> out = new TreeMap<>();
    try (CheckpointWriter writer = CheckpointWriter.create(prefix)) {
      for (DType dtype : List.of(DType.FLOAT32, DType.STRING, DType.VARIANT, DType.INT8)) {
        RawTensor value = tensors.tensor(dtype, Shape.of(3));
        out.put(TensorKey.of(dtype.tfName()), value);
        writer.add(dtype.tfName(), value);
      }
      RawTensor parts = tensors.tensor(DType.INT16, Shape.of(4));
      out.put(TensorKey.of("parts"), parts);
      for (String slice : List.of("0,1", "1,3")) {
        TensorSlice part = TensorSlice.parse(slice);
        writer.addSlice(TensorKey.of("parts"), parts.shape(), part, RandomTensors.cut(parts, part));
      }
      RawTensor empty = tensors.tensor(DType.FLOAT64, Shape.of(0, 2));
      out.put(TensorKey.of("empty"), empty);
      writer.add("empty", empty);
      writer.finish();
    }
    return out;
  }

  @Test
  void everyDamagedByteIsNoticedOrHarmless() throws IOException {
    try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
      Path prefix = memory.getPath("/m");
      Map<TensorKey, RawTensor> sound = smallBundle(prefix);
      for (String end : List.of(".index", ".data-00000-of-00001")) {
        Path file = memory.getPath("/m" + end);
        byte[] bytes = Files.readAllBytes(file);
        Stream<ByteDamage> damages =
            Stream.of(
                    ByteDamage.everyByteFlipped(bytes),
                    ByteDamage.everyTruncation(bytes),
                    ByteDamage.random(bytes, 2000, random))
                .flatMap(all -> all);
        for (ByteDamage damage : (Iterable<ByteDamage>) damages::iterator) {
          Files.write(file, damage.bytes());
          checkDamaged(prefix, sound, end + " " + damage.what());
        }
        Files.write(file, bytes);
      }
    }
  }

  private static void checkDamaged(Path prefix, Map<TensorKey, RawTensor> sound, String what)
      throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      for (Map.Entry<TensorKey, RawTensor> entry : sound.entrySet()) {
        try {
          assertEquals(text(entry.getValue()), text(reader.getTensor(entry.getKey())), what);
        } catch (CorruptCheckpointException e) {
          assertTrue(e.getMessage().contains("/m"), e.getMessage());
        }
      }
    } catch (CorruptCheckpointException e) {
      assertTrue(e.getMessage().contains("/m"), e.getMessage());
    }
  }

  @Test
  void severalThreadsReadOneReaderAtOnce() throws Exception {
    Path prefix = temp.resolve("threads");
    Map<TensorKey, RawTensor> added;
    try (CheckpointWriter writer = CheckpointWriter.create(prefix)) {
      added = fill(writer, 80);
      writer.finish();
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);

    try (CheckpointReader reader =
        CheckpointReader.open(prefix, ReadOptions.defaults().withThreads(3))) {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        tasks.add(
            () -> {
              for (Map.Entry<TensorKey, RawTensor> entry : added.entrySet()) {
                assertEquals(text(entry.getValue()), text(reader.getTensor(entry.getKey())));
              }
              assertEquals(added.size(), reader.entries().size());
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(tasks)) {
        done.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void valuesOutliveTheirReader() throws IOException {
    Path prefix = temp.resolve("outlive");
    Map<TensorKey, RawTensor> added = smallBundle(prefix);
    Map<TensorKey, RawTensor> read = new TreeMap<>();

    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      for (TensorKey key : added.keySet()) {
        read.put(key, reader.getTensor(key));
      }
    }

    added.forEach((key, value) -> assertEquals(text(value), text(read.get(key))));
  }

  @Test
  void prefixIsLiteralAndMayEndInASlash() throws IOException {
    for (String name : List.of("a[1]*?", "with\\backslash", "sp ace", "folder/")) {
      RawTensor value = tensors.tensor(DType.INT32, Shape.of(2));
      PathResolver files = PathResolver.relativeTo(temp);
      try (CheckpointWriter writer =
          CheckpointWriter.create(name, files, WriteOptions.defaults())) {
        writer.add("x", value);
        writer.finish();
      }

      assertTrue(Files.exists(temp.resolve(name + ".index")));
      try (CheckpointReader reader = CheckpointReader.open(name, files, ReadOptions.defaults())) {
        assertEquals(text(value), text(reader.getTensor("x")));
      }
    }
    assertTrue(Files.exists(temp.resolve("folder").resolve(".data-00000-of-00001")));
    assertThrows(NoSuchFileException.class, () -> CheckpointReader.open(temp.resolve("a[1]*")));
  }

  @Test
  void missingTensorIsNamedWithTheClosestOnes() throws IOException {
    Path prefix = temp.resolve("closest");
    smallBundle(prefix);

    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      NoSuchTensorException e =
          assertThrows(NoSuchTensorException.class, () -> reader.getTensor("flaot32"));

      assertEquals("flaot32", e.key());
      assertEquals("float32", e.closest().get(0));
    }
  }

  @Test
  void whatCouldNotBeReadIsNotWritten() throws IOException {
    RawTensor value = tensors.tensor(DType.INT32, Shape.of(4));
    RawTensor half = tensors.tensor(DType.INT32, Shape.of(2));
    TensorKey key = TensorKey.of("x");
    try (CheckpointWriter writer = CheckpointWriter.create(temp.resolve("bad"))) {
      writer.add("x", value);

      assertThrows(IllegalArgumentException.class, () -> writer.add("x", value));
      assertThrows(IllegalArgumentException.class, () -> writer.add("", value));
      assertThrows(
          IllegalArgumentException.class,
          () -> writer.addSlice(key, Shape.of(4), TensorSlice.parse("0,2"), half));
      writer.addSlice(TensorKey.of("y"), Shape.of(4), TensorSlice.parse("0,2"), half);
      assertThrows(
          IllegalArgumentException.class,
          () -> writer.addSlice(TensorKey.of("y"), Shape.of(5), TensorSlice.parse("2,2"), half));
      assertThrows(
          IllegalArgumentException.class,
          () -> writer.addSlice(TensorKey.of("y"), Shape.of(4), TensorSlice.parse("0,2"), half));
      assertThrows(
          IllegalArgumentException.class,
          () -> writer.addSlice(TensorKey.of("y"), Shape.of(4), TensorSlice.parse("1,3"), half));
      assertThrows(IllegalArgumentException.class, () -> writer.add("y", value));
      writer.finish();
      assertThrows(IllegalStateException.class, () -> writer.add("z", value));
    }

    try (CheckpointReader reader = CheckpointReader.open(temp.resolve("bad"))) {
      assertEquals(text(value), text(reader.getTensor("x")));
      assertEquals(text(half), text(reader.getTensor("y", TensorSlice.parse("0,2"))));
      assertThrows(CorruptCheckpointException.class, () -> reader.getTensor("y"));
    }
  }
}
