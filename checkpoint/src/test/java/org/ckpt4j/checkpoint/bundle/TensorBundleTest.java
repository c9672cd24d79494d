package org.ckpt4j.checkpoint.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.ckpt4j.checkpoint.CheckpointMerger;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.CorruptCheckpointException.Category;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.coding.AtomicFile;
import org.ckpt4j.checkpoint.coding.ByteBuilder;
import org.ckpt4j.checkpoint.coding.ByteSink;
import org.ckpt4j.checkpoint.coding.ByteSource;
import org.ckpt4j.checkpoint.table.TableCursor;
import org.ckpt4j.checkpoint.table.TableReader;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.testkit.Seeds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cases of TensorFlow's own bundle test. */
class TensorBundleTest {
  @TempDir Path temp;

  private static RawTensor constant(DType dtype, int value, long... dims) {
    Shape shape = Shape.of(dims);
    int elements = (int) shape.numElements();
    if (dtype == DType.STRING) {
      byte[] text = Integer.toString(value).getBytes(UTF_8);
      return RawTensor.ofStrings(shape, java.util.Collections.nCopies(elements, text));
    }
    byte[] bytes = new byte[elements * dtype.width()];
    for (int i = 0; i < bytes.length; i += dtype.width()) {
      bytes[i] = (byte) (dtype == DType.BOOL ? value & 1 : value);
    }
    return RawTensor.of(dtype, shape, bytes);
  }

  private static RawTensor floats(Shape shape, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * values.length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return RawTensor.of(DType.FLOAT32, shape, bytes.array());
  }

  private static void assertSame(RawTensor expected, RawTensor actual, String what) {
    assertEquals(expected.spec(), actual.spec(), what);
    if (expected.dtype().isFixedWidth()) {
      assertArrayEquals(expected.bytes().toByteArray(), actual.bytes().toByteArray(), what);
      return;
    }
    assertEquals(
        expected.elements().stream().map(e -> hex(e.toByteArray())).toList(),
        actual.elements().stream().map(e -> hex(e.toByteArray())).toList(),
        what);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private Path write(String name, Object... keysAndValues) throws IOException {
    Path prefix = temp.resolve(name);
    try (CheckpointWriter writer = CheckpointWriter.create(prefix)) {
      for (int i = 0; i < keysAndValues.length; i += 2) {
        writer.add((String) keysAndValues[i], (RawTensor) keysAndValues[i + 1]);
      }
      writer.finish();
    }
    return prefix;
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "FLOAT32",
        "FLOAT64",
        "INT32",
        "UINT8",
        "INT16",
        "INT8",
        "COMPLEX64",
        "COMPLEX128",
        "INT64",
        "BOOL",
        "QINT32",
        "QUINT8",
        "QINT8",
        "BFLOAT16"
      })
  @Tag("tensorflow/core/util/tensor_bundle/tensor_bundle_test.cc::TensorBundleTest::Basic")
  void tensorsAddedInAnyOrderAreListedSortedAndMerged(DType dtype) throws IOException {
    Path foo = temp.resolve("foo");
    write(
        "foo",
        "foo_003",
        constant(dtype, 3, 2, 3),
        "foo_000",
        constant(dtype, 0, 2, 3),
        "foo_002",
        constant(dtype, 2, 2, 3),
        "foo_001",
        constant(dtype, 1, 2, 3));
    checkNumbered(foo, dtype, "foo");
    Path bar =
        write(
            "bar",
            "bar_003",
            constant(dtype, 3, 2, 3),
            "bar_000",
            constant(dtype, 0, 2, 3),
            "bar_002",
            constant(dtype, 2, 2, 3),
            "bar_001",
            constant(dtype, 1, 2, 3));

    Path merged = temp.resolve("merged");
    CheckpointMerger.merge(List.of(foo, bar), merged, true, false);

    checkNumbered(merged, dtype, "bar", "foo");
  }

