package org.ckpt4j.ops.strings;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Scoped;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code DecodeCSV}: records of fields between commas, a tensor for each column. */
public final class DecodeCsv {
  public static final OpDef DEF =
      OpDef.named("DecodeCSV")
          .inputs("records: string", "record_defaults: list(OUT_TYPE)")
          .outputs("output: list(OUT_TYPE)")
          .allow("OUT_TYPE", DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64, DType.STRING)
          .attr("field_delim", AttrKind.STRING, ",")
          .attr("use_quote_delim", AttrKind.BOOL, true)
          .attr("na_value", AttrKind.STRING, "")
          .attr("select_cols", AttrKind.INT_LIST, List.of())
          .infer(DecodeCsv::infer)
          .kernel(DecodeCsv::compute)
          .noGradient()
          .build();

  private DecodeCsv() {}

  /** Counterpart: {@code tf.io.decode_csv}. */
  public static List<Tensor> of(Object records, List<?> defaults, OpOption... options) {
    return Scoped.call(
        options,
        "DecodeCSV",
        name -> {
          List<Tensor> inputs = new ArrayList<>();
          inputs.add(ToTensor.of(records, DType.STRING, "records"));
          for (int i = 0; i < defaults.size(); i++) {
            inputs.add(ToTensor.of(defaults.get(i), null, "record_defaults_" + i));
          }
          return List.copyOf(DEF.run(name, Attrs.none(), inputs).outputs());
        });
  }

  private static List<Shape> infer(InferCall call) {
    List<Shape> shapes = new ArrayList<>();
    for (int i = 1; i < call.numInputs(); i++) {
      Shape shape = call.shape(i);
      boolean fits =
          !shape.hasKnownRank()
              || (shape.rank() <= 1 && (!shape.isFullyDefined() || shape.numElements() <= 1));
      if (!fits) {
        throw call.invalid("default %d is one value or none, given %s", i - 1, shape);
      }
      shapes.add(call.shape(0));
    }
    return shapes;
  }

  private static List<EagerTensor> compute(KernelCall call) {
    EagerTensor in = call.input(0);
    List<EagerTensor> defaults = call.inputsFrom(1);
    String delimiter = call.attr("field_delim");
    if (delimiter.length() != 1) {
      throw call.invalid("field_delim is one character, given \"%s\"", delimiter);
    }
    byte[][] records = ElementArrays.strings(in);
    List<byte[][]> columns = new ArrayList<>();
    for (int c = 0; c < defaults.size(); c++) {
      columns.add(new byte[records.length][]);
    }
    List<Long> selected = call.attr("select_cols");
    for (int r = 0; r < records.length; r++) {
      List<byte[]> fields = fields(call, records[r], (byte) delimiter.charAt(0));
      if (!selected.isEmpty()) {
        List<byte[]> chosen = new ArrayList<>();
        for (long column : selected) {
          if (column < fields.size()) {
            chosen.add(fields.get((int) column));
          }
        }
        fields = chosen;
      }
      if (fields.size() != defaults.size()) {
        throw call.invalid(
            "record %d has %d fields, expected %d", r, fields.size(), defaults.size());
      }
      for (int c = 0; c < fields.size(); c++) {
        columns.get(c)[r] = fields.get(c);
      }
    }
    List<EagerTensor> out = new ArrayList<>();
    for (int c = 0; c < defaults.size(); c++) {
      out.add(column(call, in.shape(), columns.get(c), defaults.get(c), c));
    }
    return out;
  }

  private static EagerTensor column(
      KernelCall call, Shape shape, byte[][] fields, EagerTensor defaultValue, int c) {
    DType dtype = defaultValue.dtype();
    boolean given = defaultValue.shape().numElements() == 1;
    byte[] missing = StringMaps.utf8(call.<String>attr("na_value"));
    byte[][] texts = new byte[fields.length][];
    double[] numbers = new double[fields.length];
    long[] whole = new long[fields.length];
    for (int r = 0; r < fields.length; r++) {
      boolean absent = fields[r].length == 0 || java.util.Arrays.equals(fields[r], missing);
      if (absent && !given) {
        throw call.invalid("field %d of record %d is required but missing", c, r);
      }
      String text = StringMaps.utf8(fields[r]).strip();
      var error = call.invalid("field %d of record %d is no %s: \"%s\"", c, r, dtype, text);
      if (dtype == DType.STRING) {
        texts[r] = absent ? ElementArrays.strings(defaultValue)[0] : fields[r];
      } else if (dtype.isFloating()) {
        numbers[r] =
            absent
                ? defaultValue.doubleValue()
                : NumberOps.floating(text, dtype).orElseThrow(() -> error);
      } else {
        whole[r] =
            absent
                ? defaultValue.longValue()
                : NumberOps.whole(text, dtype).orElseThrow(() -> error);
      }
    }
    return dtype == DType.STRING
        ? ElementArrays.tensor(shape, texts)
        : dtype.isFloating()
            ? ElementArrays.tensor(dtype, shape, numbers)
            : ElementArrays.tensor(dtype, shape, whole);
  }

  /** Fields in quotes may hold delimiters, and quotes doubled. */
  private static List<byte[]> fields(KernelCall call, byte[] record, byte delimiter) {
    boolean quotes = call.<Boolean>attr("use_quote_delim");
    List<byte[]> out = new ArrayList<>();
    int at = 0;
    while (at <= record.length) {
      var field = new ByteArrayOutputStream();
      if (quotes && at < record.length && record[at] == '"') {
        at++;
        while (at < record.length
            && !(record[at] == '"' && (at + 1 == record.length || record[at + 1] != '"'))) {
          at += record[at] == '"' ? 1 : 0;
          field.write(record[at++]);
        }
        if (at >= record.length || (at + 1 < record.length && record[at + 1] != delimiter)) {
          throw call.invalid("a quoted field must end with a quote before the delimiter");
        }
        at++;
      } else {
        while (at < record.length && record[at] != delimiter) {
          if (record[at] == '\n' || record[at] == '\r' || (quotes && record[at] == '"')) {
            throw call.invalid("a field without quotes holds a quote or a line break");
          }
          field.write(record[at++]);
        }
      }
      out.add(field.toByteArray());
      at++;
    }
    return out;
  }
}
