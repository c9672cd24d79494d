package org.ckpt4j.checkpoint.slices;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.CorruptCheckpointException.Category;
import org.ckpt4j.checkpoint.NoSuchTensorException;
import org.ckpt4j.checkpoint.WriteOptions;
import org.ckpt4j.checkpoint.bundle.SliceAssembly;
import org.ckpt4j.checkpoint.bundle.SliceBox;
import org.ckpt4j.checkpoint.bundle.SliceKey;
import org.ckpt4j.checkpoint.coding.AtomicFile;
import org.ckpt4j.checkpoint.coding.ByteSource;
import org.ckpt4j.checkpoint.table.TableCursor;
import org.ckpt4j.checkpoint.table.TableReader;
import org.ckpt4j.checkpoint.table.TableWriter;
import org.ckpt4j.proto.SavedSlice;
import org.ckpt4j.proto.SavedSliceMeta;
import org.ckpt4j.proto.SavedTensorSliceMeta;
import org.ckpt4j.proto.SavedTensorSlices;
import org.ckpt4j.proto.TensorProto;
import org.ckpt4j.proto.TensorShapeProto;
import org.ckpt4j.proto.TensorSliceProto;
import org.ckpt4j.proto.VersionDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.ShapeAndSlice;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cases of TensorFlow's own tests of V1 files. */
class V1SlicesTest {
  @TempDir Path temp;
  private Path file;

  @BeforeEach
  void setUp() {
    file = temp.resolve("model");
  }

  private CheckpointWriter writer() throws IOException {
    return CheckpointWriter.create(file, WriteOptions.defaults().withFormat(CheckpointFormat.V1));
  }

  private static RawTensor ints(Shape shape, int... values) {
    ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(out::putInt);
    return RawTensor.of(DType.INT32, shape, out.array());
  }

