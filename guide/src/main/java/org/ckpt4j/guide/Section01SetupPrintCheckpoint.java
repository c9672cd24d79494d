package org.ckpt4j.guide;

import static org.ckpt4j.TF.BFLOAT16;
import static org.ckpt4j.TF.COMPLEX128;
import static org.ckpt4j.TF.COMPLEX64;
import static org.ckpt4j.TF.FLOAT16;
import static org.ckpt4j.TF.FLOAT32;
import static org.ckpt4j.TF.FLOAT64;
import static org.ckpt4j.TF.INT16;
import static org.ckpt4j.TF.INT32;
import static org.ckpt4j.TF.INT64;
import static org.ckpt4j.TF.INT8;
import static org.ckpt4j.TF.UINT16;
import static org.ckpt4j.TF.UINT32;
import static org.ckpt4j.TF.UINT64;
import static org.ckpt4j.TF.UINT8;
import static org.ckpt4j.TF.dtype;
import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.TF.train;
import static org.ckpt4j.TF.zeros;
import static org.ckpt4j.guide.Cells.saveTf1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.Complex;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.variables.Variable;

/** The reader behind {@code print_checkpoint}: maps, values, folders, and what is missing. */
final class Section01SetupPrintCheckpoint {
  private Section01SetupPrintCheckpoint() {}

  static void run(Parameters p, Recorder r) throws IOException {
    saveTf1(p);
    r.printCheckpoint(p.path("tf1-ckpt"));
    var reader = train.loadCheckpoint(p.path("tf1-ckpt"));
    r.result("has_tensor_a", reader.hasTensor(p.name("a")));
    r.result("has_tensor_zz", reader.hasTensor(p.name("zz")));
    r.result("reader_type", PythonView.typeName(reader));
    r.result("debug_string", reader.debugString());
    r.error("reader.get_tensor('zz')", () -> reader.getTensor(p.name("zz")));
    r.result("list_variables", namesAndShapes(p.path("tf1-ckpt")));
    r.result("list_variables_of_directory", namesAndShapes("."));
    r.result("load_variable_a", train.loadVariable(p.path("tf1-ckpt"), p.name("a")));
    r.error("load_checkpoint('no-such')", () -> train.loadCheckpoint(p.path("no-such")));
    r.makeFolder(p.path("empty"));
    r.error(
        "load_checkpoint('empty') (directory without state file)",
        () -> train.loadCheckpoint(p.path("empty")));
    r.removeFolder(p.path("empty"));
    r.result("latest_checkpoint_of_cwd", train.latestCheckpoint("."));
    r.result("latest_checkpoint_of_missing_dir", train.latestCheckpoint(p.path("nowhere")));
    r.result(
        "checkpoint_exists",
        List.of(
            TF1.train.checkpointExists(p.path("tf1-ckpt")),
            TF1.train.checkpointExists(p.path("nope"))));

    Map<String, Variable> d = new LinkedHashMap<>();
    for (var one : NUMERIC) {
      DType type = one.getValue();
      d.put(p.name(one.getKey()), new Variable(twoByThree(p, type), dtype(type)));
    }
    d.put(p.name("b"), new Variable(new boolean[] {true, false, true}));
    var complex = List.of(new Complex(p.value(1), 2), new Complex(p.value(3), -4));
    d.put(p.name("c64"), new Variable(complex, dtype(COMPLEX64)));
    d.put(p.name("c128"), new Variable(complex, dtype(COMPLEX128)));
    d.put(p.name("s"), new Variable(List.of(p.bytes("x"), p.bytes(""), p.bytes("yz"))));
    d.put(p.name("e"), new Variable(zeros(shape(0, 3))));
    new Checkpoint(kw("t", d)).write(p.path("dtypes"));
    r.printCheckpoint(p.path("dtypes"));
  }

  private static final List<Map.Entry<String, DType>> NUMERIC =
      List.of(
          Map.entry("f16", FLOAT16),
          Map.entry("f32", FLOAT32),
          Map.entry("f64", FLOAT64),
          Map.entry("bf16", BFLOAT16),
          Map.entry("i8", INT8),
          Map.entry("i16", INT16),
          Map.entry("i32", INT32),
          Map.entry("i64", INT64),
          Map.entry("u8", UINT8),
          Map.entry("u16", UINT16),
          Map.entry("u32", UINT32),
          Map.entry("u64", UINT64));

  /** {@code np.arange(6).reshape(2, 3)}. */
  private static Object twoByThree(Parameters p, DType type) {
    return type.isFloating()
        ? new float[][] {p.values(0, 1, 2), p.values(3, 4, 5)}
        : new long[][] {p.integers(0, 1, 2), p.integers(3, 4, 5)};
  }

  private static List<Object> namesAndShapes(String path) {
    List<Object> pairs = new ArrayList<>();
    train.listVariables(path).forEach((name, shape) -> pairs.add(List.of(name, shape)));
    return pairs;
  }
}
