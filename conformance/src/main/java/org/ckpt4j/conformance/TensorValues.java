package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.NoSuchTensorException;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.tensor.TensorSpec;

/** The {@code tensors} of a recording against what a reader gives. */
final class TensorValues {
  private static final int SMALL = 1 << 20;

  private TensorValues() {}

  static List<TensorKey> keys(JsonNode tensors) {
    List<TensorKey> out = new ArrayList<>();
    tensors.forEach(tensor -> out.add(Recording.key(tensor)));
    return out;
  }

  /**
   * Type, shape and every statement about the value, read by each way a reader offers.
   *
   * @param way put behind the key in messages
   */
  static void compare(Checks checks, CheckpointReader reader, JsonNode tensors, String way)
      throws IOException {
    for (JsonNode tensor : tensors) {
      TensorKey key = Recording.key(tensor);
      String what = "tensor \"" + key + "\"" + way;
      TensorSpec spec = new TensorSpec(Recording.dtype(tensor), Recording.shape(tensor));
      checks.holds(what + " is not there", reader.hasTensor(key));
      TensorEntry entry = reader.entry(key);
      checks.same(what, spec, entry.spec());
      List<RecordedValue> values = RecordedValue.of(tensor);
      if (values.isEmpty()) {
        withoutValue(checks, reader, entry, what);
        continue;
      }
      RawTensor read = reader.getTensor(key);
      checks.same(what + " as read", spec, read.spec());
      for (RecordedValue value : values) {
        value.compare(checks, what, read);
      }
      if (spec.dtype().isFixedWidth() && read.bytes().size() <= SMALL) {
        ByteBuffer target = ByteBuffer.allocate((int) read.bytes().size());
        reader.readInto(key, TensorBytes.of(target));
        RawTensor copy = RawTensor.of(spec.dtype(), spec.shape(), TensorBytes.of(target));
        for (RecordedValue value : values) {
          value.compare(checks, what + " read into a buffer", copy);
        }
      }
    }
    absent(checks, reader, tensors);
  }

  /**
   * A tensor whose value TensorFlow could not give. Either its slices do not cover it, and it must
   * be refused; or they do and are of a type TensorFlow does not put together, and then every slice
   * must stand where it belongs.
   */
  private static void withoutValue(
      Checks checks, CheckpointReader reader, TensorEntry entry, String what) throws IOException {
    TensorKey key = entry.key();
    Shape full = entry.spec().shape();
    long covered = 0;
    for (TensorSlice slice : entry.slices()) {
      covered += slice.sliceShape(full).numElements();
    }
    if (covered == full.numElements()) {
      RawTensor whole = reader.getTensor(key);
      for (TensorSlice slice : entry.slices()) {
        checks.same(
            what + ", slice " + slice,
            Cut.of(whole, slice),
            Cut.of(reader.getTensor(key, slice), TensorSlice.whole(full.rank())));
      }
      return;
    }
    try {
      reader.getTensor(key);
      checks.fail(what + " was read although its slices do not cover it");
    } catch (CorruptCheckpointException e) {
      checks.same(
          what + ", kind of error",
          CorruptCheckpointException.Category.INVALID_ARGUMENT,
          e.category());
      checks.same(what + ", tensor named", key.toString(), e.key().orElse(""));
    }
  }

  private static void absent(Checks checks, CheckpointReader reader, JsonNode tensors)
      throws IOException {
    StringBuilder name = new StringBuilder("no such tensor");
    List<TensorKey> there = keys(tensors);
    while (there.contains(TensorKey.of(name.toString()))) {
      name.append('!');
    }
    TensorKey key = TensorKey.of(name.toString());
    checks.holds("a tensor that is not there is listed", !reader.hasTensor(key));
    try {
      reader.getTensor(key);
      checks.fail("a tensor that is not there was read");
    } catch (NoSuchTensorException e) {
      checks.same("tensor named as missing", key.toString(), e.key());
    }
  }
}
