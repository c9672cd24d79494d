package org.ckpt4j.conformance.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.ShapeAndSlice;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;
import org.jspecify.annotations.Nullable;

/** A tensor to save, or the part {@code part} of one. */
record Item(TensorKey key, RawTensor value, @Nullable ShapeAndSlice part) {
  void describe(ObjectNode out) {
    out.put("key_hex", HexFormat.of().formatHex(key.bytes()));
    out.put("part", part == null ? "" : part.toString());
    describe(value, out);
  }

  static void describe(RawTensor value, ObjectNode out) {
    out.put("dtype", value.dtype().tfName());
    ArrayNode shape = out.putArray("shape");
    for (long dim : value.shape().dims()) {
      shape.add(dim);
    }
    if (value.dtype().isFixedWidth()) {
      out.put("hex", HexFormat.of().formatHex(value.bytes().toByteArray()));
      return;
    }
    ArrayNode values = out.putArray("values_hex");
    for (TensorBytes element : value.elements()) {
      values.add(HexFormat.of().formatHex(element.toByteArray()));
    }
  }
}
