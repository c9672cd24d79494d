package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorBytes;

/** One of the ways in which a recording states a tensor's value; a tensor may have several. */
sealed interface RecordedValue {
  /** Compares an element or a byte string at a time: a big value never exists twice. */
  void compare(Checks checks, String what, RawTensor actual);

  /** All statements about one tensor; empty if the recording gives no value. */
  static List<RecordedValue> of(JsonNode tensor) {
    List<RecordedValue> out = new ArrayList<>();
    if (tensor.has("hex")) {
      out.add(new Bytes(Recording.hex(tensor.get("hex"))));
    }
    if (tensor.has("values")) {
      out.add(new Numbers(tensor.get("values")));
    }
    if (tensor.has("values_hex")) {
      List<byte[]> elements = new ArrayList<>();
      tensor.get("values_hex").forEach(element -> elements.add(Recording.hex(element)));
      out.add(new Elements(elements));
    }
    if (tensor.has("sha256")) {
      out.add(new Digest(tensor.get("sha256").textValue()));
    }
    if (tensor.has("fill")) {
      JsonNode fill = tensor.get("fill");
      String kind = fill.path("kind").asText();
      if (!kind.equals("lcg32")) {
        throw new IllegalArgumentException("no fill rule is called \"" + kind + "\"");
      }
      out.add(new Fill(fill.get("seed").intValue(), fill.get("n").longValue()));
    }
    return out;
  }

  /** {@code hex}: the little-endian bytes. */
  record Bytes(byte[] bytes) implements RecordedValue {
    @Override
    public void compare(Checks checks, String what, RawTensor actual) {
      ByteBuffer expected = ByteBuffer.wrap(bytes);
      TensorBytes found = actual.bytes();
      if (found.size() != bytes.length) {
        checks.fail(what + ": expected " + bytes.length + " bytes, found " + found.size());
        return;
      }
      int at = expected.mismatch(found.window(0, bytes.length));
      if (at < 0) {
        checks.holds(what, true);
        return;
      }
      byte[] window = new byte[Math.min(16, bytes.length - at)];
      found.window(at, window.length).get(window);
      checks.fail(
          "%s: byte %d of %d differs, expected %s, found %s"
              .formatted(
                  what,
                  at,
                  bytes.length,
                  HexFormat.of().formatHex(bytes, at, at + window.length),
                  HexFormat.of().formatHex(window)));
    }
  }

  /** {@code values}: numbers that JSON states exactly. */
  record Numbers(JsonNode values) implements RecordedValue {
    @Override
    public void compare(Checks checks, String what, RawTensor actual) {
      DType dtype = actual.dtype();
      if (!checks.same(
          what + ", number of values", (long) values.size(), actual.shape().numElements())) {
        return;
      }
      ByteBuffer bytes = actual.bytes().window(0, (int) actual.bytes().size());
      for (int i = 0; i < values.size(); i++) {
        if (!Element.isValue(bytes, i, dtype, values.get(i))) {
          checks.fail("%s: element %d is not %s".formatted(what, i, values.get(i)));
          return;
        }
      }
      checks.holds(what, true);
    }
  }

  /** {@code values_hex}: one byte string an element. */
  record Elements(List<byte[]> elements) implements RecordedValue {
    @Override
    public void compare(Checks checks, String what, RawTensor actual) {
      List<TensorBytes> found = actual.elements();
      if (!checks.same(what + ", number of elements", elements.size(), found.size())) {
        return;
      }
      for (int i = 0; i < elements.size(); i++) {
        byte[] bytes = found.get(i).toByteArray();
        if (!java.util.Arrays.equals(elements.get(i), bytes)) {
          checks.same(what + ", element " + i, elements.get(i), bytes);
          return;
        }
      }
      checks.holds(what, true);
    }
  }

  /** {@code sha256}: of the little-endian bytes. */
  record Digest(String sha256) implements RecordedValue {
    @Override
    public void compare(Checks checks, String what, RawTensor actual) {
      MessageDigest digest = FileCheck.sha256();
      eachWindow(actual.bytes(), (at, window) -> digest.update(window));
      checks.same(what + ", sha256", sha256, HexFormat.of().formatHex(digest.digest()));
    }
  }

  /**
   * {@code fill}: 32-bit numbers of the generator x -> 1664525 x + 1013904223, the first after one
   * step.
   */
  record Fill(int seed, long n) implements RecordedValue {
    @Override
    public void compare(Checks checks, String what, RawTensor actual) {
      if (!checks.same(what + ", bytes", Math.multiplyExact(n, 4L), actual.bytes().size())) {
        return;
      }
      long[] wrong = {-1};
      int[] state = {seed};
      eachWindow(
          actual.bytes(),
          (at, window) -> {
            while (window.hasRemaining()) {
              state[0] = 1664525 * state[0] + 1013904223;
              if (window.getInt() != state[0] && wrong[0] < 0) {
                wrong[0] = (at + window.position()) / 4 - 1;
              }
            }
          });
      checks.holds(what + ": element " + wrong[0] + " is not what the rule gives", wrong[0] < 0);
    }
  }

  /** Takes a window and where it begins. */
  interface WindowUser {
    void accept(long at, ByteBuffer window);
  }

  private static void eachWindow(TensorBytes bytes, WindowUser user) {
    int step = 1 << 20;
    for (long at = 0; at < bytes.size(); at += step) {
      user.accept(at, bytes.window(at, (int) Math.min(step, bytes.size() - at)));
    }
  }
}
