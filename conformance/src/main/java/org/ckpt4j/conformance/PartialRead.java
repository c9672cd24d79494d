package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.tensor.TensorSlice.Extent;

/** What RestoreV2 gave for one {@code shape_and_slice}: a value, or a kind of error. */
record PartialRead(TensorKey key, Shape fullShape, TensorSlice slice, JsonNode recorded) {
  static PartialRead of(JsonNode node) {
    String text = Recording.required(node, "shape_and_slice").textValue();
    String[] words = text.split(" ", -1);
    long[] dims =
        Arrays.stream(words, 0, words.length - 1).mapToLong(Long::parseLong).toArray();
    List<Extent> extents = new ArrayList<>();
    for (String part : words[words.length - 1].split(":", -1)) {
      String[] numbers = part.split(",", -1);
      extents.add(
          part.equals("-")
              ? Extent.WHOLE
              : new Extent(Long.parseLong(numbers[0]), Long.parseLong(numbers[1])));
    }
    return new PartialRead(Recording.key(node), Shape.of(dims), new TensorSlice(extents), node);
  }

  void compare(Checks checks, CheckpointReader reader, JsonNode tensors) throws IOException {
    String what = "part " + slice + " of \"" + key + "\"";
    if (!recorded.has("error")) {
      RawTensor read = reader.getTensor(key, slice);
      checks.same(what + ", shape", Recording.shape(recorded), read.shape());
      for (RecordedValue value : RecordedValue.of(recorded)) {
        value.compare(checks, what, read);
      }
      return;
    }
    String error = recorded.get("error").textValue();
    try {
      if (!fullShape.equals(reader.entry(key).spec().shape())) {
        // Only the op is told a full shape; what it makes of a wrong one is tested with the op.
        checks.holds(what + ", shapes differ", error.equals("InvalidArgumentError"));
        return;
      }
      RawTensor read = reader.getTensor(key, slice);
      Optional<byte[]> whole = wholeValue(tensors);
      if (whole.isEmpty()) {
        checks.fail(what + " was read although TensorFlow finds no value: " + error);
      } else {
        // TensorFlow cannot assemble every type; the right part of the right value is as good.
        new RecordedValue.Bytes(cut(whole.get(), read.dtype().width())).compare(checks, what, read);
      }
    } catch (CorruptCheckpointException e) {
      checks.same(what + ", kind of error", error, nameOf(e.category()));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      checks.holds(
          what + ": " + e + " in place of " + error,
          error.equals("InvalidArgumentError") || error.equals("InternalError"));
      checks.holds(
          what + ": the message names no slice: " + e.getMessage(),
          String.valueOf(e.getMessage()).contains(slice.toString()));
    }
  }

  private static String nameOf(CorruptCheckpointException.Category category) {
    return switch (category) {
      case DATA_LOSS -> "DataLossError";
      case OUT_OF_RANGE -> "OutOfRangeError";
      case INVALID_ARGUMENT -> "InvalidArgumentError";
      case INTERNAL -> "InternalError";
      case NOT_FOUND -> "NotFoundError";
      case UNIMPLEMENTED -> "UnimplementedError";
    };
  }

  private Optional<byte[]> wholeValue(JsonNode tensors) {
    for (JsonNode tensor : tensors) {
      if (tensor.has("hex") && Recording.key(tensor).equals(key)) {
        return Optional.of(Recording.hex(tensor.get("hex")));
      }
    }
    return Optional.empty();
  }

  /** The part's elements, one by one in row-major order. */
  private byte[] cut(byte[] whole, int width) {
    int rank = slice.rank();
    long[] start = new long[rank];
    long[] length = new long[rank];
    int count = 1;
    for (int d = 0; d < rank; d++) {
      Extent extent = slice.extents().get(d);
      start[d] = extent.start();
      length[d] = extent.isWhole() ? fullShape.dim(d) : extent.length();
      count = Math.multiplyExact(count, Math.toIntExact(length[d]));
    }
    ByteBuffer out = ByteBuffer.allocate(count * width);
    for (int i = 0; i < count; i++) {
      long rest = i;
      long at = 0;
      long stride = 1;
      for (int d = rank - 1; d >= 0; d--) {
        at += (start[d] + rest % length[d]) * stride;
        rest /= length[d];
        stride *= fullShape.dim(d);
      }
      out.put(whole, Math.toIntExact(at * width), width);
    }
    return out.array();
  }
}
