package org.ckpt4j.ops.io;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Messages of type {@code Example}: names with lists of bytes, floats or integers. Read by their
 * field numbers: features are field 1, each an entry of a map; its lists are fields 1, 2 and 3.
 */
final class Examples {
  private Examples() {}

  /** The values of one feature: strings, Float or Long. */
  record Feature(@Nullable DType dtype, List<Object> values) {
    static final Feature NONE = new Feature(null, List.of());
  }

  /** All features of one message; of a name that comes twice the last counts. */
  static Map<String, Feature> read(byte[] message, String what) {
    Map<String, Feature> features = new HashMap<>();
    try {
      CodedInputStream in = CodedInputStream.newInstance(message);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == tag(1)) {
          readFeatures(in.readBytes().newCodedInput(), features);
        } else {
          in.skipField(tag);
        }
      }
    } catch (IOException e) {
      throw new InvalidArgumentError(what + " is no serialized Example: " + e.getMessage());
    }
    return features;
  }

  private static int tag(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  private static void readFeatures(CodedInputStream in, Map<String, Feature> features)
      throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag != tag(1)) {
        in.skipField(tag);
        continue;
      }
      CodedInputStream entry = in.readBytes().newCodedInput();
      String name = "";
      Feature feature = Feature.NONE;
      for (int field = entry.readTag(); field != 0; field = entry.readTag()) {
        if (field == tag(1)) {
          name = entry.readBytes().toStringUtf8();
        } else if (field == tag(2)) {
          feature = readFeature(entry.readBytes().newCodedInput());
        } else {
          entry.skipField(field);
        }
      }
      features.put(name, feature);
    }
  }

  private static Feature readFeature(CodedInputStream in) throws IOException {
    Feature feature = Feature.NONE;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int kind = WireFormat.getTagFieldNumber(tag);
      if (tag != tag(kind) || kind < 1 || kind > 3) {
        in.skipField(tag);
        continue;
      }
      List<Object> values = new ArrayList<>();
      readList(in.readBytes().newCodedInput(), kind, values);
      DType dtype = kind == 1 ? DType.STRING : kind == 2 ? DType.FLOAT32 : DType.INT64;
      feature = new Feature(dtype, values);
    }
    return feature;
  }

  private static void readList(CodedInputStream in, int kind, List<Object> values)
      throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      boolean packed = tag == tag(1);
      if (kind == 1 && packed) {
        values.add(in.readByteArray());
      } else if (WireFormat.getTagFieldNumber(tag) == 1 && kind > 1) {
        if (!packed) {
          values.add(number(in, kind));
          continue;
        }
        ByteString run = in.readBytes();
        CodedInputStream numbers = run.newCodedInput();
        while (!numbers.isAtEnd()) {
          values.add(number(numbers, kind));
        }
      } else {
        in.skipField(tag);
      }
    }
  }

  private static Object number(CodedInputStream in, int kind) throws IOException {
    return kind == 2 ? (Object) in.readFloat() : (Object) in.readInt64();
  }

  /** Values as a tensor. */
  static EagerTensor tensor(DType dtype, Shape shape, List<Object> values) {
    int count = values.size();
    if (dtype == DType.STRING) {
      return ElementArrays.tensor(shape, values.toArray(byte[][]::new));
    }
    if (dtype == DType.FLOAT32) {
      float[] floats = new float[count];
      for (int i = 0; i < count; i++) {
        floats[i] = (Float) values.get(i);
      }
      return ElementArrays.tensor(shape, floats);
    }
    long[] longs = new long[count];
    for (int i = 0; i < count; i++) {
      longs[i] = (Long) values.get(i);
    }
    return ElementArrays.tensor(dtype, shape, longs);
  }

  /** A tensor's elements as values. */
  static List<Object> values(@Nullable EagerTensor tensor) {
    List<Object> out = new ArrayList<>();
    if (tensor == null) {
      return out;
    }
    if (tensor.dtype() == DType.STRING) {
      out.addAll(List.of(ElementArrays.strings(tensor)));
    } else if (tensor.dtype() == DType.FLOAT32) {
      for (float x : ElementArrays.floats(tensor)) {
        out.add(x);
      }
    } else {
      for (long x : ElementArrays.longs(tensor)) {
        out.add(x);
      }
    }
    return out;
  }
}
