package org.ckpt4j.ops.array;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;

/**
 * Objects that are equal where elements are: both zeros are one, and a NaN equals nothing, not even
 * itself.
 */
public final class ElementKeys {
  private ElementKeys() {}

  public static List<Object> of(EagerTensor tensor) {
    List<Object> keys = new ArrayList<>();
    if (!tensor.dtype().isFixedWidth()) {
      for (byte[] string : ElementArrays.strings(tensor)) {
        keys.add(ByteBuffer.wrap(string));
      }
    } else if (tensor.dtype().isComplex()) {
      double[] parts = ElementArrays.complex(tensor);
      for (int i = 0; i < parts.length; i += 2) {
        keys.add(List.of(number(parts[i]), number(parts[i + 1])));
      }
    } else if (tensor.dtype().isFloating()) {
      for (double value : ElementArrays.doubles(tensor)) {
        keys.add(number(value));
      }
    } else {
      for (long value : ElementArrays.longs(tensor)) {
        keys.add(value);
      }
    }
    return keys;
  }

  private static Object number(double value) {
    return Double.isNaN(value) ? new Object() : (Object) (value == 0 ? 0.0 : value);
  }
}
