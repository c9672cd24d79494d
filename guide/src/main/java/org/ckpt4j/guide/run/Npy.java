package org.ckpt4j.guide.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;

/**
 * NumPy's file of one array.
 *
 * <pre>
 *   93 'NUMPY' major minor  header length (2 bytes; from version 2 on 4)
 *   {'descr': '&lt;f4', 'fortran_order': False, 'shape': (2, 3), }  spaces, newline
 *   the elements
 * </pre>
 */
final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  private static final Pattern DESCR = Pattern.compile("'descr':\\s*'([<>|=])([a-zA-Z?])(\\d*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9, ]*)\\)");

  private Npy() {}

  /**
   * @throws IOException if the file cannot be read, or holds no array of a type TensorFlow has
   */
  static RawTensor read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    try {
      return read(bytes);
    } catch (RuntimeException e) {
      throw new IOException(file + " is no array of NumPy that can be fed: " + e.getMessage(), e);
    }
  }

  private static RawTensor read(ByteBuffer bytes) {
    byte[] magic = new byte[MAGIC.length];
    bytes.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new IllegalArgumentException("it does not begin as one");
    }
    int major = bytes.get();
    bytes.get(); // minor
    int length = major == 1 ? Short.toUnsignedInt(bytes.getShort()) : bytes.getInt();
    if (length < 0 || length > bytes.remaining()) {
      throw new IllegalArgumentException("its header is cut off");
    }
    byte[] head = new byte[length];
    bytes.get(head);
    String header = new String(head, StandardCharsets.UTF_8);
    Matcher descr = found(DESCR, header);
    Shape shape = shape(found(SHAPE, header).group(1));
    boolean columns = found(ORDER, header).group(1).equals("True");
    ByteBuffer body = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    int width = descr.group(3).isEmpty() ? 1 : Integer.parseInt(descr.group(3));
    long count = 1;
    for (long dim : shape.dims()) {
      count = Math.multiplyExact(count, dim);
    }
    char kind = descr.group(2).charAt(0);
    int unit = kind == 'U' ? Integer.BYTES * width : width;
    if (Math.multiplyExact(count, (long) unit) != body.remaining()) {
      throw new IllegalArgumentException(
          "%d bytes for %d elements of %d bytes".formatted(body.remaining(), count, unit));
    }
    List<byte[]> elements = new ArrayList<>();
    boolean swapped = descr.group(1).equals(">");
    for (int i = 0; i < count; i++) {
      byte[] element = new byte[unit];
      body.get(element);
      elements.add(swapped ? reversed(element, kind) : element);
    }
    return tensor(kind, width, shape, columns ? byRows(elements, shape) : elements);
  }

  private static Matcher found(Pattern pattern, String header) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new IllegalArgumentException("its header reads " + header.strip());
    }
    return matcher;
  }

  private static Shape shape(String text) {
    long[] dims =
        Pattern.compile(",")
            .splitAsStream(text)
            .map(String::strip)
            .filter(dim -> !dim.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    return Shape.of(dims);
  }

  /** Big-endian to little-endian: of a complex number each part, of a text each character. */
  private static byte[] reversed(byte[] element, char kind) {
    int part = kind == 'c' ? element.length / 2 : kind == 'U' ? Integer.BYTES : element.length;
    byte[] out = new byte[element.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = element[i / part * part + part - 1 - i % part];
    }
    return out;
  }

  private static List<byte[]> byRows(List<byte[]> columns, Shape shape) {
    List<byte[]> out = new ArrayList<>();
    long[] at = new long[shape.rank()];
    for (int n = 0; n < columns.size(); n++) {
      long place = 0;
      for (int i = at.length - 1; i >= 0; i--) {
        place = place * shape.dim(i) + at[i];
      }
      out.add(columns.get((int) place));
      for (int i = at.length - 1; i >= 0 && ++at[i] == shape.dim(i); i--) {
        at[i] = 0;
      }
    }
    return out;
  }

  private static RawTensor tensor(char kind, int width, Shape shape, List<byte[]> elements) {
    if (kind == 'S' || kind == 'U') {
      return RawTensor.ofStrings(
          shape, elements.stream().map(e -> kind == 'S' ? trimmed(e) : utf8(e)).toList());
    }
    DType dtype = dtype(kind, width);
    ByteBuffer out = ByteBuffer.allocate(elements.size() * width);
    elements.forEach(out::put);
    return RawTensor.of(dtype, shape, TensorBytes.of(out.flip()));
  }

  private static DType dtype(char kind, int width) {
    String name =
        switch (kind) {
          case '?', 'b' -> "bool";
          case 'f' -> "float" + 8 * width;
          case 'i' -> "int" + 8 * width;
          case 'u' -> "uint" + 8 * width;
          case 'c' -> "complex" + 8 * width;
          default -> "";
        };
    return DType.findByName(name)
        .orElseThrow(
            () -> new IllegalArgumentException("TensorFlow has no type like " + kind + width));
  }

  private static byte[] trimmed(byte[] padded) {
    int end = padded.length;
    while (end > 0 && padded[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOf(padded, end);
  }

  private static byte[] utf8(byte[] codePoints) {
    ByteBuffer in = ByteBuffer.wrap(codePoints).order(ByteOrder.LITTLE_ENDIAN);
    StringBuilder out = new StringBuilder();
    while (in.hasRemaining()) {
      int codePoint = in.getInt();
      if (codePoint != 0) {
        out.appendCodePoint(codePoint);
      }
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Strings are padded with zero bytes to the length of the longest. */
  static void write(Path file, RawTensor value) throws IOException {
    List<byte[]> strings =
        value.dtype() == DType.STRING
            ? value.elements().stream().map(TensorBytes::toByteArray).toList()
            : List.of();
    int longest = strings.stream().mapToInt(s -> s.length).max().orElse(0);
    int width = value.dtype() == DType.STRING ? Math.max(1, longest) : value.dtype().width();
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }"
            .formatted(descr(value.dtype(), width), tuple(value.shape()));
    int length = MAGIC.length + 4 + header.length() + 1;
    header += " ".repeat((ALIGNMENT - length % ALIGNMENT) % ALIGNMENT) + "\n";
    ByteBuffer head =
        ByteBuffer.allocate(MAGIC.length + 4 + header.length()).order(ByteOrder.LITTLE_ENDIAN);
    head.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) header.length());
    head.put(header.getBytes(StandardCharsets.US_ASCII));
    try (var out = Files.newOutputStream(file)) {
      out.write(head.array());
      if (value.dtype() == DType.STRING) {
        for (byte[] string : strings) {
          out.write(Arrays.copyOf(string, width));
        }
      } else {
        out.write(value.bytes().toByteArray());
      }
    }
  }

  private static String descr(DType dtype, int width) {
    if (dtype == DType.STRING) {
      return "|S" + width;
    } else if (dtype == DType.BOOL) {
      return "|b1";
    } else if (dtype.isComplex()) {
      return "<c" + width;
    } else if (dtype.isInteger() && !dtype.tfName().endsWith("int4")) {
      return (width == 1 ? "|" : "<") + (dtype.isUnsigned() ? "u" : "i") + width;
    } else if (dtype == DType.FLOAT16 || dtype == DType.FLOAT32 || dtype == DType.FLOAT64) {
      return "<f" + width;
    }
    return "|V" + width; // as NumPy writes the types it does not know
  }

  private static String tuple(Shape shape) {
    StringBuilder out = new StringBuilder("(");
    for (int i = 0; i < shape.rank(); i++) {
      out.append(i == 0 ? "" : ", ").append(shape.dim(i));
    }
    return out.append(shape.rank() == 1 ? ",)" : ")").toString();
  }
}
