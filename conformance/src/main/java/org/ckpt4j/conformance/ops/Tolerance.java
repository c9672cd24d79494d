package org.ckpt4j.conformance.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Elements;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/** How near to a recorded value ours must lie: |got - want| ≤ abs + rel·|want|. */
record Tolerance(double rel, double abs) {
  private static final Tolerance EXACT = new Tolerance(0, 0);
  private static final int STRIDE = 997;
  private static final int EDGE = 8;

  static Tolerance of(JsonNode recorded) {
    return recorded.isObject()
        ? new Tolerance(recorded.get("rel").doubleValue(), recorded.get("abs").doubleValue())
        : EXACT;
  }

  /** Compares a tensor; a recorded null was undefined in TensorFlow, so only that it is there. */
  void check(Findings checks, String what, JsonNode want, EagerTensor got) {
    if (want.isNull()) {
      return;
    }
    Optional<String> difference =
        got.holdsElements()
            ? difference(want, got.raw())
            : Optional.of("holds no elements but " + got.spec());
    difference.ifPresentOrElse(
        found -> checks.fail(what + ": " + found), () -> checks.holds(what, true));
  }

  /** Where two tensors differ first; empty if nowhere. */
  Optional<String> difference(JsonNode want, RawTensor got) {
    DType dtype = RecordedTensor.dtype(RecordedTensor.field(want, "dtype"));
    Shape shape = RecordedTensor.shape(RecordedTensor.field(want, "shape"));
    if (dtype != got.dtype() || !shape.equals(got.shape())) {
      return Optional.of("got %s%s, want %s%s".formatted(got.dtype(), got.shape(), dtype, shape));
    }
    if (dtype == DType.STRING) {
      return strings(want.get("data"), got);
    }
    byte[] bytes = got.bytes().toByteArray();
    if (want.has("sha256")) {
      return digest(want, dtype, bytes);
    }
    return elements(dtype, RecordedTensor.read(want).bytes().toByteArray(), bytes, 0, 1);
  }

  private static Optional<String> strings(JsonNode want, RawTensor got) {
    for (int i = 0; i < want.size(); i++) {
      byte[] element = got.elements().get(i).toByteArray();
      if (!Arrays.equals(RecordedTensor.string(want.get(i)), element)) {
        return Optional.of(
            "[%d] got \"%s\", want %s"
                .formatted(
                    i, new String(element, java.nio.charset.StandardCharsets.UTF_8), want.get(i)));
      }
    }
    return Optional.empty();
  }

  private Optional<String> digest(JsonNode want, DType dtype, byte[] got) {
    if (sha256(got).equals(want.get("sha256").textValue())) {
      return Optional.empty();
    }
    int width = dtype.width();
    int last = got.length / width - EDGE;
    byte[] tail = Arrays.copyOfRange(got, last * width, got.length);
    Optional<String> difference =
        elements(dtype, RecordedTensor.decode(want.get("first").get("b64")), got, 0, 1)
            .or(() -> elements(dtype, part(want, "every997"), got, 0, STRIDE))
            .or(() -> elements(dtype, part(want, "last"), tail, last, 1));
    boolean exact = rel == 0 && abs == 0;
    return difference.isPresent() || !exact
        ? difference
        : Optional.of("differs somewhere between the recorded elements (sha256)");
  }

  private static byte[] part(JsonNode want, String name) {
    return RecordedTensor.decode(want.get(name).get("b64"));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Compares element i of {@code want} with element {@code i * stride} of {@code got}. */
  private Optional<String> elements(DType dtype, byte[] want, byte[] got, int offset, int stride) {
    ByteBuffer w = ByteBuffer.wrap(want).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer g = ByteBuffer.wrap(got).order(ByteOrder.LITTLE_ENDIAN);
    int count = want.length / dtype.width();
    for (int i = 0; i < count; i++) {
      int at = i * stride;
      boolean same;
      String told;
      if (dtype.isComplex()) {
        DType part = dtype == DType.COMPLEX64 ? DType.FLOAT32 : DType.FLOAT64;
        double[] a = {Elements.getDouble(g, part, 2 * at), Elements.getDouble(g, part, 2 * at + 1)};
        double[] b = {Elements.getDouble(w, part, 2 * i), Elements.getDouble(w, part, 2 * i + 1)};
        same = near(a, b);
        told = "(%s, %s), want (%s, %s)".formatted(a[0], a[1], b[0], b[1]);
      } else if (dtype.isFloating()) {
        double a = Elements.getDouble(g, dtype, at);
        double b = Elements.getDouble(w, dtype, i);
        same = near(a, b);
        told = same ? "" : a + ", want " + b;
      } else {
        long a = Elements.getLong(g, dtype, at);
        long b = Elements.getLong(w, dtype, i);
        same = a == b;
        told = same ? "" : a + ", want " + b;
      }
      if (!same) {
        return Optional.of("[%d of %s] got %s".formatted(offset + at, dtype, told));
      }
    }
    return Optional.empty();
  }

  private boolean near(double got, double want) {
    if (got == want) {
      return true;
    }
    if (Double.isNaN(got) || Double.isNaN(want)) {
      return Double.isNaN(got) && Double.isNaN(want);
    }
    return Double.isFinite(want) && Math.abs(got - want) <= abs + rel * Math.abs(want);
  }

  private boolean near(double[] got, double[] want) {
    if (near(got[0], want[0]) && near(got[1], want[1])) {
      return true;
    }
    boolean wantNaN = Double.isNaN(want[0]) || Double.isNaN(want[1]);
    boolean gotNaN = Double.isNaN(got[0]) || Double.isNaN(got[1]);
    if (wantNaN || gotNaN) {
      return wantNaN && gotNaN;
    }
    boolean finite = Double.isFinite(want[0]) && Double.isFinite(want[1]);
    double distance = Math.hypot(got[0] - want[0], got[1] - want[1]);
    return finite && distance <= abs + rel * Math.hypot(want[0], want[1]);
  }
}
