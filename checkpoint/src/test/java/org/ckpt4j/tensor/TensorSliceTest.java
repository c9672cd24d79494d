package org.ckpt4j.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.ckpt4j.proto.TensorSliceProto;
import org.ckpt4j.tensor.TensorSlice.Extent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorSliceTest {
  private static TensorSlice slice(String text) {
    return TensorSlice.parse(text);
  }

  @Test
  @Tag("tensorflow/core/framework/tensor_slice_test.cc::TensorSliceTest::Basic")
  void wholeSlicesOfAnyRankPrintAsDashes() {
    assertEquals("-:-:-", TensorSlice.whole(3).toString());
    assertEquals("-:-:-:-", TensorSlice.whole(4).toString());
    assertEquals("", TensorSlice.whole(0).toString());
    assertTrue(TensorSlice.whole(3).isWhole());
    assertEquals(3, TensorSlice.whole(3).rank());
  }

  @Test
  @Tag("tensorflow/core/framework/tensor_slice_test.cc::TensorSliceTest::Serialization")
  void textAndMessageRoundTrip() {
    TensorSlice slice = slice("-:-:1,3:4,5");

    assertEquals(
        List.of(Extent.WHOLE, Extent.WHOLE, new Extent(1, 3), new Extent(4, 5)), slice.extents());
    assertEquals("-:-:1,3:4,5", slice.toString());
    assertEquals(slice, TensorSlice.fromProto(slice.toProto()));
    assertEquals(
        "0a000a000a04080110030a0408041005",
        HexFormat.of().formatHex(slice.toProto().toByteArray()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-:-1,3:4,5", "-:1,-3:4,5", "-:1,0", "1,", ",3", "3", "1,2,3", "a,2", "--"})
  @Tag("tensorflow/core/framework/tensor_slice_test.cc::TensorSliceTest::Serialization")
  void malformedTextIsRefusedWithTheItemAtFault(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> TensorSlice.parse(text));

    assertTrue(e.getMessage().contains(text), e.getMessage());
    assertTrue(e.getMessage().contains("start"), e.getMessage());
  }

  @Test
  void extentsThatDoNotFitALongAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> slice("9223372036854775807,1"));
    assertThrows(IllegalArgumentException.class, () -> slice("9223372036854775808,1"));
    assertThrows(IllegalArgumentException.class, () -> new Extent(Long.MAX_VALUE, 1));
    assertEquals("9223372036854775806,1", slice("9223372036854775806,1").toString());
  }

  @Test
  void emptyItemsArePassedOver() {
    assertEquals(slice("0,2:-"), slice("0,2::-:"));
    assertEquals(0, slice("").rank());
  }

  @Test
  @Tag("tensorflow/core/framework/tensor_slice_test.cc::TensorSliceTest::Intersection")
  void intersectionsAreWhatBothHave() {
    assertEquals(Optional.of(slice("1,2:-")), slice("1,2:-").intersect(slice("-:-")));
    assertEquals(Optional.of(slice("2,1:0,3")), slice("1,2:-").intersect(slice("2,5:0,3")));
    assertEquals(Optional.of(slice("-:-")), slice("-:-").intersect(slice("-:-")));
    assertEquals(Optional.of(slice("1,3:2,2")), slice("1,3:2,2").intersect(slice("1,3:2,2")));
    assertEquals(Optional.empty(), slice("1,3:-").intersect(slice("4,5:-")));
    assertEquals(Optional.empty(), slice("1,3:0,2").intersect(slice("2,5:2,1")));
    assertTrue(slice("1,3:-").overlaps(slice("3,5:-")));
    assertFalse(slice("1,3:-").overlaps(slice("4,5:-")));
    assertThrows(IllegalArgumentException.class, () -> slice("-").intersect(slice("-:-")));
  }

  @Test
  @Tag("tensorflow/core/framework/tensor_slice_test.cc::TensorSliceTest::SliceTensorShape")
  void aSliceOfAShapeIsAShapeUnlessItEndsBehindIt() {
    assertEquals(Shape.of(1, 4, 1, 6), slice("1,1:-:4,1:2,6").sliceShape(Shape.of(2, 4, 5, 8)));
    assertEquals(Shape.of(2, 4), slice("-:-").sliceShape(Shape.of(2, 4)));

    IndexOutOfBoundsException outside =
        assertThrows(
            IndexOutOfBoundsException.class,
            () -> slice("1,1:1,4:-:-").sliceShape(Shape.of(2, 4, 5, 8)));
    assertTrue(outside.getMessage().contains("[2, 4, 5, 8]"), outside.getMessage());
    assertTrue(outside.getMessage().contains("1,4"), outside.getMessage());
    assertThrows(IndexOutOfBoundsException.class, () -> slice("-:-").sliceShape(Shape.of(2, 4, 5)));
  }

  @Test
  @Tag("tensorflow/core/framework/tensor_slice_test.cc::TensorSliceTest::ExtentLength")
  void anExtentWithoutLengthIsWhole() {
    TensorSliceProto message =
        TensorSliceProto.newBuilder()
            .addExtent(TensorSliceProto.Extent.getDefaultInstance())
            .addExtent(TensorSliceProto.Extent.newBuilder().setStart(2).setLength(4))
            .build();

    TensorSlice slice = TensorSlice.fromProto(message);

    assertEquals(-1, slice.extents().get(0).length());
    assertTrue(slice.extents().get(0).isWhole());
    assertEquals(4, slice.extents().get(1).length());
  }

  @Test
  @Tag("tensorflow/core/framework/tensor_slice_test.cc::TensorSliceTest::Deserialization")
  void explicitAndOmittedZeroStartsAreTheSame() throws Exception {
    byte[] explicit = HexFormat.of().parseHex("0a040800100a" + "0a0408021003" + "0a020800");
    byte[] omitted = HexFormat.of().parseHex("0a02100a" + "0a0408021003" + "0a00");

    TensorSlice first = TensorSlice.fromProto(TensorSliceProto.parseFrom(explicit));
    TensorSlice second = TensorSlice.fromProto(TensorSliceProto.parseFrom(omitted));

    assertEquals(first, second);
    assertEquals("0,10:2,3:-", first.toString());
    assertArrayEquals(omitted, first.toProto().toByteArray());
  }

  @Test
  void messagesWithImpossibleExtentsAreRefused() {
    for (long[] extent : new long[][] {{-1, 2}, {0, 0}, {1, -1}, {0, -2}, {Long.MAX_VALUE, 1}}) {
      TensorSliceProto message =
          TensorSliceProto.newBuilder()
              .addExtent(
                  TensorSliceProto.Extent.newBuilder().setStart(extent[0]).setLength(extent[1]))
              .build();
      assertThrows(IllegalArgumentException.class, () -> TensorSlice.fromProto(message));
    }
  }

  @Test
  @Tag("tensorflow/core/framework/tensor_slice_test.cc::TensorSliceTest::UpdateToCover")
  void theCoverHoldsBoth() {
    assertEquals("-:-:2,8", slice("2,2:-:3,7").cover(slice("-:1,3:2,2")).toString());
    assertEquals("1,6", slice("1,2").cover(slice("5,2")).toString());
  }

  @Test
  @Tag("tensorflow/core/framework/tensor_slice_test.cc::TensorSliceTest::Equality")
  void slicesAreEqualWhenAllExtentsAre() {
    assertNotEquals(TensorSlice.whole(2), TensorSlice.whole(3));
    assertNotEquals(slice("0,1:-"), slice("0,2:-"));
    assertNotEquals(slice("0,1:-"), slice("0,1:0,4"));
    assertEquals(TensorSlice.whole(2), slice("-:-"));
    assertEquals(TensorSlice.whole(2), new TensorSlice(List.of(Extent.WHOLE, new Extent(0, -1))));
    assertEquals(slice("-:-").hashCode(), TensorSlice.whole(2).hashCode());
  }

  @Test
  void numbersThatSpanAllCoverTheShapeButAreNotWhole() {
    assertTrue(slice("0,4:0,2").covers(Shape.of(4, 2)));
    assertFalse(slice("0,4:0,2").isWhole());
    assertFalse(slice("0,3:-").covers(Shape.of(4, 2)));
    assertEquals(slice("0,4:1,1"), slice("-:1,1").within(Shape.of(4, 2)));
  }

  @Test
  void shapeAndSliceIsReadAndWritten() {
    ShapeAndSlice parsed = ShapeAndSlice.parse("4 2 0,2:-");

    assertEquals(new ShapeAndSlice(Shape.of(4, 2), slice("0,2:-")), parsed);
    assertEquals(Shape.of(2, 2), parsed.sliceShape());
    assertEquals("4 2 0,2:-", parsed.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "4", "x 0,2", "4  0,2", "-4 0,2", "4 0;2", "4 0,0"})
  void malformedShapeAndSliceIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> ShapeAndSlice.parse(text));
  }

  @Test
  void aShapeAndSliceThatDoNotFitAreRefused() {
    assertThrows(IndexOutOfBoundsException.class, () -> ShapeAndSlice.parse("4 "));
    assertThrows(IndexOutOfBoundsException.class, () -> ShapeAndSlice.parse("4 2 0,2"));
    assertThrows(IndexOutOfBoundsException.class, () -> ShapeAndSlice.parse("4 2 3,2:-"));
  }
}
