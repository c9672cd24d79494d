package org.ckpt4j.ops.strings;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
 * {@code UnicodeDecode}, {@code UnicodeDecodeWithOffsets}, {@code UnicodeEncode}, {@code
 * UnicodeTranscode}: strings and the numbers of their characters.
 */
final class Unicode {
  private Unicode() {}

  static List<OpDef> defs() {
    return List.of(
        decoding(OpDef.named("UnicodeDecode").inputs("input: string"))
            .outputs("row_splits: Tsplits", "char_values: int32")
            .attr("Tsplits", AttrKind.TYPE, DType.INT64)
            .allow("Tsplits", DTypeSets.indices())
            .infer(call -> inferDecode(call, 2))
            .kernel(call -> decode(call, false))
            .noGradient()
            .build(),
        decoding(OpDef.named("UnicodeDecodeWithOffsets").inputs("input: string"))
            .outputs("row_splits: Tsplits", "char_values: int32", "char_to_byte_starts: int64")
            .attr("Tsplits", AttrKind.TYPE, DType.INT64)
            .allow("Tsplits", DTypeSets.indices())
            .infer(call -> inferDecode(call, 3))
            .kernel(call -> decode(call, true))
            .noGradient()
            .build(),
        OpDef.named("UnicodeEncode")
            .inputs("input_values: int32", "input_splits: Tsplits")
            .outputs("output: string")
            .attr("errors", AttrKind.STRING, "replace")
            .oneOf("errors", "ignore", "replace", "strict")
            .attr("output_encoding", AttrKind.STRING)
            .oneOf("output_encoding", "UTF-8", "UTF-16-BE", "UTF-32-BE")
            .attr("replacement_char", AttrKind.INT, 65533)
            .attr("Tsplits", AttrKind.TYPE, DType.INT64)
            .allow("Tsplits", DTypeSets.indices())
            .infer(Unicode::inferEncode)
            .compute(Unicode::encode)
            .noGradient()
            .build(),
        decoding(OpDef.named("UnicodeTranscode").inputs("input: string"))
            .outputs("output: string")
            .attr("output_encoding", AttrKind.STRING)
            .oneOf("output_encoding", "UTF-8", "UTF-16-BE", "UTF-32-BE")
            .infer(call -> List.of(call.shape(0)))
            .compute(Unicode::transcode)
            .noGradient()
            .build());
  }

  private static OpDef.Builder decoding(OpDef.Builder builder) {
    return builder
        .attr("input_encoding", AttrKind.STRING)
        .attr("errors", AttrKind.STRING, "replace")
        .oneOf("errors", "strict", "replace", "ignore")
        .attr("replacement_char", AttrKind.INT, 65533)
        .attr("replace_control_characters", AttrKind.BOOL, false);
  }

  /** The characters of one string, and the byte each begins at. */
  private record Characters(List<Integer> values, List<Long> starts) {
    void add(int value, int start) {
      values.add(value);
      starts.add((long) start);
    }
  }

  private static final int BAD = -1;

  /** Reads one string; what is no character is done with as {@code errors} says. */
  private static Characters read(KernelCall call, byte[] text) {
    String encoding = call.<String>attr("input_encoding").toUpperCase(Locale.ROOT);
    Characters all = new Characters(new ArrayList<>(), new ArrayList<>());
    int at = 0;
    while (at < text.length) {
      int[] next =
          switch (encoding) {
            case "UTF-8", "UTF8" -> utf8(text, at);
            case "UTF-16-BE", "UTF-16BE", "UTF16-BE" -> utf16(text, at);
            case "UTF-32-BE", "UTF-32BE", "UTF32-BE" -> utf32(text, at);
            case "US-ASCII", "ASCII" -> new int[] {text[at] >= 0 ? text[at] : BAD, 1};
            case "ISO-8859-1", "LATIN1", "LATIN-1" -> new int[] {text[at] & 0xff, 1};
            default -> throw call.invalid("the encoding \"%s\" is not known", encoding);
          };
      put(call, all, next[0], at);
      at += next[1];
    }
    return all;
  }

  private static void put(KernelCall call, Characters all, int value, int start) {
    String errors = call.attr("errors");
    boolean control =
        call.<Boolean>attr("replace_control_characters") && value >= 0 && value <= 0x1f;
    if (value != BAD && !control) {
      all.add(value, start);
    } else if (errors.equals("replace") || (control && errors.equals("strict"))) {
      all.add(call.<Long>attr("replacement_char").intValue(), start);
    } else if (errors.equals("strict")) {
      throw call.invalid("a string is not well formed at byte %d", start);
    }
  }

