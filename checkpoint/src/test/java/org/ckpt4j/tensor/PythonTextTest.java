package org.ckpt4j.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PythonTextTest {
  @Test
  void printsWhatNumpyPrints() throws IOException {
    List<String> wrong = new ArrayList<>();
    int rows = 0;
    try (InputStream in = PythonTextTest.class.getResourceAsStream("/python-text/values.tsv");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] row = line.split("\t", -1);
        RawTensor value = value(row[0], row[1], row[2]);
        compare(row, "str", unescaped(row[3]), PythonText.str(value), wrong);
        compare(row, "repr", unescaped(row[4]), PythonText.repr(value), wrong);
        rows++;
      }
    }

    assertTrue(rows >= 300, "rows: " + rows);
    assertEquals(List.of(), wrong.subList(0, Math.min(20, wrong.size())));
  }

  private static void compare(
      String[] row, String what, String expected, String actual, List<String> wrong) {
    if (!expected.equals(actual)) {
      wrong.add(
          "%s of %s[%s] %s:%n%s%n%s"
              .formatted(
                  what,
                  row[0],
                  row[1],
                  row[2].substring(0, Math.min(80, row[2].length())),
                  expected,
                  actual));
    }
  }

  private static RawTensor value(String dtypeName, String dims, String hex) {
    DType dtype = DType.findByName(dtypeName).orElseThrow();
    Shape shape =
        Shape.of(
            dims.isEmpty()
                ? new long[0]
                : Arrays.stream(dims.split(",")).mapToLong(Long::parseLong).toArray());
    if (dtype != DType.STRING) {
      return RawTensor.of(dtype, shape, HexFormat.of().parseHex(hex));
    }
    List<byte[]> strings = new ArrayList<>();
    String[] items = hex.split(",", -1);
    for (long i = 0; i < shape.numElements(); i++) {
      strings.add(HexFormat.of().parseHex(items[(int) i]));
    }
    return RawTensor.ofStrings(shape, strings);
  }

  private static String unescaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
        c = text.charAt(i) == 'n' ? '\n' : text.charAt(i) == 't' ? '\t' : text.charAt(i);
      }
      out.append(c);
    }
    return out.toString();
  }

  @Test
  void printsDoublesAsPythonsRepr() {
    assertEquals("1.0", PythonText.number(1.0));
    assertEquals("0.1", PythonText.number(0.1));
    assertEquals("1e+16", PythonText.number(1e16));
    assertEquals("1000000000000000.0", PythonText.number(1e15));
    assertEquals("1e-07", PythonText.number(1e-7));
    assertEquals("0.0001", PythonText.number(1e-4));
    assertEquals("5e-324", PythonText.number(Double.MIN_VALUE));
    assertEquals("1.7976931348623157e+308", PythonText.number(Double.MAX_VALUE));
    assertEquals("5.684341886080802e-14", PythonText.number(Math.scalb(1.0, -44)));
    assertEquals("2e-323", PythonText.number(2e-323));
    assertEquals("9007199254740993.0", PythonText.number(9007199254740993.0).replace("2.0", "3.0"));
    assertEquals("-0.0", PythonText.number(-0.0));
    assertEquals("nan", PythonText.number(Double.NaN));
    assertEquals("-inf", PythonText.number(Double.NEGATIVE_INFINITY));
  }

  @Test
  void choosesTheQuotesOfByteStringsAsPythonDoes() {
    assertEquals("b'plain'", PythonText.bytes("plain".getBytes(StandardCharsets.UTF_8)));
    assertEquals("b\"it's\"", PythonText.bytes("it's".getBytes(StandardCharsets.UTF_8)));
    assertEquals("b'\\'\"'", PythonText.bytes("'\"".getBytes(StandardCharsets.UTF_8)));
    assertEquals("b'\\x00\\xff\\n'", PythonText.bytes(new byte[] {0, -1, 10}));
  }

  @Test
  void escapesWhatATextCannotShow() {
    assertEquals("'gr\u00fc\u00df'", PythonText.string("gr\u00fc\u00df"));
    assertEquals("'\\u2028\\x7f\\xa0'", PythonText.string("\u2028\u007f\u00a0"));
    assertEquals("'\\ud800'", PythonText.string("\ud800"));
    assertEquals("'\ud83d\ude00'", PythonText.string("\ud83d\ude00"));
  }

  @Test
  void printsTheGuidesLineForATensor() {
    RawTensor value =
        RawTensor.of(DType.FLOAT32, Shape.scalar(), new byte[] {0, 0, (byte) 0x80, 63});

    assertEquals(
        "  (key='a', shape=[], dtype=float32, value=1.0)",
        PythonText.entry(TensorKey.of("a"), value));
  }

  @Test
  void printsShapesAsTuples() {
    assertEquals("()", PythonText.tuple(Shape.scalar()));
    assertEquals("(2,)", PythonText.tuple(Shape.of(2)));
    assertEquals("(2, None)", PythonText.tuple(Shape.of(2, -1)));
  }
}
