package org.ckpt4j.conformance.live;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorKey;

/**
 * Draws keys, types, shapes and bytes, with the odd ones more often than chance would give them.
 */
final class RandomTensors {
  /** What the SaveV2 op takes and this peer can make. */
  static final List<DType> V2 =
      List.of(DType.values()).stream()
          .filter(d -> d != DType.RESOURCE && d != DType.VARIANT)
          .toList();

  /** What the older format can hold. */
  static final List<DType> V1 =
      List.of(
          DType.FLOAT32,
          DType.FLOAT64,
          DType.INT32,
          DType.UINT8,
          DType.INT16,
          DType.INT8,
          DType.STRING,
          DType.COMPLEX64,
          DType.INT64,
          DType.BOOL,
          DType.QINT8,
          DType.QUINT8,
          DType.QINT32,
          DType.UINT16,
          DType.COMPLEX128,
          DType.FLOAT16);

  private static final String[] PIECES = {
    "w", "kernel", "a.b", ".S", "日本", "grüß", " ", "-1", "\t", "Ω/", "_", "...", "%d", "\\", "'q'"
  };

  private final SplittableRandom random;
  private final Set<TensorKey> used = new HashSet<>();

  RandomTensors(SplittableRandom random) {
    this.random = random;
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  int upTo(int bound) {
    return random.nextInt(bound);
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** A key not drawn before; now and then long, empty parts, or bytes that are not UTF-8. */
  TensorKey key(boolean anyBytes) {
    while (true) {
      StringBuilder name = new StringBuilder();
      int parts = 1 + random.nextInt(3);
      for (int i = 0; i < parts; i++) {
        name.append(i == 0 ? "" : "/").append(PIECES[random.nextInt(PIECES.length)]);
        name.append(random.nextInt(100));
      }
      if (chance(3)) {
        name.append("x".repeat(random.nextInt(3000)));
      }
      byte[] bytes = name.toString().getBytes(StandardCharsets.UTF_8);
      if (anyBytes && chance(30)) {
        bytes[random.nextInt(bytes.length)] = (byte) (0x80 + random.nextInt(128));
      }
      TensorKey key = TensorKey.ofBytes(bytes);
      if (used.add(key)) {
        return key;
      }
    }
  }

  /** A variable's name as a graph allows it. */
  String variableName() {
    while (true) {
      String name = "v" + random.nextInt(50) + (chance(50) ? "/part.x-" : "_") + random.nextInt(50);
      if (used.add(TensorKey.of(name))) {
        return name;
      }
    }
  }

  Shape shape() {
    if (chance(2)) {
      return Shape.of(20_000 + random.nextInt(60_000));
    }
    long[] dims = new long[random.nextInt(5)];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = chance(6) ? 0 : 1 + random.nextInt(6);
    }
    return Shape.of(dims);
  }

  RawTensor tensor(DType dtype, Shape shape) {
    int n = (int) shape.numElements();
    if (dtype == DType.STRING) {
      List<byte[]> strings = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        byte[] text = new byte[chance(20) ? 0 : random.nextInt(chance(3) ? 2000 : 20)];
        random.nextBytes(text);
        strings.add(text);
      }
      return RawTensor.ofStrings(shape, strings);
    }
    ByteBuffer out = ByteBuffer.allocate(n * dtype.width()).order(ByteOrder.LITTLE_ENDIAN);
    random.nextBytes(out.array());
    for (int i = 0; i < out.capacity(); i++) {
      switch (dtype) {
        case BOOL -> out.put(i, (byte) (out.get(i) & 1));
        // TensorFlow keeps the low four bits of a cast number, also of a negative one.
        case INT4, UINT4 -> out.put(i, (byte) (out.get(i) & 15));
        default -> {}
      }
    }
    return RawTensor.of(dtype, shape, out.array());
  }
}
