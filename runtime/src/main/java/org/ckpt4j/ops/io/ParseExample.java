package org.ckpt4j.ops.io;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ckpt4j.errors.InvalidArgumentError;
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
 * {@code ParseExample}, {@code ParseExampleV2}, {@code ParseSingleExample}: serialized {@code
 * Example} messages as sparse, dense and ragged tensors.
 */
final class ParseExample {
  private ParseExample() {}

  static List<OpDef> defs() {
    return List.of(
        dense(
                sparse(
                    OpDef.named("ParseExample")
                        .inputs(
                            "serialized: string",
                            "names: string",
                            "sparse_keys: Nsparse * string",
                            "dense_keys: Ndense * string",
                            "dense_defaults: list(Tdense)")
                        .outputs(
                            "sparse_indices: Nsparse * int64",
                            "sparse_values: list(sparse_types)",
                            "sparse_shapes: Nsparse * int64",
                            "dense_values: list(Tdense)")
                        .attr("Nsparse", AttrKind.INT)
                        .atLeast("Nsparse", 0)
                        .attr("Ndense", AttrKind.INT)
                        .atLeast("Ndense", 0)))
            .infer(ParseExample::infer)
            .kernel(ParseExample::parse)
            .noGradient()
            .build(),
        dense(
                sparse(
                    OpDef.named("ParseExampleV2")
                        .inputs(
                            "serialized: string",
                            "names: string",
                            "sparse_keys: string",
                            "dense_keys: string",
                            "ragged_keys: string",
                            "dense_defaults: list(Tdense)")
                        .outputs(
                            "sparse_indices: num_sparse * int64",
                            "sparse_values: list(sparse_types)",
                            "sparse_shapes: num_sparse * int64",
                            "dense_values: list(Tdense)",
                            "ragged_values: list(ragged_value_types)",
                            "ragged_row_splits: list(ragged_split_types)")
                        .attr("num_sparse", AttrKind.INT)
                        .atLeast("num_sparse", 0)
                        .attr("ragged_value_types", AttrKind.TYPE_LIST)
                        .atLeast("ragged_value_types", 0)
                        .attr("ragged_split_types", AttrKind.TYPE_LIST)
                        .atLeast("ragged_split_types", 0)))
            .infer(ParseExample::infer)
            .kernel(ParseExample::parse)
            .noGradient()
            .build(),
        dense(
                sparse(
                    OpDef.named("ParseSingleExample")
                        .inputs("serialized: string", "dense_defaults: list(Tdense)")
                        .outputs(
                            "sparse_indices: num_sparse * int64",
                            "sparse_values: list(sparse_types)",
                            "sparse_shapes: num_sparse * int64",
                            "dense_values: list(Tdense)")
                        .attr("num_sparse", AttrKind.INT)
                        .atLeast("num_sparse", 0)
                        .attr("sparse_keys", AttrKind.STRING_LIST)
                        .atLeast("sparse_keys", 0)
                        .attr("dense_keys", AttrKind.STRING_LIST)
                        .atLeast("dense_keys", 0)))
            .infer(ParseExample::infer)
            .kernel(ParseExample::parse)
            .noGradient()
            .build());
  }

  private static OpDef.Builder sparse(OpDef.Builder builder) {
    return builder.attr("sparse_types", AttrKind.TYPE_LIST).atLeast("sparse_types", 0);
  }

  private static OpDef.Builder dense(OpDef.Builder builder) {
    return builder
        .attr("Tdense", AttrKind.TYPE_LIST)
        .atLeast("Tdense", 0)
        .attr("dense_shapes", AttrKind.SHAPE_LIST)
        .atLeast("dense_shapes", 0);
  }

