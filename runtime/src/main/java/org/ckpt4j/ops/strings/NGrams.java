package org.ckpt4j.ops.strings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.ops.DTypeSets;
import org.ckpt4j.ops.array.Dims;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * {@code StringNGrams}: runs of neighbouring words, joined; {@code UnsortedSegmentJoin}: the
 * strings of each segment, joined.
 */
final class NGrams {
  static final OpDef DEF =
      OpDef.named("StringNGrams")
          .inputs("data: string", "data_splits: Tsplits")
          .outputs("ngrams: string", "ngrams_splits: Tsplits")
          .attr("separator", AttrKind.STRING)
          .attr("ngram_widths", AttrKind.INT_LIST)
          .attr("left_pad", AttrKind.STRING)
          .attr("right_pad", AttrKind.STRING)
          .attr("pad_width", AttrKind.INT)
          .attr("preserve_short_sequences", AttrKind.BOOL)
          .attr("Tsplits", AttrKind.TYPE, DType.INT64)
          .allow("Tsplits", DTypeSets.indices())
          .infer(NGrams::infer)
          .kernel(NGrams::compute)
          .noGradient()
          .build();

  static final OpDef SEGMENT_JOIN =
      OpDef.named("UnsortedSegmentJoin")
          .inputs("inputs: string", "segment_ids: Tindices", "num_segments: Tnumsegments")
          .outputs("output: string")
          .attr("separator", AttrKind.STRING, "")
          .allow("Tindices", DTypeSets.indices())
          .attr("Tnumsegments", AttrKind.TYPE, DType.INT32)
          .allow("Tnumsegments", DTypeSets.indices())
          .infer(NGrams::inferJoin)
          .compute(NGrams::join)
          .noGradient()
          .build();

  private NGrams() {}

  private static List<Shape> infer(InferCall call) {
    Dims.rank(call, 0, 1);
    return List.of(Dims.unknown(1), Dims.rank(call, 1, 1));
  }

  private static List<EagerTensor> compute(KernelCall call) {
    byte[][] words = ElementArrays.strings(call.input(0));
    long[] splits = ElementArrays.longs(call.input(1));
    for (int i = 0; i < splits.length; i++) {
      if (i == 0 ? splits[0] != 0 : splits[i] < splits[i - 1] || splits[i] > words.length) {
        throw call.invalid("splits %s of %d words", Arrays.toString(splits), words.length);
      }
    }
    if (splits.length > 0 && splits[splits.length - 1] != words.length) {
      throw call.invalid("splits end at %d of %d", splits[splits.length - 1], words.length);
    }
    List<byte[]> out = new ArrayList<>();
    long[] ends = new long[splits.length];
    for (int row = 1; row < splits.length; row++) {
      List<byte[]> mine = Arrays.asList(words).subList((int) splits[row - 1], (int) splits[row]);
      ofRow(call, mine, out);
      ends[row] = out.size();
    }
    return List.of(
        ElementArrays.tensor(Shape.of(out.size()), out.toArray(byte[][]::new)),
        ElementArrays.tensor(call.<DType>attr("Tsplits"), Shape.of(ends.length), ends));
  }

  private static void ofRow(KernelCall call, List<byte[]> words, List<byte[]> out) {
    long padding = call.<Long>attr("pad_width");
    int before = out.size();
    byte[] left = StringMaps.utf8(call.<String>attr("left_pad"));
    byte[] right = StringMaps.utf8(call.<String>attr("right_pad"));
    byte[] separator = StringMaps.utf8(call.<String>attr("separator"));
    for (long width : call.<List<Long>>attr("ngram_widths")) {
      if (width <= 0) {
        throw call.invalid("a width of %d words is none", width);
      }
      int pad = (int) (padding < 0 ? width - 1 : Math.min(padding, width - 1));
      int count = (int) Math.max(0, words.size() + 2L * pad - width + 1);
      for (int start = 0; start < count; start++) {
        out.add(gram(words, start - pad, (int) width, left, right, separator));
      }
    }
    if (call.<Boolean>attr("preserve_short_sequences")
        && out.size() == before
        && !words.isEmpty()) {
      long widest =
          call.<List<Long>>attr("ngram_widths").stream().mapToLong(w -> w).max().orElse(0);
      int pad = (int) Math.max(0, padding < 0 ? widest - 1 : padding);
      out.add(gram(words, -pad, words.size() + 2 * pad, left, right, separator));
    }
  }

  private static byte[] gram(
      List<byte[]> words, int from, int width, byte[] left, byte[] right, byte[] separator) {
    var text = new java.io.ByteArrayOutputStream();
    for (int i = from; i < from + width; i++) {
      if (i > from) {
        text.writeBytes(separator);
      }
      text.writeBytes(i < 0 ? left : i >= words.size() ? right : words.get(i));
    }
    return text.toByteArray();
  }

  private static List<Shape> inferJoin(InferCall call) {
    Shape data = call.shape(0);
    Shape ids = call.shape(1);
    Dims.rank(call, 2, 0);
    long[] count = Dims.known(call, 2);
    if (!data.hasKnownRank() || !ids.hasKnownRank()) {
      return List.of(Shape.unknown());
    }
    if (ids.rank() == 0
        || ids.rank() > data.rank()
        || Dims.merged(Dims.part(data, 0, ids.rank()), ids) == null) {
      throw call.invalid("segment_ids of %s for strings of %s", ids, data);
    }
    if (count != null && count[0] < 0) {
      throw call.invalid("num_segments is %d", count[0]);
    }
    Shape first = count == null ? Dims.unknown(1) : Shape.of(count[0]);
    return List.of(Dims.joined(first, Dims.part(data, ids.rank(), data.rank())));
  }

  private static EagerTensor join(KernelCall call) {
    Shape data = call.input(0).shape();
    Shape ids = call.input(1).shape();
    long count = call.input(2).longValue();
    if (ids.rank() == 0
        || ids.rank() > data.rank()
        || !Dims.part(data, 0, ids.rank()).equals(ids)
        || count < 0) {
      throw call.invalid("segment_ids of %s for strings of %s in %d segments", ids, data, count);
    }
    byte[][] texts = ElementArrays.strings(call.input(0));
    long[] numbers = ElementArrays.longs(call.input(1));
    int each = (int) Dims.product(data, ids.rank(), data.rank());
    Shape out = Dims.joined(Shape.of(count), Dims.part(data, ids.rank(), data.rank()));
    byte[][] joined = new byte[ElementArrays.length(out)][];
    byte[] separator = StringMaps.utf8(call.<String>attr("separator"));
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] < 0 || numbers[i] >= count) {
        throw call.invalid("segment id %d of %d segments", numbers[i], count);
      }
      for (int k = 0; k < each; k++) {
        int at = (int) numbers[i] * each + k;
        byte[] text = texts[i * each + k];
        joined[at] = joined[at] == null ? text : concat(joined[at], separator, text);
      }
    }
    for (int i = 0; i < joined.length; i++) {
      joined[i] = joined[i] == null ? new byte[0] : joined[i];
    }
    return ElementArrays.tensor(out, joined);
  }

  private static byte[] concat(byte[]... parts) {
    var out = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