  /** The character at a place, and how many bytes it takes; of what is none, a maximal part. */
  private static int[] utf8(byte[] text, int at) {
    int first = text[at] & 0xff;
    if (first < 0x80) {
      return new int[] {first, 1};
    }
    int length = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4) {
      return new int[] {BAD, 1};
    }
    int value = first & (0x7f >> length);
    for (int i = 1; i < length; i++) {
      int next = at + i < text.length ? text[at + i] & 0xff : 0;
      boolean fits = (next & 0xc0) == 0x80;
      if (i == 1 && fits) {
        fits =
            !(first == 0xe0 && next < 0xa0)
                && !(first == 0xed && next > 0x9f)
                && !(first == 0xf0 && next < 0x90)
                && !(first == 0xf4 && next > 0x8f);
      }
      if (!fits) {
        return new int[] {BAD, i};
      }
      value = value << 6 | next & 0x3f;
    }
    return new int[] {value, length};
  }

  private static int[] utf16(byte[] text, int at) {
    if (at + 1 >= text.length) {
      return new int[] {BAD, 1};
    }
    char first = (char) ((text[at] & 0xff) << 8 | text[at + 1] & 0xff);
    if (!Character.isSurrogate(first)) {
      return new int[] {first, 2};
    }
    if (Character.isHighSurrogate(first) && at + 3 < text.length) {
      char second = (char) ((text[at + 2] & 0xff) << 8 | text[at + 3] & 0xff);
      if (Character.isLowSurrogate(second)) {
        return new int[] {Character.toCodePoint(first, second), 4};
      }
    }
    return new int[] {BAD, 2};
  }

  private static int[] utf32(byte[] text, int at) {
    if (at + 3 >= text.length) {
      return new int[] {BAD, text.length - at};
    }
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value = value << 8 | text[at + i] & 0xff;
    }
    return new int[] {isCharacter(value) ? value : BAD, 4};
  }

  private static boolean isCharacter(int value) {
    return value >= 0 && value <= 0x10ffff && !(value >= 0xd800 && value <= 0xdfff);
  }

  /** Numbers that Unicode sets aside, and gives to no character. */
  private static boolean isReserved(int value) {
    return (value & 0xfffe) == 0xfffe || (value >= 0xfdd0 && value <= 0xfdef);
  }

  private static void write(ByteArrayOutputStream out, int value, String encoding) {
    switch (encoding) {
      case "UTF-8" ->
          out.writeBytes(StringMaps.utf8(Character.toString(isCharacter(value) ? value : 0xfffd)));
      case "UTF-16-BE" -> {
        for (char c : Character.toChars(value)) {
          out.write(c >> 8);
          out.write(c);
        }
      }
      default -> {
        for (int shift = 24; shift >= 0; shift -= 8) {
          out.write(value >> shift);
        }
      }
    }
  }

  private static void requireReplacement(KernelCall call) {
    if (!isCharacter(call.<Long>attr("replacement_char").intValue())) {
      throw call.invalid(
          "replacement_char %d is no character", call.<Long>attr("replacement_char"));
    }
  }

  private static List<Shape> inferDecode(InferCall call, int outputs) {
    Shape in = call.shape(0);
    long count = in.hasKnownRank() ? Dims.product(in, 0, in.rank()) : Shape.UNKNOWN_SIZE;
    List<Shape> shapes = new ArrayList<>();
    shapes.add(count < 0 ? Dims.unknown(1) : Shape.of(count + 1));
    for (int i = 1; i < outputs; i++) {
      shapes.add(Dims.unknown(1));
    }
    return shapes;
  }

  private static List<EagerTensor> decode(KernelCall call, boolean offsets) {
    requireReplacement(call);
    byte[][] texts = ElementArrays.strings(call.input(0));
    long[] splits = new long[texts.length + 1];
    Characters all = new Characters(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < texts.length; i++) {
      Characters mine = read(call, texts[i]);
      all.values.addAll(mine.values);
      all.starts.addAll(mine.starts);
      splits[i + 1] = all.values.size();
    }
    Shape shape = Shape.of(all.values.size());
    List<EagerTensor> out = new ArrayList<>();
    out.add(ElementArrays.tensor(call.<DType>attr("Tsplits"), Shape.of(splits.length), splits));
    long[] values = all.values.stream().mapToLong(Integer::longValue).toArray();
    out.add(ElementArrays.tensor(DType.INT32, shape, values));
    if (offsets) {
      long[] starts = all.starts.stream().mapToLong(Long::longValue).toArray();
      out.add(ElementArrays.tensor(DType.INT64, shape, starts));
    }
    return out;
  }

  private static List<Shape> inferEncode(InferCall call) {
    Dims.rank(call, 0, 1);
    Shape splits = Dims.rank(call, 1, 1);
    return List.of(splits.dim(0) < 0 ? Dims.unknown(1) : Shape.of(Math.max(0, splits.dim(0) - 1)));
  }

  private static EagerTensor encode(KernelCall call) {
    requireReplacement(call);
    long[] values = ElementArrays.longs(call.input(0));
    long[] splits = ElementArrays.longs(call.input(1));
    String errors = call.attr("errors");
    if (splits.length == 0 || splits[0] != 0 || splits[splits.length - 1] != values.length) {
      throw call.invalid("splits go from 0 to %d", values.length);
    }
    byte[][] out = new byte[splits.length - 1][];
    for (int i = 0; i < out.length; i++) {
      if (splits[i + 1] < splits[i]) {
        throw call.invalid("splits ascend; number %d is %d", i + 1, splits[i + 1]);
      }
      var text = new ByteArrayOutputStream();
      for (long k = splits[i]; k < splits[i + 1]; k++) {
        int value = (int) values[(int) k];
        if (!isCharacter(value) || isReserved(value)) {
          if (errors.equals("strict")) {
            throw call.invalid("%d is no character", value);
          }
          if (errors.equals("replace")) {
            value = call.<Long>attr("replacement_char").intValue();
          } else if (!Character.isValidCodePoint(value)) {
            continue; // half a pair that stands alone is kept
          }
        }
        write(text, value, call.attr("output_encoding"));
      }
      out[i] = text.toByteArray();
    }
    return ElementArrays.tensor(Shape.of(out.length), out);
  }

  private static EagerTensor transcode(KernelCall call) {
    requireReplacement(call);
    return StringMaps.strings(
        call.input(0),
        text -> {
          var out = new ByteArrayOutputStream();
          for (int value : read(call, text).values) {
            write(out, value, call.attr("output_encoding"));
          }
          return out.toByteArray();
        });
  }
}
