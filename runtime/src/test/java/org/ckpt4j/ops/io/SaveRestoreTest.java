package org.ckpt4j.ops.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.checkpoint.PathResolver;
import org.ckpt4j.errors.DataLossError;
import org.ckpt4j.errors.InternalError;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Environment;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.ops.array.Const;
import org.ckpt4j.ops.array.Values;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The operations on checkpoint files, called one by one. */
class SaveRestoreTest {
  @TempDir Path folder;
  private Scope environment;

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker") // closed by leaveTheFolder
  void workInTheFolder() {
    environment = Contexts.enter(Environment.defaults().withFiles(PathResolver.relativeTo(folder)));
  }

  @AfterEach
  void leaveTheFolder() {
    environment.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {
        "BOOL",
        "INT8",
        "INT16",
        "INT32",
        "INT64",
        "UINT8",
        "QINT8",
        "QINT32",
        "FLOAT16",
        "FLOAT32",
        "FLOAT64",
        "COMPLEX64"
      })
  @Tag("tensorflow/core/kernels/restore_v2_op_test.cc::RestoreV2OpTest::RestoreAfterSaveV2")
  void restoringGivesBackWhatWasSaved(DType dtype) {
    RawTensor value = someValue(dtype, Shape.of(2, 4));
    save("p", List.of("t"), List.of(""), value);

    EagerTensor restored = restore("p", "t", "", dtype);

    assertEquals(value.spec(), restored.spec());
    assertEqualBytes(value, restored.raw());
  }