  private static void checkNumbered(Path prefix, DType dtype, String... names) throws IOException {
    List<String> expected = new ArrayList<>();
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      for (String name : names) {
        for (int i = 0; i < 4; i++) {
          String key = name + "_00" + i;
          expected.add(key);
          assertSame(constant(dtype, i, 2, 3), reader.getTensor(key), key);
        }
      }
      assertEquals(
          expected, reader.entries().stream().map(entry -> entry.key().toString()).toList());
    }
  }

  @Test
  @Tag(
      "tensorflow/core/util/tensor_bundle/tensor_bundle_test.cc::TensorBundleTest::PartitionedVariables")
  void partitionedTensorIsReadWholeAndAcrossItsParts() throws IOException {
    Shape full = Shape.of(5, 10);
    TensorSlice left = TensorSlice.parse("-:0,1");
    TensorSlice right = TensorSlice.parse("-:1,9");
    float[] ones = new float[45];
    Arrays.fill(ones, 1);
    Path prefix = temp.resolve("foo");
    try (CheckpointWriter writer = CheckpointWriter.create(prefix)) {
      writer.addSlice(TensorKey.of("foo"), full, left, floats(Shape.of(5, 1), new float[5]));
      writer.addSlice(TensorKey.of("foo"), full, right, floats(Shape.of(5, 9), ones));
      writer.finish();
    }

    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      float[] all = new float[50];
      for (int i = 0; i < 50; i++) {
        all[i] = i % 10 == 0 ? 0 : 1;
      }
      assertSame(floats(full, all), reader.getTensor("foo"), "whole");
      assertEquals(List.of(left, right), reader.entry("foo").slices());
      assertSame(
          floats(Shape.of(5, 2), 0, 1, 0, 1, 0, 1, 0, 1, 0, 1),
          reader.getTensor("foo", TensorSlice.parse("-:0,2")),
          "across both");
      assertSame(
          floats(Shape.of(3, 2), 1, 1, 1, 1, 1, 1),
          reader.getTensor("foo", TensorSlice.parse("1,3:4,2")),
          "in the second");
    }
  }

  @Test
  @Tag(
      "tensorflow/core/util/tensor_bundle/tensor_bundle_test.cc::TensorBundleTest::EquivalentSliceTest")
  void sliceThatIsEverythingIsTheTensorHoweverItIsWritten() throws IOException {
    Shape full = Shape.of(5, 10);
    TensorSlice dashes = TensorSlice.parse("-:-");
    TensorSlice numbers = TensorSlice.parse("0,5:0,10");
    RawTensor value = constant(DType.FLOAT32, 1, 5, 10);
    Path prefix = temp.resolve("foo");
    try (CheckpointWriter writer = CheckpointWriter.create(prefix)) {
      writer.add("no_extents", value);
      writer.addSlice(TensorKey.of("both_full_extents"), full, dashes, value);
      writer.addSlice(TensorKey.of("both_slice_extents"), full, numbers, value);
      writer.finish();
    }

    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      for (String key : List.of("no_extents", "both_full_extents", "both_slice_extents")) {
        assertSame(value, reader.getTensor(key), key);
        assertSame(value, reader.getTensor(key, dashes), key + " by dashes");
        assertSame(value, reader.getTensor(key, numbers), key + " by numbers");
        assertEquals(List.of(), reader.entry(key).slices());
      }
    }
  }

  /** A string of any length that takes no memory: one mebibyte over and over. */
  private static TensorBytes repeated(long size) {
    byte[] pattern = new byte[1 << 20];
    new SplittableRandom(7).nextBytes(pattern);
    return new TensorBytes() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public long contiguous(long at) {
        return Math.min(size - at, pattern.length - at % pattern.length);
      }

      @Override
      public ByteBuffer window(long at, int length) {
        return ByteBuffer.wrap(pattern, (int) (at % pattern.length), length)
            .slice()
            .order(java.nio.ByteOrder.LITTLE_ENDIAN);
      }
    };
  }

  private void stringsComeBack(long largest) throws IOException {
    List<TensorBytes> texts =
        List.of(
            TensorBytes.of("1234567890".getBytes(UTF_8)),
            TensorBytes.of(new byte[0]),
            repeated(largest),
            TensorBytes.of("x".getBytes(UTF_8)));
    Path prefix =
        write(
            "strings",
            "string_tensor",
            RawTensor.ofElements(DType.STRING, Shape.of(4), texts),
            "scalar",
            RawTensor.ofString("hello".getBytes(UTF_8)),
            "empty",
            RawTensor.ofStrings(Shape.of(0), List.of()),
            "floats",
            constant(DType.FLOAT32, 18, 16));

    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      List<TensorBytes> read = reader.getTensor("string_tensor").elements();
      assertEquals(4, read.size());
      assertEquals(10, read.get(0).size());
      assertEquals(0, read.get(1).size());
      assertEquals(largest, read.get(2).size());
      assertEquals("x", new String(read.get(3).toByteArray(), UTF_8));
      TensorBytes expected = repeated(largest);
      for (long at = 0; at < largest; at += 1 << 20) {
        int count = (int) Math.min(1 << 20, largest - at);
        assertEquals(expected.window(at, count), read.get(2).window(at, count));
      }
      assertEquals(0, reader.getTensor("empty").elements().size());
      List<String> walked = new ArrayList<>();
      for (TensorEntry entry : reader.entries()) {
        walked.add(entry.key() + " " + reader.getTensor(entry.key()).shape());
      }
      assertEquals(List.of("empty [0]", "floats [16]", "scalar []", "string_tensor [4]"), walked);
      assertSame(constant(DType.FLOAT32, 18, 16), reader.getTensor("floats"), "floats");
    }
  }

  @Test
  @Tag("tensorflow/core/util/tensor_bundle/tensor_bundle_test.cc::TensorBundleTest::StringTensors")
  void stringsOf32MebibytesComeBackBesideSmallOnes() throws IOException {
    stringsComeBack(32L << 20);
  }

  @Test
  @Tag("slow")
  @Tag("tensorflow/core/util/tensor_bundle/tensor_bundle_test.cc::TensorBundleTest::StringTensors")
  void stringsBeyond4GibibytesComeBackBesideSmallOnes() throws IOException {
    stringsComeBack((4L << 30) + 12_345);
  }

  @Test
  @Tag("slow")
  void tensorsBeyond2GibibytesComeBack() throws IOException {
    long elements = (3L << 28) + 5;
    RawTensor value = RawTensor.of(DType.FLOAT32, Shape.of(elements), repeated(4 * elements));
    Path prefix = write("big", "first", constant(DType.INT8, 1, 3), "big", value);

    for (ReadOptions options :
        List.of(ReadOptions.defaults(), ReadOptions.defaults().withMapped(false))) {
      if (!options.mapped() && Runtime.getRuntime().maxMemory() < 5L << 30) {
        continue; // The copying reader needs the heap for it.
      }
      try (CheckpointReader reader = CheckpointReader.open(prefix, options)) {
        TensorBytes read = reader.getTensor("big").bytes();
        assertEquals(4 * elements, read.size());
        for (long at = 0; at < read.size(); at += 1 << 20) {
          int count = (int) Math.min(1 << 20, read.size() - at);
          assertEquals(value.bytes().window(at, count), read.window(at, count));
        }
        assertEquals(
            value.bytes().window((1 << 20) - 4 & ~3, 4),
            reader
                .getTensor(
                    "big", new TensorSlice(List.of(new TensorSlice.Extent((1 << 18) - 1, 1))))
                .bytes()
                .window(0, 4));
      }
    }
  }

  @Test
  @Tag(
      "tensorflow/core/util/tensor_bundle/tensor_bundle_test.cc::TensorBundleTest::TruncatedTensorContents")
  void dataFileThatIsAByteShortIsOutOfRange() throws IOException {
    Path prefix = write("end", "key", constant(DType.FLOAT32, 1, 16));
    Path data = temp.resolve("end.data-00000-of-00001");
    try (FileChannel channel = FileChannel.open(data, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 1);
    }

    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      CorruptCheckpointException e =
          assertThrows(CorruptCheckpointException.class, () -> reader.getTensor("key"));
      assertEquals(Category.OUT_OF_RANGE, e.category());
      assertEquals("key", e.key().orElseThrow());
      assertEquals(data.toString(), e.file());
    }
  }

  @Test
  @Tag("tensorflow/core/util/tensor_bundle/tensor_bundle_test.cc::TensorBundleTest::HeaderEntry")
  void headerIsUnderTheEmptyKey() throws IOException {
    Path prefix = write("b", "key", constant(DType.FLOAT32, 1, 2));

    try (ByteSource source = ByteSource.open(temp.resolve("b.index"), false)) {
      TableCursor cursor = TableReader.open(source).cursor();
      assertTrue(cursor.next());
      assertEquals(0, cursor.key().length);
      assertEquals("08011a020801", hex(cursor.value().toByteArray()));
    }
    BundleHeader header = BundleIndex.read(Prefix.of(prefix).index()).header();
    assertEquals(new BundleHeader(1, false, 1, 0, List.of()), header);
  }

  @Test
  @Tag("tensorflow/core/util/tensor_bundle/tensor_bundle_test.cc::TensorBundleTest::VersionTest")
  void versionsThatExcludeThisReaderAreRefused() throws IOException {
    checkRefused(new BundleHeader(1, false, 1, 2, List.of()), "min_consumer");
    checkRefused(new BundleHeader(1, false, -1, 0, List.of()), "producer");
    checkRefused(new BundleHeader(1, false, 1, 0, List.of(1)), "bad_consumers");
    checkRefused(new BundleHeader(1, false, 1, 0, List.of(3, 1, 7)), "bad_consumers");

    writeIndex(new BundleHeader(1, false, 0, 1, List.of(2, 3)));
    try (CheckpointReader reader = CheckpointReader.open(temp.resolve("v"))) {
      assertEquals(List.of(2, 3), reader.storedIndex().badConsumers());
    }
  }

  private void checkRefused(BundleHeader header, String reason) throws IOException {
    writeIndex(header);

    CorruptCheckpointException e =
        assertThrows(
            CorruptCheckpointException.class, () -> CheckpointReader.open(temp.resolve("v")));

    assertEquals(Category.INVALID_ARGUMENT, e.category());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  private void writeIndex(BundleHeader header) throws IOException {
    try (AtomicFile file = new AtomicFile(temp.resolve("v.index"), false)) {
      BundleIndex.write(file, header, new TreeMap<>());
      file.commit();
    }
  }

  @Test
  @Tag(
      "tensorflow/core/util/tensor_bundle/tensor_bundle_test.cc::TensorBundleTest::LargeVariableLoadingTest")
  void tensorsReadBySeveralThreadsAreEqual() throws IOException {
    List<RawTensor> values = new ArrayList<>();
    SplittableRandom random = Seeds.printed("tensorsReadBySeveralThreads");
    for (int i = 0; i < 4; i++) {
      // Several pieces each, so that the threads really share one tensor.
      byte[] bytes = new byte[4 * 1000 * 1000];
      random.nextBytes(bytes);
      values.add(RawTensor.of(DType.FLOAT32, Shape.of(1000, 1000), bytes));
    }
    Path prefix =
        write("l", "a", values.get(0), "b", values.get(1), "c", values.get(2), "d", values.get(3));

    for (boolean mapped : new boolean[] {true, false}) {
      ReadOptions options = ReadOptions.defaults().withMapped(mapped).withThreads(4);
      try (CheckpointReader reader = CheckpointReader.open(prefix, options)) {
        for (int i = 0; i < 4; i++) {
          String key = "abcd".substring(i, i + 1);
          assertSame(values.get(i), reader.getTensor(key), key);
          TensorBytes target = TensorBytes.of(ByteBuffer.allocateDirect(4_000_000));
          reader.readInto(TensorKey.of(key), target);
          assertArrayEquals(values.get(i).bytes().toByteArray(), target.toByteArray());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("tensorflow/core/util/tensor_bundle/tensor_bundle_test.cc::TensorBundleTest::SwapBytes")
  void bigEndianElementsAreTurnedAround(DType dtype) throws IOException {
    if (!dtype.isFixedWidth()) {
      assertEquals(0, ByteOrders.unit(dtype));
      return;
    }
    int unit = dtype.isComplex() ? dtype.width() / 2 : dtype.width();
    byte[] big = new byte[dtype.width() * 6];
    new SplittableRandom(3).nextBytes(big);
    byte[] expected = new byte[big.length];
    for (int i = 0; i < big.length; i++) {
      expected[i] = big[i / unit * unit + unit - 1 - i % unit];
    }

    byte[] swapped = ByteOrders.swapped(TensorBytes.of(big), ByteOrders.unit(dtype)).toByteArray();

    assertArrayEquals(expected, swapped);
    // As in a file of a big-endian machine.
    RawTensor stored = RawTensor.of(dtype, Shape.of(2, 3), big);
    Path prefix = write("swap", "x", stored);
    makeBigEndian(prefix);
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      assertArrayEquals(expected, reader.getTensor("x").bytes().toByteArray());
      TensorBytes target = TensorBytes.allocate(big.length);
      reader.readInto(TensorKey.of("x"), target);
      assertArrayEquals(expected, target.toByteArray());
    }
  }

  @Test
  @Tag("tensorflow/core/util/tensor_bundle/tensor_bundle_test.cc::TensorBundleTest::SwapBytes")
  void wordsOfKnownPatternsAreTurnedAround() {
    assertEquals("0100030002ff", swapped("00010003ff02", 2));
    assertEquals("0403020108070605", swapped("0102030405060708", 4));
    assertEquals("0807060504030201", swapped("0102030405060708", 8));
  }

  private static String swapped(String hex, int unit) {
    return hex(
        ByteOrders.swapped(TensorBytes.of(HexFormat.of().parseHex(hex)), unit).toByteArray());
  }

  private static void makeBigEndian(Path prefix) throws IOException {
    Path index = Prefix.of(prefix).index();
    BundleIndex read = BundleIndex.read(index);
    TreeMap<TensorKey, BundleEntry> entries = new TreeMap<>();
    for (int i = 0; i < read.size(); i++) {
      entries.put(read.key(i), read.entry(i));
    }
    ByteBuilder out = new ByteBuilder();
    BundleIndex.write(ByteSink.into(out), new BundleHeader(1, true, 1, 0, List.of()), entries);
    Files.write(index, out.toByteArray());
  }

  @Test
  @Tag("tensorflow/core/util/tensor_bundle/tensor_bundle_test.cc::BundleCacheTest::SameFile")
  @Tag("tensorflow/core/util/tensor_bundle/tensor_bundle_test.cc::BundleCacheTest::DifferentFiles")
  @Tag("tensorflow/core/util/tensor_bundle/tensor_bundle_test.cc::BundleCacheTest::OpenError")
  void dataFilesAreOpenedOnceEach() throws IOException {
    Files.write(temp.resolve("a"), new byte[] {1});
    Files.write(temp.resolve("b"), new byte[] {2});
    TensorKey key = TensorKey.of("k");

    try (ShardFiles files = new ShardFiles(true)) {
      ByteSource a = files.open(temp.resolve("a"), key);
      org.junit.jupiter.api.Assertions.assertSame(a, files.open(temp.resolve("a"), key));
      assertNotSame(a, files.open(temp.resolve("b"), key));
      assertEquals(2, files.open(temp.resolve("b"), key).read(0, 1).get(0));
      NoSuchFileException e =
          assertThrows(NoSuchFileException.class, () -> files.open(temp.resolve("c"), key));
      assertTrue(e.getMessage().contains("\"k\""), e.getMessage());
    }
  }

  @Test
  @Tag(
      "tensorflow/core/util/tensor_bundle/tensor_bundle_test.cc::BundleCacheTest::ConcurrentGetFile")
  void threadsThatAskAtOnceGetOneFile() throws Exception {
    Files.write(temp.resolve("a"), new byte[] {1});
    Set<ByteSource> got = ConcurrentHashMap.newKeySet();

    try (ShardFiles files = new ShardFiles(false)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        Thread thread =
            new Thread(
                () -> {
                  try {
                    got.add(files.open(temp.resolve("a"), TensorKey.of("k")));
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                });
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }

    assertEquals(1, got.size());
  }
}