  private static List<Shape> infer(InferCall call) {
    boolean single = call.findAttr("sparse_keys") != null;
    Shape batch = single ? Dims.rank(call, 0, 0) : call.shape(0);
    List<DType> sparse = call.attr("sparse_types");
    List<Shape> dense = call.attr("dense_shapes");
    List<DType> types = call.attr("Tdense");
    if (dense.size() != types.size()) {
      throw call.invalid("%d dense shapes, %d types", dense.size(), types.size());
    }
    boolean scalars = single || (batch.hasKnownRank() && batch.rank() == 0);
    int dims = batch.hasKnownRank() ? batch.rank() + 1 : -1;
    List<Shape> out = new ArrayList<>();
    sparse.forEach(
        t ->
            out.add(
                dims < 0
                    ? Shape.of(Shape.UNKNOWN_SIZE, Shape.UNKNOWN_SIZE)
                    : Shape.of(Shape.UNKNOWN_SIZE, dims)));
    sparse.forEach(t -> out.add(Dims.unknown(1)));
    sparse.forEach(t -> out.add(dims < 0 ? Dims.unknown(1) : Shape.of(dims)));
    for (Shape shape : dense) {
      out.add(
          scalars
              ? shape
              : !batch.hasKnownRank() || !shape.hasKnownRank()
                  ? Shape.unknown()
                  : Dims.joined(batch, shape));
    }
    if (call.findAttr("ragged_value_types") instanceof List<?> ragged) {
      ragged.forEach(t -> out.add(Dims.unknown(1)));
      long rows = batch.hasKnownRank() && batch.rank() == 1 ? batch.dim(0) : -1;
      boolean splits = batch.hasKnownRank() && batch.rank() == 1;
      ragged.forEach(t -> out.add(splits && rows >= 0 ? Shape.of(rows + 1) : Dims.unknown(1)));
    }
    return out;
  }