  @Test
  @Tag("tensorflow/core/kernels/restore_v2_op_test.cc::RestoreV2OpTest::RestoreAfterSaveSlicesV1")
  void restoringReadsTheOldFormatToo() {
    List<DType> dtypes =
        List.of(
            DType.BOOL,
            DType.INT32,
            DType.INT64,
            DType.UINT8,
            DType.INT16,
            DType.INT8,
            DType.FLOAT32,
            DType.FLOAT64,
            DType.QINT8,
            DType.QINT32,
            DType.COMPLEX64,
            DType.FLOAT16);
    List<String> names = new ArrayList<>();
    List<RawTensor> values = new ArrayList<>();
    for (DType dtype : dtypes) {
      names.add("tensor_" + dtype);
      values.add(someValue(dtype, Shape.of(2, 3)));
    }
    SaveSlices.of(
        text("old"),
        names,
        names.stream().map(name -> "").toList(),
        values.stream().map(EagerTensor::of).toList());

    for (int i = 0; i < names.size(); i++) {
      EagerTensor restored = restore("old", names.get(i), "", dtypes.get(i));
      assertEquals(values.get(i).spec(), restored.spec());
      assertEqualBytes(values.get(i), restored.raw());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64", "INT32", "INT64", "UINT16", "BFLOAT16", "COMPLEX128"})
  @Tag(
      "tensorflow/python/kernel_tests/io_ops/save_restore_ops_test.py::SaveRestoreTest::testRelativePath")
  void pathsAreRelativeToTheWorkingFolder(DType dtype) {
    RawTensor value = someValue(dtype, Shape.of(3));
    save("ckpt", List.of("x"), List.of(""), value);

    EagerTensor restored = restore("ckpt", "x", "", dtype);

    assertTrue(Files.exists(folder.resolve("ckpt.index")));
    assertEqualBytes(value, restored.raw());
  }

  @Test
  @Tag(
      "tensorflow/python/kernel_tests/io_ops/save_restore_ops_test.py::SaveRestoreTest::testWithSliceInput")
  void aPartOfATensorIsRestoredAlone() {
    save("p", List.of("x"), List.of(""), floats(List.of(List.of(1f, 2f, 3f), List.of(4f, 5f, 6f))));

    EagerTensor column = restore("p", "x", "2 3 -:1,1", DType.FLOAT32);

    assertEqualBytes(floats(List.of(List.of(2f), List.of(5f))), column.raw());
    assertEquals(Shape.of(2, 1), column.shape());
  }

  @Test
  @Tag(
      "tensorflow/python/kernel_tests/io_ops/save_restore_ops_test.py::ShardedFileOpsTest::testShardedFileName")
  void shardsAreNamedByNumberAndCount() {
    assertEquals(
        "foo-00004-of-00100", ((EagerTensor) ShardedFilename.of("foo", 4, 100)).stringValue());
    assertEquals(
        "foo-?????-of-00100", ((EagerTensor) ShardedFilespec.of("foo", 100)).stringValue());
  }

  @Test
  @Tag(
      "tensorflow/python/kernel_tests/io_ops/save_restore_ops_test.py::ShapeInferenceTest::testRestoreV2NumSlicesNotMatch")
  void asManySlicesAsNamesAreNeededWhenAGraphIsBuilt() {
    try (var g = new Graph().asDefault()) {
      Tensor prefix = text("model");

      assertThrows(
          IllegalArgumentException.class,
          () ->
              RestoreV2.of(
                  prefix, List.of("var1"), List.of("", "3 4 0,1:-"), List.of(DType.FLOAT32)));
    }
  }

  @Test
  @Tag(
      "tensorflow/python/kernel_tests/io_ops/save_restore_ops_test.py::ShapeInferenceTest::testRestoreSlice")
  void theShapeOfAPartIsKnownWhenAGraphIsBuilt() {
    try (var g = new Graph().asDefault()) {
      Tensor part = RestoreSlice.of("model", "var", "3 4 0,1:-", DType.FLOAT32);
      Tensor same =
          RestoreV2.of(text("model"), List.of("var"), List.of("3 4 0,1:-"), List.of(DType.FLOAT32))
              .get(0);

      assertEquals(Shape.of(1, 4), part.shape());
      assertEquals(Shape.of(1, 4), same.shape());
    }
  }

  @Test
  void restoreSliceReadsThePart() {
    save("p", List.of("x"), List.of(""), floats(List.of(List.of(1f, 2f), List.of(3f, 4f))));

    Tensor row = RestoreSlice.of("p", "x", "2 2 1,1:-", DType.FLOAT32);

    assertEqualBytes(floats(List.of(List.of(3f, 4f))), ((EagerTensor) row).raw());
  }

  @Test
  @Tag(
      "tensorflow/core/kernels/merge_v2_checkpoints_op_test.cc::MergeV2CheckpointsOpTest::MergeNoDeleteNoMissingFiles")
  void mergingMakesOnePrefixOfTwoAndMayKeepTheirFolder() throws IOException {
    saveTwoParts();

    merge(List.of("parts/one", "parts/two"), false, false);

    assertMergedReads();
    assertTrue(Files.isDirectory(folder.resolve("parts")));
  }

  @Test
  @Tag(
      "tensorflow/core/kernels/merge_v2_checkpoints_op_test.cc::MergeV2CheckpointsOpTest::MergeAndDeleteNoMissingFiles")
  void mergingMayRemoveTheFolderOfTheParts() throws IOException {
    saveTwoParts();

    merge(List.of("parts/one", "parts/two"), true, false);

    assertMergedReads();
    assertFalse(Files.exists(folder.resolve("parts")));
  }

  @Test
  @Tag(
      "tensorflow/core/kernels/merge_v2_checkpoints_op_test.cc::MergeV2CheckpointsOpTest::MergeAndDeleteWithMissingFiles")
  void mergingMayPassOverMissingParts() throws IOException {
    saveTwoParts();

    merge(List.of("parts/one", "parts/missing", "parts/two"), true, true);

    assertMergedReads();
    assertFalse(Files.exists(folder.resolve("parts")));
    assertThrows(InvalidArgumentError.class, () -> merge(List.of("parts/missing"), true, false));
  }

  private void saveTwoParts() throws IOException {
    Files.createDirectory(folder.resolve("parts"));
    save("parts/one", List.of("a"), List.of(""), floats(List.of(1f, 2f)));
    save("parts/two", List.of("b"), List.of(""), floats(List.of(3f)));
  }

  private void assertMergedReads() {
    assertEqualBytes(floats(List.of(1f, 2f)), restore("all", "a", "", DType.FLOAT32).raw());
    assertEqualBytes(floats(List.of(3f)), restore("all", "b", "", DType.FLOAT32).raw());
  }

  private static void merge(List<String> parts, boolean delete, boolean allowMissing) {
    MergeV2Checkpoints.of(
        parts, "all", Attrs.of("delete_old_dirs", delete, "allow_missing_files", allowMissing));
  }

  @Test
  void failuresAreOfTensorFlowsKinds() throws IOException {
    save("p", List.of("a"), List.of(""), floats(List.of(List.of(1f, 2f), List.of(3f, 4f))));

    assertThrows(NotFoundError.class, () -> restore("nope", "a", "", DType.FLOAT32));
    var missing = assertThrows(NotFoundError.class, () -> restore("p", "z", "", DType.FLOAT32));
    assertTrue(missing.getMessage().contains("\"z\""), missing.getMessage());
    assertThrows(InvalidArgumentError.class, () -> restore("p", "a", "", DType.INT32));
    assertThrows(InvalidArgumentError.class, () -> restore("p", "a", "2 3 -:1,1", DType.FLOAT32));
    assertThrows(InvalidArgumentError.class, () -> restore("p", "a", "2 2 x", DType.FLOAT32));
    assertThrows(InternalError.class, () -> restore("p", "a", "2 2 -:1,5", DType.FLOAT32));
    assertThrows(
        InvalidArgumentError.class,
        () -> save("q", List.of("a", "a"), List.of("", ""), floats(1f), floats(1f)));
    assertThrows(
        InvalidArgumentError.class,
        () ->
            save(
                "q",
                List.of("a"),
                List.of("2 2 0,1:-"),
                floats(List.of(List.of(1f, 2f), List.of(3f, 4f)))));
    assertThrows(
        NotFoundError.class, () -> save("no/such/folder/q", List.of("a"), List.of(""), floats(1f)));
    Files.write(folder.resolve("bad.index"), new byte[100]);
    assertThrows(DataLossError.class, () -> restore("bad", "a", "", DType.FLOAT32));
  }

  @Test
  void aSavedPartIsFoundUnderTheNameOfTheWhole() {
    save(
        "p",
        List.of("w", "w"),
        List.of("2 2 0,1:-", "2 2 1,1:-"),
        floats(List.of(List.of(1f, 2f))),
        floats(List.of(List.of(3f, 4f))));

    EagerTensor whole = restore("p", "w", "", DType.FLOAT32);

    assertEqualBytes(floats(List.of(List.of(1f, 2f), List.of(3f, 4f))), whole.raw());
  }

  @Test
  void aSessionRunsTheSameOperations() {
    try (var g = new Graph().asDefault();
        Session session = new Session()) {
      Tensor prefix = text("g");
      var saved =
          SaveV2.of(
              prefix,
              List.of("x"),
              List.of(""),
              List.of(Const.of(EagerTensor.of(floats(7f)), "x")));
      Tensor restored =
          RestoreV2.of(prefix, List.of("x"), List.of(""), List.of(DType.FLOAT32)).get(0);

      session.run(saved);

      assertEquals(7.0, session.run(restored).doubleValue());
    }
  }

  private static void save(
      String prefix, List<String> names, List<String> slices, RawTensor... values) {
    SaveV2.of(
        text(prefix), names, slices, java.util.Arrays.stream(values).map(EagerTensor::of).toList());
  }

  private static EagerTensor restore(String prefix, String name, String slice, DType dtype) {
    return (EagerTensor)
        RestoreV2.of(text(prefix), List.of(name), List.of(slice), List.of(dtype)).get(0);
  }

  private static Tensor text(String value) {
    return Const.of(EagerTensor.of(Values.of(value, DType.STRING)), "prefix");
  }

  private static RawTensor floats(Object values) {
    return Values.of(values, DType.FLOAT32);
  }

  private static RawTensor someValue(DType dtype, Shape shape) {
    byte[] bytes = new byte[(int) shape.numElements() * dtype.width()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (dtype == DType.BOOL ? i % 2 : 3 * i + 1);
    }
    return RawTensor.of(dtype, shape, bytes);
  }

  private static void assertEqualBytes(RawTensor expected, RawTensor actual) {
    assertEquals(expected.spec(), actual.spec());
    org.junit.jupiter.api.Assertions.assertArrayEquals(
        expected.bytes().toByteArray(), actual.bytes().toByteArray());
  }
}
