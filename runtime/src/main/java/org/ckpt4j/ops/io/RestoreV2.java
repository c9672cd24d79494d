package org.ckpt4j.ops.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.errors.InternalError;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.ShapeAndSlice;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;

/**
 * {@code RestoreV2}: reads named tensors, or slices of them, from a checkpoint of either format.
 */
public final class RestoreV2 {
  public static final OpDef DEF =
      OpDef.named("RestoreV2")
          .inputs("prefix: string", "tensor_names: string", "shape_and_slices: string")
          .outputs("tensors: list(dtypes)")
          .attr("dtypes", AttrKind.TYPE_LIST)
          .stateful()
          .infer(RestoreV2::infer)
          .kernel(RestoreV2::compute)
          .notDifferentiable()
          .build();

  /** Below this, starting threads costs more than they save. */
  private static final long PARALLEL_FROM_BYTES = 8 << 20;

  private RestoreV2() {}

  /**
   * @param slices for each tensor {@code ""}, or the part to read: {@code "5 2 0,3:0,2"}
   * @throws org.ckpt4j.errors.NotFoundError when it runs, if there is no such checkpoint, or no
   *     such tensor in it
   * @throws InvalidArgumentError when it runs, if a tensor has another type or full shape
   * @throws org.ckpt4j.errors.DataLossError when it runs, if the files are damaged
   */
  public static List<? extends Tensor> of(
      Tensor prefix, List<String> names, List<String> slices, List<DType> dtypes) {
    return of(DEF.name(), prefix, names, slices, dtypes);
  }

  /** As {@link #of(Tensor, List, List, List)}, under a name of its own. */
  public static List<? extends Tensor> of(
      String name, Object prefix, List<String> names, List<String> slices, List<DType> dtypes) {
    try (NameScope scope = NameScope.enter(name)) {
      Tensor path = ToTensor.of(prefix, DType.STRING, "prefix");
      Tensor nameList = ToTensor.of(names, DType.STRING, "tensor_names");
      Tensor sliceList = ToTensor.of(slices, DType.STRING, "shape_and_slices");
      return DEF.run(
              scope.name(),
              Attrs.of("dtypes", List.copyOf(dtypes)),
              List.of(path, nameList, sliceList))
          .outputs();
    }
  }

  private static List<Shape> infer(InferCall call) {
    int count = call.<List<DType>>attr("dtypes").size();
    if (!call.shape(1).isCompatibleWith(call.shape(2))) {
      throw call.invalid(
          "as many slices as names are needed, given shapes %s and %s",
          call.shape(1), call.shape(2));
    }
    RawTensor slices = call.constant(2);
    List<Shape> shapes = new ArrayList<>();
    if (slices == null) {
      return java.util.Collections.nCopies(count, Shape.unknown());
    }
    if (slices.elements().size() != count) {
      throw call.invalid("%d types for %d slices", count, slices.elements().size());
    }
    for (TensorBytes slice : slices.elements()) {
      shapes.add(shapeOf(call, SaveRequest.utf8(slice)));
    }
    return shapes;
  }

  static Shape shapeOf(InferCall call, String slice) {
    if (slice.isEmpty()) {
      return Shape.unknown();
    }
    try {
      return ShapeAndSlice.parse(slice).sliceShape();
    } catch (IndexOutOfBoundsException e) {
      throw new InternalError(e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw call.invalid("%s", e.getMessage());
    }
  }

  private static List<EagerTensor> compute(KernelCall call) {
    String prefix = SaveRequest.text(call.input(0), "prefix");
    List<TensorBytes> names = SaveRequest.strings(call.input(1), "names");
    List<TensorBytes> slices = SaveRequest.strings(call.input(2), "slices");
    List<DType> dtypes = call.attr("dtypes");
    if (names.size() != dtypes.size() || slices.size() != dtypes.size()) {
      throw new InvalidArgumentError(
          "RestoreV2: %d names, %d slices and %d types; there must be as many of each"
              .formatted(names.size(), slices.size(), dtypes.size()));
    }
    return CheckpointErrors.translating(
        () -> {
          try (CheckpointReader reader = open(prefix)) {
            return readAll(reader, find(reader, names, slices, dtypes));
          }
        });
  }

  /** One value to read: its place among the outputs, and what the index says of it. */
  private record Wanted(int output, TensorEntry entry, String slice) {}

  /** All are looked up before one is read: as in TF, a missing name counts before a wrong type. */
  private static List<Wanted> find(
      CheckpointReader reader,
      List<TensorBytes> names,
      List<TensorBytes> slices,
      List<DType> dtypes)
      throws IOException {
    List<TensorKey> keys =
        names.stream().map(name -> TensorKey.ofBytes(name.toByteArray())).toList();
    List<Integer> sorted = new ArrayList<>(IntStream.range(0, keys.size()).boxed().toList());
    sorted.sort(Comparator.comparing(keys::get));
    List<Wanted> wanted = new ArrayList<>();
    List<String> mismatches = new ArrayList<>();
    for (int i : sorted) {
      TensorEntry entry = reader.entry(keys.get(i));
      if (entry.spec().dtype() != dtypes.get(i)) {
        mismatches.add(mismatch(reader, entry, dtypes.get(i)));
      }
      wanted.add(new Wanted(i, entry, SaveRequest.utf8(slices.get(i))));
    }
    if (!mismatches.isEmpty()) {
      throw new InvalidArgumentError(String.join("; ", mismatches));
    }
    return wanted;
  }

  /** Reads in the order of the files, several at a time where there is much to read. */
  private static List<EagerTensor> readAll(CheckpointReader reader, List<Wanted> wanted)
      throws IOException {
    List<Wanted> inFileOrder = new ArrayList<>(wanted);
    inFileOrder.sort(
        Comparator.comparingInt((Wanted w) -> w.entry().shard())
            .thenComparingLong(w -> w.entry().offset()));
    long bytes = inFileOrder.stream().mapToLong(w -> w.entry().size()).sum();
    EagerTensor[] values = new EagerTensor[wanted.size()];
    try {
      Stream<Wanted> work = inFileOrder.stream();
      (bytes < PARALLEL_FROM_BYTES ? work : work.parallel())
          .forEach(
              each -> {
                try {
                  values[each.output()] = read(reader, each.entry().key(), each.slice());
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return List.of(values);
  }

  private static String mismatch(CheckpointReader reader, TensorEntry entry, DType dtype) {
    return "tensor \"%s\" in %s is %s, restored as %s"
        .formatted(entry.key(), reader.prefix(), entry.spec().dtype(), dtype);
  }

  static CheckpointReader open(String prefix) throws IOException {
    return CheckpointReader.open(prefix, Contexts.environment().files(), ReadOptions.defaults());
  }

  static EagerTensor read(CheckpointReader reader, TensorKey key, String slice, DType dtype)
      throws IOException {
    TensorEntry entry = reader.entry(key);
    if (entry.spec().dtype() != dtype) {
      throw new InvalidArgumentError(mismatch(reader, entry, dtype));
    }
    return read(reader, key, slice);
  }

  private static EagerTensor read(CheckpointReader reader, TensorKey key, String slice)
      throws IOException {
    return EagerTensor.of(
        slice.isEmpty()
            ? reader.getTensor(key)
            : reader.getTensor(key, ShapeAndSlice.parse(slice)));
  }
}