  private static List<String> texts(KernelCall call, int first, int count) {
    List<String> out = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      for (byte[] text : ElementArrays.strings(call.input(i))) {
        out.add(new String(text, StandardCharsets.UTF_8));
      }
    }
    return out;
  }

  private static List<EagerTensor> parse(KernelCall call) {
    String op = call.def().name();
    List<String> sparseKeys;
    List<String> denseKeys;
    List<String> raggedKeys = List.of();
    int defaults;
    if (op.equals("ParseSingleExample")) {
      sparseKeys = call.attr("sparse_keys");
      denseKeys = call.attr("dense_keys");
      defaults = 1;
    } else if (op.equals("ParseExampleV2")) {
      sparseKeys = texts(call, 2, 1);
      denseKeys = texts(call, 3, 1);
      raggedKeys = texts(call, 4, 1);
      defaults = 5;
    } else {
      int sparse = call.<Long>attr("Nsparse").intValue();
      int dense = call.<Long>attr("Ndense").intValue();
      sparseKeys = texts(call, 2, sparse);
      denseKeys = texts(call, 2 + sparse, dense);
      defaults = 2 + sparse + dense;
    }
    EagerTensor serialized = call.input(0);
    if (serialized.shape().rank() > 1) {
      throw call.invalid("serialized examples of shape %s", serialized.shape());
    }
    List<DType> sparseTypes = call.attr("sparse_types");
    List<DType> denseTypes = call.attr("Tdense");
    List<Shape> denseShapes = call.attr("dense_shapes");
    if (sparseTypes.size() != sparseKeys.size()
        || denseTypes.size() != denseKeys.size()
        || denseShapes.size() != denseKeys.size()) {
      throw call.invalid(
          "%d sparse keys and %d types, %d dense keys, %d types, %d shapes",
          sparseKeys.size(),
          sparseTypes.size(),
          denseKeys.size(),
          denseTypes.size(),
          denseShapes.size());
    }
    List<Map<String, Examples.Feature>> rows = new ArrayList<>();
    byte[][] messages = ElementArrays.strings(serialized);
    for (int i = 0; i < messages.length; i++) {
      rows.add(Examples.read(messages[i], "input " + i));
    }
    boolean scalar = serialized.shape().isScalar();
    List<EagerTensor> indices = new ArrayList<>();
    List<EagerTensor> values = new ArrayList<>();
    List<EagerTensor> shapes = new ArrayList<>();
    for (int i = 0; i < sparseKeys.size(); i++) {
      sparse(rows, sparseKeys.get(i), sparseTypes.get(i), scalar, indices, values, shapes);
    }
    List<EagerTensor> out = new ArrayList<>(indices);
    out.addAll(values);
    out.addAll(shapes);
    for (int i = 0; i < denseKeys.size(); i++) {
      out.add(
          dense(
              rows,
              denseKeys.get(i),
              denseTypes.get(i),
              denseShapes.get(i),
              scalar,
              call.input(defaults + i)));
    }
    if (op.equals("ParseExampleV2")) {
      ragged(call, rows, raggedKeys, scalar, out);
    }
    return out;
  }

  private static List<Object> values(
      Map<String, Examples.Feature> row, String key, DType dtype, int number) {
    Examples.Feature feature = row.getOrDefault(key, Examples.Feature.NONE);
    if (feature.dtype() != null && feature.dtype() != dtype) {
      throw new InvalidArgumentError(
          "example %d: feature \"%s\" is %s, asked for as %s"
              .formatted(number, key, feature.dtype(), dtype));
    }
    return feature.values();
  }

  private static void sparse(
      List<Map<String, Examples.Feature>> rows,
      String key,
      DType dtype,
      boolean scalar,
      List<EagerTensor> indices,
      List<EagerTensor> values,
      List<EagerTensor> shapes) {
    List<Object> all = new ArrayList<>();
    List<Long> places = new ArrayList<>();
    long longest = 0;
    for (int i = 0; i < rows.size(); i++) {
      List<Object> mine = values(rows.get(i), key, dtype, i);
      for (int k = 0; k < mine.size(); k++) {
        if (!scalar) {
          places.add((long) i);
        }
        places.add((long) k);
      }
      all.addAll(mine);
      longest = Math.max(longest, mine.size());
    }
    int dims = scalar ? 1 : 2;
    long[] flat = places.stream().mapToLong(Long::longValue).toArray();
    indices.add(ElementArrays.tensor(DType.INT64, Shape.of(all.size(), dims), flat));
    values.add(Examples.tensor(dtype, Shape.of(all.size()), all));
    long[] shape = scalar ? new long[] {longest} : new long[] {rows.size(), longest};
    shapes.add(ElementArrays.tensor(DType.INT64, Shape.of(dims), shape));
  }

  private static EagerTensor dense(
      List<Map<String, Examples.Feature>> rows,
      String key,
      DType dtype,
      Shape shape,
      boolean scalar,
      EagerTensor given) {
    boolean variable = shape.rank() > 0 && shape.dim(0) < 0;
    List<List<Object>> all = new ArrayList<>();
    List<Object> filler = Examples.values(given);
    long each = Dims.product(shape, variable ? 1 : 0, shape.rank());
    if (each < 0) {
      throw new InvalidArgumentError(
          "dense feature \"%s\" has shape %s; only the first dimension may be unknown"
              .formatted(key, shape));
    }
    if (variable && filler.size() != 1) {
      throw new InvalidArgumentError(
          "dense feature \"%s\" of any length needs one default, given %d"
              .formatted(key, filler.size()));
    }
    long longest = variable ? 0 : each;
    for (int i = 0; i < rows.size(); i++) {
      List<Object> mine = values(rows.get(i), key, dtype, i);
      boolean missing = rows.get(i).getOrDefault(key, Examples.Feature.NONE).dtype() == null;
      if (missing && !variable) {
        if (filler.isEmpty() && each > 0) {
          throw new InvalidArgumentError(
              "example %d has no feature \"%s\", and there is no default".formatted(i, key));
        }
        mine = filler;
      }
      if (variable ? each == 0 || mine.size() % each != 0 : mine.size() != each) {
        throw new InvalidArgumentError(
            "example %d: feature \"%s\" has %d values, its shape is %s"
                .formatted(i, key, mine.size(), shape));
      }
      all.add(mine);
      longest = Math.max(longest, mine.size());
    }
    List<Object> out = new ArrayList<>();
    for (List<Object> mine : all) {
      out.addAll(mine);
      for (int k = mine.size(); k < longest; k++) {
        out.add(filler.isEmpty() ? zero(dtype) : filler.get(0));
      }
    }
    Shape one = variable ? Dims.with(shape, 0, each == 0 ? 0 : longest / each) : shape;
    Shape whole = scalar ? one : Dims.joined(Shape.of(rows.size()), one);
    return Examples.tensor(dtype, whole, out);
  }

  private static Object zero(DType dtype) {
    return dtype == DType.STRING ? new byte[0] : dtype == DType.INT64 ? (Object) 0L : (Object) 0f;
  }

  private static void ragged(
      KernelCall call,
      List<Map<String, Examples.Feature>> rows,
      List<String> keys,
      boolean scalar,
      List<EagerTensor> out) {
    List<DType> types = call.attr("ragged_value_types");
    List<DType> splitTypes = call.attr("ragged_split_types");
    if (types.size() != keys.size() || splitTypes.size() != keys.size()) {
      throw call.invalid("%d ragged keys, %d types", keys.size(), types.size());
    }
    List<EagerTensor> splits = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      List<Object> all = new ArrayList<>();
      long[] ends = new long[rows.size() + 1];
      for (int r = 0; r < rows.size(); r++) {
        all.addAll(values(rows.get(r), keys.get(i), types.get(i), r));
        ends[r + 1] = all.size();
      }
      out.add(Examples.tensor(types.get(i), Shape.of(all.size()), all));
      long[] kept = scalar ? new long[0] : ends;
      splits.add(ElementArrays.tensor(splitTypes.get(i), Shape.of(kept.length), kept));
    }
    out.addAll(splits);
  }
}
