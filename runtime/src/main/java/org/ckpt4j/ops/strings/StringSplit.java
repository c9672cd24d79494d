package org.ckpt4j.ops.strings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.ops.array.Dims;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * {@code StringSplitV2}: strings cut at a separator; {@code StringSplit}: at any of some bytes.
 * Both give the parts of a sparse matrix, a row a string.
 */
public final class StringSplit {
  public static final OpDef V2 =
      OpDef.named("StringSplitV2")
          .inputs("input: string", "sep: string")
          .outputs("indices: int64", "values: string", "shape: int64")
          .attr("maxsplit", AttrKind.INT, -1)
          .infer(StringSplit::infer)
          .kernel(
              call -> {
                byte[] separator = separator(call);
                long most = call.<Long>attr("maxsplit");
                return sparse(
                    call,
                    separator.length == 0
                        ? text -> words(text, most)
                        : text -> parts(text, separator, most));
              })
          .noGradient()
          .build();

  public static final OpDef OLD =
      OpDef.named("StringSplit")
          .inputs("input: string", "delimiter: string")
          .outputs("indices: int64", "values: string", "shape: int64")
          .attr("skip_empty", AttrKind.BOOL, true)
          .infer(StringSplit::infer)
          .kernel(
              call -> {
                byte[] delimiters = separator(call);
                boolean skip = call.<Boolean>attr("skip_empty");
                return sparse(call, text -> pieces(text, delimiters, skip));
              })
          .notDifferentiable()
          .build();

  private StringSplit() {}

  private static List<Shape> infer(InferCall call) {
    Dims.rank(call, 0, 1);
    Dims.rank(call, 1, 0);
    return List.of(Shape.of(Shape.UNKNOWN_SIZE, 2), Dims.unknown(1), Shape.of(2));
  }

  private static byte[] separator(KernelCall call) {
    if (call.input(0).shape().rank() != 1 || call.input(1).shape().rank() != 0) {
      throw call.invalid(
          "a vector of strings and one separator, given %s and %s",
          call.input(0).shape(), call.input(1).shape());
    }
    return ElementArrays.strings(call.input(1))[0];
  }

  private static List<EagerTensor> sparse(
      KernelCall call, Function<byte[], List<byte[]>> function) {
    byte[][] texts = ElementArrays.strings(call.input(0));
    List<byte[]> values = new ArrayList<>();
    List<Long> places = new ArrayList<>();
    long longest = 0;
    for (int row = 0; row < texts.length; row++) {
      List<byte[]> parts = function.apply(texts[row]);
      for (int i = 0; i < parts.size(); i++) {
        places.add((long) row);
        places.add((long) i);
      }
      values.addAll(parts);
      longest = Math.max(longest, parts.size());
    }
    long[] indices = places.stream().mapToLong(Long::longValue).toArray();
    return List.of(
        ElementArrays.tensor(DType.INT64, Shape.of(values.size(), 2), indices),
        ElementArrays.tensor(Shape.of(values.size()), values.toArray(byte[][]::new)),
        ElementArrays.tensor(DType.INT64, Shape.of(2), new long[] {texts.length, longest}));
  }

  /** What stands between spaces; once there are enough words, the rest is the last one. */
  private static List<byte[]> words(byte[] text, long most) {
    List<byte[]> out = new ArrayList<>();
    int at = spaces(text, 0);
    while (at < text.length) {
      int end = at;
      while (end < text.length && !CaseOps.isSpace(text[end])) {
        end++;
      }
      out.add(Arrays.copyOfRange(text, at, end));
      at = spaces(text, end);
      if (most > 0 && out.size() == most) {
        out.add(Arrays.copyOfRange(text, at, text.length));
        return out;
      }
    }
    return out;
  }

  private static int spaces(byte[] text, int from) {
    int at = from;
    while (at < text.length && CaseOps.isSpace(text[at])) {
      at++;
    }
    return at;
  }

  private static List<byte[]> parts(byte[] text, byte[] separator, long most) {
    List<byte[]> out = new ArrayList<>();
    int at = 0;
    for (int next = find(text, separator, 0); next >= 0; next = find(text, separator, at)) {
      out.add(Arrays.copyOfRange(text, at, next));
      at = next + separator.length;
      if (most > 0 && out.size() == most) {
        break;
      }
    }
    out.add(Arrays.copyOfRange(text, at, text.length));
    return out;
  }

  private static int find(byte[] text, byte[] separator, int from) {
    for (int i = from; i + separator.length <= text.length; i++) {
      if (Arrays.equals(text, i, i + separator.length, separator, 0, separator.length)) {
        return i;
      }
    }
    return -1;
  }

  /** Cut at every byte that is a delimiter; without delimiters, at every byte. */
  private static List<byte[]> pieces(byte[] text, byte[] delimiters, boolean skipEmpty) {
    List<byte[]> out = new ArrayList<>();
    if (text.length == 0) {
      return out;
    }
    int at = 0;
    for (int i = 0; i <= text.length; i++) {
      if (delimiters.length == 0) {
        if (i < text.length) {
          out.add(new byte[] {text[i]});
        }
      } else if (i == text.length || contains(delimiters, text[i])) {
        if (i > at || !skipEmpty) {
          out.add(Arrays.copyOfRange(text, at, i));
        }
        at = i + 1;
      }
    }
    return out;
  }

  private static boolean contains(byte[] bytes, byte wanted) {
    for (byte b : bytes) {
      if (b == wanted) {
        return true;
      }
    }
    return false;
  }
}
