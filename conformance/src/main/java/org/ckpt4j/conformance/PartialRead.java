package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.ShapeAndSlice;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;

/** What RestoreV2 gave for one {@code shape_and_slice}: a value, or a kind of error. */
record PartialRead(TensorKey key, String text, JsonNode recorded) {
  static PartialRead of(JsonNode node) {
    return new PartialRead(
        Recording.key(node), Recording.required(node, "shape_and_slice").textValue(), node);
  }

  void compare(Checks checks, CheckpointReader reader, JsonNode tensors) throws IOException {
    String what = "part \"" + text + "\" of \"" + key + "\"";
    if (!recorded.has("error")) {
      RawTensor read = reader.getTensor(key, ShapeAndSlice.parse(text));
      checks.same(what + ", shape", Recording.shape(recorded), read.shape());
      for (RecordedValue value : RecordedValue.of(recorded)) {
        value.compare(checks, what, read);
      }
      return;
    }
    String error = recorded.get("error").textValue();
    Optional<ShapeAndSlice> part = parse(checks, what, error);
    if (part.isEmpty()) {
      return;
    }
    try {
      RawTensor read = reader.getTensor(key, part.get());
      Optional<RawTensor> whole = wholeValue(tensors);
      if (whole.isEmpty()) {
        checks.fail(what + " was read although TensorFlow finds no value: " + error);
      } else {
        // TensorFlow cannot assemble every type; the right part of the right value is as good.
        checks.same(
            what,
            Cut.of(whole.get(), part.get().slice()),
            Cut.of(read, TensorSlice.whole(read.shape().rank())));
      }
    } catch (CorruptCheckpointException e) {
      checks.same(what + ", kind of error", error, nameOf(e.category()));
    } catch (IllegalArgumentException e) {
      checks.same(what + ", kind of error", error, "InvalidArgumentError");
    }
  }

  /** A part that cannot lie in the shape beside it is refused before any file is looked at. */
  private Optional<ShapeAndSlice> parse(Checks checks, String what, String error) {
    try {
      return Optional.of(ShapeAndSlice.parse(text));
    } catch (IllegalArgumentException e) {
      checks.same(what + ", kind of error", error, "InvalidArgumentError");
    } catch (IndexOutOfBoundsException e) {
      checks.same(what + ", kind of error", error, "InternalError");
    }
    return Optional.empty();
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

  private Optional<RawTensor> wholeValue(JsonNode tensors) {
    for (JsonNode tensor : tensors) {
      if (tensor.has("hex") && Recording.key(tensor).equals(key)) {
        return Optional.of(
            RawTensor.of(
                Recording.dtype(tensor),
                Recording.shape(tensor),
                Recording.hex(tensor.get("hex"))));
      }
    }
    return Optional.empty();
  }
}
