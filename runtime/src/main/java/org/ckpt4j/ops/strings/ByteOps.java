package org.ckpt4j.ops.strings;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Dims;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * {@code DecodeRaw}: strings as the bytes of numbers; {@code EncodeBase64}, {@code DecodeBase64}.
 */
public final class ByteOps {
  public static final OpDef DECODE_RAW =
      OpDef.named("DecodeRaw")
          .inputs("bytes: string")
          .outputs("output: out_type")
          .attr("out_type", AttrKind.TYPE)
          .allow(
              "out_type",
              DType.FLOAT16,
              DType.FLOAT32,
              DType.FLOAT64,
              DType.INT32,
              DType.UINT16,
              DType.UINT8,
              DType.INT16,
              DType.INT8,
              DType.INT64,
              DType.COMPLEX64,
              DType.COMPLEX128,
              DType.BOOL,
              DType.BFLOAT16)
          .attr("little_endian", AttrKind.BOOL, true)
          .infer(
              call ->
                  List.of(
                      call.shape(0).hasKnownRank()
                          ? Dims.joined(call.shape(0), Dims.unknown(1))
                          : Shape.unknown()))
          .compute(ByteOps::decodeRaw)
          .notDifferentiable()
          .build();

  public static final OpDef ENCODE_BASE64 =
      StringMaps.sameShape("EncodeBase64")
          .inputs("input: string")
          .outputs("output: string")
          .attr("pad", AttrKind.BOOL, false)
          .compute(
              call -> {
                Base64.Encoder encoder = Base64.getUrlEncoder();
                boolean pad = call.<Boolean>attr("pad");
                return StringMaps.strings(
                    call.input(0), (pad ? encoder : encoder.withoutPadding())::encode);
              })
          .notDifferentiable()
          .build();

  public static final OpDef DECODE_BASE64 =
      StringMaps.sameShape("DecodeBase64")
          .inputs("input: string")
          .outputs("output: string")
          .compute(call -> StringMaps.strings(call.input(0), s -> decoded(call, s)))
          .notDifferentiable()
          .build();

  private ByteOps() {}

  /** Counterpart: {@code tf.io.decode_raw}. */
  public static Tensor decodeRaw(
      Object input, DType outType, boolean littleEndian, OpOption... options) {
    return StringMaps.call(
        DECODE_RAW, Attrs.of("out_type", outType, "little_endian", littleEndian), input, options);
  }

  /** Counterpart: {@code tf.io.encode_base64}. */
  public static Tensor encodeBase64(Object input, boolean pad, OpOption... options) {
    return StringMaps.call(ENCODE_BASE64, Attrs.of("pad", pad), input, options);
  }

  /** Counterpart: {@code tf.io.decode_base64}. */
  public static Tensor decodeBase64(Object input, OpOption... options) {
    return StringMaps.call(DECODE_BASE64, Attrs.none(), input, options);
  }

  private static byte[] decoded(KernelCall call, byte[] text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw call.invalid("\"%s\" is no web-safe base64: %s", StringMaps.utf8(text), e.getMessage());
    }
  }

  private static EagerTensor decodeRaw(KernelCall call) {
    EagerTensor in = call.input(0);
    DType dtype = call.attr("out_type");
    byte[][] texts = ElementArrays.strings(in);
    int length = texts.length == 0 ? 0 : texts[0].length;
    if (length % dtype.width() != 0) {
      throw call.invalid("%d bytes are no whole number of elements of %s", length, dtype);
    }
    int each = length / dtype.width();
    ByteBuffer out = ElementArrays.allocate(dtype, (long) each * texts.length);
    for (byte[] text : texts) {
      if (text.length != length) {
        throw call.invalid("strings of %d and %d bytes", length, text.length);
      }
      out.put(text);
    }
    if (!call.<Boolean>attr("little_endian")) {
      int word = dtype.isComplex() ? dtype.width() / 2 : dtype.width();
      swap(out, word);
    }
    return ElementArrays.tensor(dtype, Dims.joined(in.shape(), Shape.of(each)), out);
  }

  private static void swap(ByteBuffer bytes, int word) {
    for (int at = 0; at < bytes.capacity(); at += word) {
      for (int i = 0; i < word / 2; i++) {
        byte b = bytes.get(at + i);
        bytes.put(at + i, bytes.get(at + word - 1 - i));
        bytes.put(at + word - 1 - i, b);
      }
    }
  }
}