  private static RawTensor floats(Shape shape, float... values) {
    ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      out.putFloat(value);
    }
    return RawTensor.of(DType.FLOAT32, shape, out.array());
  }

  private static int[] ints(RawTensor tensor) {
    ByteBuffer in = ByteBuffer.wrap(tensor.bytes().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    int[] out = new int[in.remaining() / 4];
    in.asIntBuffer().get(out);
    return out;
  }

  /** The records of the file, by their keys, as protobuf itself reads them. */
  private List<SavedTensorSlices> records() throws IOException {
    List<SavedTensorSlices> out = new ArrayList<>();
    try (ByteSource source = ByteSource.open(file, false)) {
      TableCursor cursor = TableReader.open(source).cursor();
      while (cursor.next()) {
        out.add(SavedTensorSlices.parseFrom(cursor.value().toByteArray()));
      }
    }
    return out;
  }

  @Test
  @Tag("tensorflow/core/util/tensor_slice_writer_test.cc::TensorSliceWriteTest::SimpleWrite")
  void metadataListsSlicesAndEachLiesUnderItsKey() throws IOException {
    try (CheckpointWriter writer = writer()) {
      writer.addSlice(
          TensorKey.of("test"),
          Shape.of(5, 10),
          TensorSlice.parse("-:0,1"),
          ints(Shape.of(5, 1), 0, 1, 2, 3, 4));
      writer.addSlice(
          TensorKey.of("test"),
          Shape.of(5, 10),
          TensorSlice.parse("-:3,1"),
          ints(Shape.of(5, 1), 10, 11, 12, 13, 14));
      writer.addSlice(
          TensorKey.of("AA"),
          Shape.of(3, 2),
          TensorSlice.parse("0,1:-"),
          floats(Shape.of(1, 2), 1.5f, -2f));
      writer.finish();
    }

    List<SavedTensorSlices> records = records();
    SavedTensorSliceMeta meta = records.get(0).getMeta();
    assertEquals(1, meta.getVersions().getProducer());
    assertEquals(List.of("AA", "test"), names(meta));
    SavedSliceMeta test = meta.getTensor(1);
    assertEquals(DType.INT32.number(), test.getType());
    assertEquals(
        List.of(5L, 10L),
        test.getShape().getDimList().stream().map(TensorShapeProto.Dim::getSize).toList());
    assertEquals(
        List.of("-:0,1", "-:3,1"),
        test.getSliceList().stream().map(s -> TensorSlice.fromProto(s).toString()).toList());
    assertEquals(4, records.size());
    assertEquals(List.of(1.5f, -2f), records.get(1).getData().getData().getFloatValList());
    assertEquals(List.of(0, 1, 2, 3, 4), records.get(2).getData().getData().getIntValList());
    assertEquals(List.of(10, 11, 12, 13, 14), records.get(3).getData().getData().getIntValList());
    assertTrue(hasRecord(SliceKey.of(TensorKey.of("test"), TensorSlice.parse("-:3,1"))));
  }

  private static List<String> names(SavedTensorSliceMeta meta) {
    return meta.getTensorList().stream().map(t -> t.getName().toStringUtf8()).toList();
  }

  private boolean hasRecord(TensorKey key) throws IOException {
    try (ByteSource source = ByteSource.open(file, false)) {
      TableCursor cursor = TableReader.open(source).cursor();
      return cursor.seek(key.bytes()) && Arrays.equals(key.bytes(), cursor.key());
    }
  }

  @Test
  @Tag("tensorflow/core/util/tensor_slice_writer_test.cc::TensorSliceWriteTest::CheckpointSize")
  void declaredBytesPerElementCoverWhatExtremeValuesTake() {
    for (DType dtype : DType.values()) {
      if (dtype == DType.STRING || V1Field.find(dtype).isEmpty()) {
        continue;
      }
      for (int fill : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
        byte[] bytes = new byte[100 * dtype.width()];
        Arrays.fill(bytes, (byte) fill);
        RawTensor value = RawTensor.of(dtype, Shape.of(100), bytes);
        int size = V1Values.write(V1Field.find(dtype).orElseThrow(), value).size();

        // A tag and the length come on top.
        assertTrue(size <= 100 * V1Field.mostBytes(dtype) + 4, dtype + ": " + size);
        assertTrue(size < V1Values.mostBytes(value), dtype + ": " + size);
      }
    }
  }

  @Test
  @Tag("tensorflow/core/util/tensor_slice_writer_test.cc::TensorSliceWriterTest::InvalidInput")
  void typesThatV1CannotHoldAreRefusedByName() throws IOException {
    try (CheckpointWriter writer = writer()) {
      RawTensor unsigned = RawTensor.of(DType.UINT32, Shape.of(1), new byte[4]);
      RawTensor brain = RawTensor.of(DType.BFLOAT16, Shape.of(1), new byte[2]);

      IllegalArgumentException invalid =
          assertThrows(IllegalArgumentException.class, () -> writer.add("u", unsigned));
      UnsupportedOperationException unsupported =
          assertThrows(UnsupportedOperationException.class, () -> writer.add("b", brain));

      assertTrue(invalid.getMessage().contains("uint32"), invalid.getMessage());
      assertTrue(unsupported.getMessage().contains("bfloat16"), unsupported.getMessage());
    }
    assertFalse(Files.exists(file));
  }

  /** A file made of messages, whatever they say. */
  private void write(SavedTensorSliceMeta meta, SavedSlice... slices) throws IOException {
    TreeMap<TensorKey, byte[]> records = new TreeMap<>();
    records.put(
        TensorKey.of(""), SavedTensorSlices.newBuilder().setMeta(meta).build().toByteArray());
    for (SavedSlice slice : slices) {
      records.put(
          SliceKey.of(
              TensorKey.ofBytes(slice.getName().toByteArray()),
              TensorSlice.fromProto(slice.getSlice())),
          SavedTensorSlices.newBuilder().setData(slice).build().toByteArray());
    }
    try (AtomicFile out = new AtomicFile(file, false)) {
      TableWriter table = new TableWriter(out);
      for (var record : records.entrySet()) {
        table.add(record.getKey().bytes(), record.getValue());
      }
      table.finish();
      out.commit();
    }
  }

  private static SavedSliceMeta.Builder meta(long... dims) {
    SavedSliceMeta.Builder out =
        SavedSliceMeta.newBuilder().setName(ByteString.copyFromUtf8("t")).setType(3);
    TensorSliceProto.Builder slice = out.addSliceBuilder();
    for (long dim : dims) {
      out.getShapeBuilder().addDimBuilder().setSize(dim);
      slice.addExtentBuilder();
    }
    return out;
  }

  private static SavedSlice values(int... values) {
    TensorProto.Builder data = TensorProto.newBuilder();
    Arrays.stream(values).forEach(data::addIntVal);
    return SavedSlice.newBuilder()
        .setName(ByteString.copyFromUtf8("t"))
        .setSlice(TensorSlice.whole(1).toProto())
        .setData(data)
        .build();
  }

  private static SavedTensorSliceMeta.Builder of(SavedSliceMeta.Builder tensor) {
    return SavedTensorSliceMeta.newBuilder()
        .addTensor(tensor)
        .setVersions(VersionDef.newBuilder().setProducer(1));
  }

  private void assertListedButNotReadable(Category category) throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(file)) {
      assertEquals(List.of(TensorKey.of("t")), reader.keys());
      assertTrue(reader.hasTensor("t"));
      CorruptCheckpointException e =
          assertThrows(CorruptCheckpointException.class, () -> reader.getTensor("t"));
      assertEquals(category, e.category());
      assertEquals("t", e.key().orElseThrow());
      assertEquals(file.toString(), e.file());
    }
  }

  @Test
  @Tag("tensorflow/core/util/tensor_slice_reader_test.cc::TensorSliceReaderTest::MissingTensorType")
  void aTensorWithoutTypeIsListedButNotRead() throws IOException {
    write(of(meta(3).clearType()).build(), values(1, 2, 3));

    assertListedButNotReadable(Category.INVALID_ARGUMENT);
  }

  @Test
  @Tag(
      "tensorflow/core/util/tensor_slice_reader_test.cc::TensorSliceReaderTest::UnsupportedTensorType")
  void aTensorOfReferenceTypeIsListedButNotRead() throws IOException {
    write(of(meta(3).setType(103)).build(), values(1, 2, 3));

    assertListedButNotReadable(Category.INVALID_ARGUMENT);
  }

  private CorruptCheckpointException refusal() {
    return assertThrows(CorruptCheckpointException.class, () -> CheckpointReader.open(file));
  }

  @Test
  @Tag(
      "tensorflow/core/util/tensor_slice_reader_test.cc::TensorSliceReaderTest::NegativeTensorShapeDimension")
  void negativeDimensionsAreRefusedAtOpening() throws IOException {
    write(of(meta(-3)).build(), values(1, 2, 3));

    assertTrue(refusal().getMessage().contains("-3"));
  }

  @Test
  @Tag(
      "tensorflow/core/util/tensor_slice_reader_test.cc::TensorSliceReaderTest::InvalidTensorSlice")
  void negativeSliceLengthsAreRefusedAtOpening() throws IOException {
    SavedSliceMeta.Builder tensor = meta(3);
    tensor.getSliceBuilder(0).getExtentBuilder(0).setStart(0).setLength(-10);
    write(of(tensor).build(), values(1, 2, 3));

    assertTrue(refusal().getMessage().contains("-10"));
  }

  @Test
  @Tag("tensorflow/core/util/tensor_slice_reader_test.cc::TensorSliceReaderTest::MissingTensorData")
  void fewerValuesThanElementsAreAnErrorThatCountsThem() throws IOException {
    write(of(meta(3)).build(), values(1, 2));

    assertListedButNotReadable(Category.DATA_LOSS);
    try (CheckpointReader reader = CheckpointReader.open(file)) {
      Exception e = assertThrows(CorruptCheckpointException.class, () -> reader.getTensor("t"));
      assertTrue(e.getMessage().contains("2 values, expected 3"), e.getMessage());
    }
  }

  @Test
  @Tag("tensorflow/core/util/tensor_slice_reader_test.cc::CheckpointVersionTest::MinConsumer")
  void filesForNewerReadersAreRefused() throws IOException {
    SavedTensorSliceMeta.Builder meta = of(meta(3));
    meta.getVersionsBuilder().setMinConsumer(2);
    write(meta.build(), values(1, 2, 3));

    CorruptCheckpointException e = refusal();
    assertEquals(Category.INVALID_ARGUMENT, e.category());
    assertTrue(e.getMessage().contains("version 2 or newer"), e.getMessage());
  }

  @Test
  @Tag("tensorflow/core/util/tensor_slice_reader_test.cc::CheckpointVersionTest::MinProducer")
  void filesOfTooOldWritersAreRefused() throws IOException {
    SavedTensorSliceMeta.Builder meta = of(meta(3));
    meta.getVersionsBuilder().setProducer(-1);
    write(meta.build(), values(1, 2, 3));

    CorruptCheckpointException e = refusal();
    assertEquals(Category.INVALID_ARGUMENT, e.category());
    assertTrue(e.getMessage().contains("version -1"), e.getMessage());
  }

  @Test
  @Tag("tensorflow/core/util/tensor_slice_reader_test.cc::CheckpointVersionTest::BadConsumer")
  void filesThatNameThisReaderAsBadAreRefused() throws IOException {
    SavedTensorSliceMeta.Builder meta = of(meta(3));
    meta.getVersionsBuilder().addBadConsumers(7).addBadConsumers(1);
    write(meta.build(), values(1, 2, 3));

    CorruptCheckpointException e = refusal();
    assertEquals(Category.INVALID_ARGUMENT, e.category());
    assertTrue(e.getMessage().contains("readers of version 1"), e.getMessage());
  }

  @Test
  @Tag("tensorflow/core/util/tensor_slice_set_test.cc::TensorSliceSetTest::QueryMetaTwoD")
  void partsThatLieWithinStoredSlicesAreReadAndHolesAreNot() throws IOException {
    Shape shape = Shape.of(4, 5);
    try (CheckpointWriter writer = writer()) {
      // Rows 0 and 1; of rows 2 and 3 the columns 0 to 2, and row 3 columns 3 and 4: a hole in row
      // 2.
      writer.addSlice(
          TensorKey.of("t"),
          shape,
          TensorSlice.parse("0,2:-"),
          ints(Shape.of(2, 5), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
      writer.addSlice(
          TensorKey.of("t"),
          shape,
          TensorSlice.parse("2,2:0,3"),
          ints(Shape.of(2, 3), 10, 11, 12, 15, 16, 17));
      writer.addSlice(
          TensorKey.of("t"), shape, TensorSlice.parse("3,1:3,2"), ints(Shape.of(1, 2), 18, 19));
      writer.finish();
    }

    try (CheckpointReader reader = CheckpointReader.open(file)) {
      assertArrayEquals(
          new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
          ints(reader.getTensor("t", TensorSlice.parse("0,2:-"))));
      assertArrayEquals(
          new int[] {6, 7}, ints(reader.getTensor("t", TensorSlice.parse("1,1:1,2"))));
      assertArrayEquals(
          new int[] {5, 6, 10, 11}, ints(reader.getTensor("t", TensorSlice.parse("1,2:0,2"))));
      CorruptCheckpointException hole =
          assertThrows(
              CorruptCheckpointException.class,
              () -> reader.getTensor("t", TensorSlice.parse("1,2:2,3")));
      assertEquals(Category.INVALID_ARGUMENT, hole.category());
      assertThrows(CorruptCheckpointException.class, () -> reader.getTensor("t"));
    }
  }

  @Test
  @Tag(
      "tensorflow/core/util/tensor_slice_util_test.cc::TensorSliceUtilTest::CopyTensorSliceToTensorSlice")
  void copyingTheOverlapTouchesOnlyCommonElements() throws IOException {
    Shape shape = Shape.of(10, 10);
    long[] all = LongStream.range(0, 100).toArray();
    for (String[] pair :
        new String[][] {
          {"1,2:2,4", "1,3:2,4"}, {"0,10:0,10", "2,3:4,5"}, {"0,5:-", "3,4:-"}, {"0,2:-", "5,2:-"}
        }) {
      SliceBox source = SliceBox.of(shape, TensorSlice.parse(pair[0]));
      SliceBox target = SliceBox.of(shape, TensorSlice.parse(pair[1]));
      int[] values = values(source, TensorSlice.parse(pair[0]), all);
      SliceAssembly copy = new SliceAssembly(DType.INT32, target);

      copy.take(source, ints(source.shape(), values));

      int[] expected = values(target, TensorSlice.parse(pair[1]), all);
      int[] copied = ints(copy.finish());
      TensorSlice both =
          TensorSlice.parse(pair[0])
              .within(shape)
              .intersect(TensorSlice.parse(pair[1]).within(shape))
              .orElse(null);
      for (int i = 0; i < copied.length; i++) {
        boolean common = both != null && contains(both, expected[i]);
        assertEquals(common ? expected[i] : 0, copied[i], pair[0] + " to " + pair[1] + " at " + i);
      }
    }
  }

  /** Element number plus one, so that 0 means untouched. */
  private static int[] values(SliceBox box, TensorSlice slice, long[] all) {
    TensorSlice numbers = slice.within(Shape.of(10, 10));
    return Arrays.stream(all)
        .mapToInt(n -> (int) n + 1)
        .filter(n -> contains(numbers, n))
        .limit(box.numElements())
        .toArray();
  }

  private static boolean contains(TensorSlice slice, int valueOfElement) {
    int row = (valueOfElement - 1) / 10;
    int column = (valueOfElement - 1) % 10;
    return row >= slice.extents().get(0).start()
        && row < slice.extents().get(0).end()
        && column >= slice.extents().get(1).start()
        && column < slice.extents().get(1).end();
  }

  @Test
  @Tag("tensorflow/core/kernels/save_op_test.cc::SaveOpTest::Simple")
  void everyTypeThatTheSaveOpTakesIsReadBack() throws IOException {
    List<RawTensor> values = new ArrayList<>();
    try (CheckpointWriter writer = writer()) {
      for (DType dtype : DType.values()) {
        if (V1Field.find(dtype).isPresent()) {
          RawTensor value =
              dtype == DType.STRING
                  ? RawTensor.ofStrings(Shape.of(2), List.of(new byte[] {0, -1}, new byte[0]))
                  : RawTensor.of(dtype, Shape.of(2), pattern(dtype));
          writer.add("tensor_" + dtype, value);
          values.add(value);
        }
      }
      writer.finish();
    }

    assertTrue(values.size() >= 14, "types: " + values.size());
    try (CheckpointReader reader = CheckpointReader.open(file)) {
      for (RawTensor value : values) {
        RawTensor read = reader.getTensor("tensor_" + value.dtype());
        assertEquals(value.spec(), read.spec());
        if (value.dtype() == DType.STRING) {
          assertArrayEquals(new byte[] {0, -1}, read.elements().get(0).toByteArray());
          assertEquals(0, read.elements().get(1).size());
        } else {
          assertArrayEquals(value.bytes().toByteArray(), read.bytes().toByteArray());
        }
      }
    }
  }

  private static byte[] pattern(DType dtype) {
    byte[] out = new byte[2 * dtype.width()];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) (dtype == DType.BOOL ? i % 2 : 0x91 + 37 * i);
    }
    return out;
  }

  @Test
  @Tag("tensorflow/core/kernels/save_op_test.cc::SaveSlicesOpTest::Slices")
  void slicesGivenAsShapeAndSliceAreFoundByTheReader() throws IOException {
    ShapeAndSlice left = ShapeAndSlice.parse("2 4 -:0,2");
    ShapeAndSlice right = ShapeAndSlice.parse("2 4 -:2,2");
    try (CheckpointWriter writer = writer()) {
      writer.addSlice(
          TensorKey.of("t"), left.fullShape(), left.slice(), ints(left.sliceShape(), 1, 2, 5, 6));
      writer.addSlice(
          TensorKey.of("t"),
          right.fullShape(),
          right.slice(),
          ints(right.sliceShape(), 3, 4, 7, 8));
      writer.finish();
    }

    try (CheckpointReader reader = CheckpointReader.open(file)) {
      assertEquals(List.of(left.slice(), right.slice()), reader.entry("t").slices());
      assertArrayEquals(new int[] {1, 2, 5, 6}, ints(reader.getTensor("t", left.slice())));
      assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6, 7, 8}, ints(reader.getTensor("t")));
    }
  }

  @Test
  @Tag("tensorflow/core/kernels/restore_op_test.cc::RestoreSliceOpTest::RestoreInt")
  void aSliceOfATensorSavedWholeIsItsRows() throws IOException {
    int[] values = new int[64];
    Arrays.setAll(values, i -> i);
    try (CheckpointWriter writer = writer()) {
      writer.add("tensor_int", ints(Shape.of(4, 16), values));
      writer.finish();
    }

    try (CheckpointReader reader = CheckpointReader.open(file)) {
      RawTensor rows =
          reader.getTensor(TensorKey.of("tensor_int"), ShapeAndSlice.parse("4 16 0,2:-"));

      assertEquals(Shape.of(2, 16), rows.shape());
      assertArrayEquals(Arrays.copyOf(values, 32), ints(rows));
    }
  }

  @Test
  void shardsAreReadTogetherByTheirPattern() throws IOException {
    TensorKey key = TensorKey.of("t");
    Shape shape = Shape.of(4);
    for (int shard = 0; shard < 2; shard++) {
      file = temp.resolve("m-0000" + shard + "-of-00002");
      try (CheckpointWriter writer = writer()) {
        writer.addSlice(
            key, shape, TensorSlice.parse(2 * shard + ",2"), ints(Shape.of(2), shard, 10 + shard));
        writer.add("only" + shard, ints(Shape.scalar(), shard));
        writer.finish();
      }
    }

    try (CheckpointReader reader = CheckpointReader.open(temp.resolve("m-?????-of-00002"))) {
      assertEquals(2, reader.numShards());
      assertArrayEquals(new int[] {0, 10, 1, 11}, ints(reader.getTensor("t")));
      assertArrayEquals(new int[] {1}, ints(reader.getTensor("only1")));
      assertThrows(NoSuchTensorException.class, () -> reader.getTensor("only2"));
    }
    assertThrows(
        NoSuchFileException.class, () -> CheckpointReader.open(temp.resolve("m-?????-of-00003")));
  }

  @Test
  void whatWasAddedTwiceOrDoesNotFitIsRefused() throws IOException {
    try (CheckpointWriter writer = writer()) {
      writer.add("t", ints(Shape.of(2), 1, 2));
      TensorKey key = TensorKey.of("t");
      assertThrows(IllegalArgumentException.class, () -> writer.add("t", ints(Shape.of(2), 1, 2)));
      assertThrows(
          IllegalArgumentException.class,
          () -> writer.addSlice(key, Shape.of(4), TensorSlice.parse("0,1"), ints(Shape.of(1), 1)));
      assertThrows(
          IllegalArgumentException.class,
          () ->
              writer.addSlice(key, Shape.of(2), TensorSlice.parse("0,1"), ints(Shape.of(2), 1, 2)));
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> writer.addSlice(key, Shape.of(2), TensorSlice.parse("2,1"), ints(Shape.of(1), 1)));
    }
    assertFalse(Files.exists(file));
  }

  @Test
  void theEmptyNameIsAllowed() throws IOException {
    try (CheckpointWriter writer = writer()) {
      writer.add("", ints(Shape.scalar(), 7));
      writer.finish();
    }

    try (CheckpointReader reader = CheckpointReader.open(file)) {
      assertArrayEquals(new int[] {7}, ints(reader.getTensor("")));
    }
  }

  @Test
  void valuesTooLargeForARecordAreRefusedBeforeAnythingIsWritten() throws IOException {
    RawTensor large =
        RawTensor.of(
            DType.INT8,
            Shape.of(1L << 28),
            new TensorBytes() {
              @Override
              public long size() {
                return 1L << 28;
              }

              @Override
              public ByteBuffer window(long at, int length) {
                throw new AssertionError("nothing is read");
              }
            });
    try (CheckpointWriter writer = writer()) {
      // TF estimates ten bytes for each int8, as if it were negative.
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> writer.add("t", large));
      assertTrue(e.getMessage().contains("2 GiB"), e.getMessage());
    }
  }
}
