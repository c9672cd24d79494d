package org.ckpt4j.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.SymbolicTensor;
import org.ckpt4j.ops.array.ConcatV2;
import org.ckpt4j.ops.array.Pack;
import org.ckpt4j.ops.array.Range;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.StridedSlice;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.control.TensorArrayOps;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.TensorArrayOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Tensors by number, written and read one by one, in loops above all. Counterpart: {@code
 * tf.TensorArray} of TensorFlow 1.
 *
 * <p>Writing gives the array to go on with; in a graph it carries the {@code flow}, which orders
 * reads and writes. In eager mode it is a list.
 */
public final class TensorArray {
  private final DType dtype;
  private final @Nullable Tensor size;
  private final @Nullable Tensor handle;
  private final @Nullable Tensor flow;
  private final Elements elements;

  /** What all arrays of one handle share: what is known of the elements, or the elements. */
  private static final class Elements {
    private final boolean inferShape;
    private final boolean dynamicSize;
    private final boolean clearAfterRead;
    private Shape shape;
    private final List<@Nullable Tensor> values = new ArrayList<>();

    Elements(boolean inferShape, boolean dynamicSize, boolean clearAfterRead, Shape shape) {
      this.inferShape = inferShape;
      this.dynamicSize = dynamicSize;
      this.clearAfterRead = clearAfterRead;
      this.shape = shape;
    }
  }

  /**
   * A new array.
   *
   * @param size how many elements: a number or a scalar tensor
   */
  public TensorArray(DType dtype, Object size, TensorArrayOption... options) {
    boolean dynamic = false;
    boolean clear = true;
    boolean infer = true;
    Shape shape = Shape.unknown();
    String arrayName = "";
    String name = "TensorArray";
    for (TensorArrayOption option : options) {
      if (option instanceof TensorArrayOption.DynamicSize given) {
        dynamic = given.value();
      } else if (option instanceof TensorArrayOption.ClearAfterRead given) {
        clear = given.value();
      } else if (option instanceof TensorArrayOption.InferShape given) {
        infer = given.value();
      } else if (option instanceof TensorArrayOption.ElementShape given) {
        shape = given.value();
      } else if (option instanceof TensorArrayOption.ArrayName given) {
        arrayName = given.value();
      } else if (option instanceof Named named && named.name() != null) {
        name = named.name();
      }
    }
    this.dtype = dtype;
    this.elements = new Elements(infer, dynamic, clear, shape);
    if (Contexts.current().isEager()) {
      this.size = null;
      this.handle = null;
      this.flow = null;
      long count = ((EagerTensor) ToTensor.of(size, null, "size")).longValue();
      for (long i = 0; i < count; i++) {
        elements.values.add(null);
      }
      return;
    }
    try (NameScope scope = NameScope.enter(name)) {
      this.size = ToTensor.of(size, DType.INT32, "size");
      try (var anywhere = Contexts.current().enterDevice(null);
          var alone = Contexts.current().enterColocation(null)) {
        Node made =
            TensorArrayOps.ARRAY.run(
                scope.name(),
                Attrs.of(
                    "dtype", dtype,
                    "element_shape", shape,
                    "identical_element_shapes", infer,
                    "dynamic_size", dynamic,
                    "clear_after_read", clear,
                    "tensor_array_name", arrayName),
                List.of(this.size));
        this.handle = made.output(0);
        this.flow = made.output(1);
      }
    }
  }

  private TensorArray(
      DType dtype,
      @Nullable Tensor size,
      @Nullable Tensor handle,
      @Nullable Tensor flow,
      Elements elements) {
    this.dtype = dtype;
    this.size = size;
    this.handle = handle;
    this.flow = flow;
    this.elements = elements;
  }

  public DType dtype() {
    return dtype;
  }

  /**
   * What orders reads and writes in a graph.
   *
   * @throws IllegalStateException in eager mode
   */
  public Tensor flow() {
    return inGraph(flow);
  }

  /**
   * Which array it is, in a graph.
   *
   * @throws IllegalStateException in eager mode
   */
  public Tensor handle() {
    return inGraph(handle);
  }

  private static Tensor inGraph(@Nullable Tensor tensor) {
    if (tensor == null) {
      throw new IllegalStateException("an array of the eager world has neither handle nor flow");
    }
    return tensor;
  }

  /** The same array, after what gave this flow. */
  public TensorArray withFlow(Tensor newFlow) {
    return new TensorArray(dtype, size, handle, newFlow, elements);
  }

  /** An element. */
  public Tensor read(Object index) {
    if (handle == null) {
      return readNow(index);
    }
    try (NameScope scope = NameScope.enter("TensorArrayReadV3")) {
      return known(
          TensorArrayOps.READ.call(
              scope.name(),
              Attrs.of("dtype", dtype),
              handle,
              ToTensor.of(index, DType.INT32, "index"),
              flow()),
          elements.shape);
    }
  }

  private Tensor readNow(Object index) {
    int at = (int) ((EagerTensor) ToTensor.of(index, null, "index")).longValue();
    if (at < 0 || at >= elements.values.size()) {
      throw new org.ckpt4j.errors.OutOfRangeError(
          "element %d cannot be read; there are %d".formatted(at, elements.values.size()));
    }
    Tensor value = elements.values.get(at);
    if (value == null) {
      if (!elements.shape.isFullyDefined()) {
        throw new org.ckpt4j.errors.InvalidArgumentError(
            "element %d was not written or was cleared, and its shape is not known".formatted(at));
      }
      value = org.ckpt4j.ops.array.Constants.zeros(elements.shape, dtype);
    }
    if (elements.clearAfterRead) {
      elements.values.set(at, null);
    }
    return value;
  }

  /**
   * Writes an element; gives the array to go on with.
   *
   * @throws IllegalArgumentException if the type or shape is not that of the elements
   */
  public TensorArray write(Object index, Object value) {
    if (handle == null) {
      writeNow(
          (int) ((EagerTensor) ToTensor.of(index, null, "index")).longValue(),
          ToTensor.of(value, value instanceof Operand ? null : dtype, "value"));
      return this;
    }
    try (NameScope scope = NameScope.enter("TensorArrayWrite")) {
      Tensor tensor = ToTensor.beside(dtype, value, "value");
      check(tensor.dtype(), tensor.shape());
      try (NameScope op = NameScope.enter("TensorArrayWriteV3")) {
        return withFlow(
            TensorArrayOps.WRITE.call(
                op.name(),
                Attrs.none(),
                handle,
                ToTensor.of(index, DType.INT32, "index"),
                tensor,
                flow()));
      }
    }
  }

  private void writeNow(int index, Tensor value) {
    check(value.dtype(), value.shape());
    if (index < 0 || (index >= elements.values.size() && !elements.dynamicSize)) {
      throw new org.ckpt4j.errors.OutOfRangeError(
          "element %d cannot be written; there are %d, and the array does not grow"
              .formatted(index, elements.values.size()));
    }
    while (elements.values.size() <= index) {
      elements.values.add(null);
    }
    elements.values.set(index, value);
  }

  private void check(DType type, Shape shape) {
    if (type != dtype) {
      throw new IllegalArgumentException(
          "the array holds %s, and %s was written to it".formatted(dtype, type));
    }
    if (!shape.isCompatibleWith(elements.shape)) {
      throw new IllegalArgumentException(
          "the elements of the array have shape %s, and one of shape %s was written"
              .formatted(elements.shape, shape));
    }
    if (elements.inferShape && !elements.shape.isFullyDefined()) {
      elements.shape = shape.hasKnownRank() ? shape : elements.shape;
    }
  }

  /** All elements in one tensor, with a dimension more in front. */
  public Tensor stack() {
    if (handle == null) {
      return gatherNow(0, elements.values.size());
    }
    try (var beside = Contexts.current().enterColocation(handle);
        NameScope scope = NameScope.enter("TensorArrayStack")) {
      return gather(range(size()));
    }
  }

  private Tensor gatherNow(int from, int to) {
    List<Tensor> all = new ArrayList<>();
    for (int i = from; i < to; i++) {
      all.add(readNow(i));
    }
    if (all.isEmpty()) {
      long[] dims = new long[elements.shape.rank() + 1];
      System.arraycopy(elements.shape.dims(), 0, dims, 1, elements.shape.rank());
      return org.ckpt4j.ops.array.Constants.zeros(Shape.of(dims), dtype);
    }
    return Pack.of(all, 0);
  }

  private static Tensor range(Tensor count) {
    return Range.of(0, count, 1);
  }

  /** Some elements in one tensor. */
  public Tensor gather(Object indices) {
    if (handle == null) {
      long[] at = ElementArrays.longs((EagerTensor) ToTensor.of(indices, null, "indices"));
      return Pack.of(Arrays.stream(at).mapToObj(this::read).toList(), 0);
    }
    try (NameScope scope = NameScope.enter("TensorArrayGatherV3")) {
      Tensor value =
          TensorArrayOps.GATHER.call(
              scope.name(),
              Attrs.of("dtype", dtype, "element_shape", elements.shape),
              handle,
              ToTensor.of(indices, DType.INT32, "indices"),
              flow());
      return value;
    }
  }

  /** All elements one after the other along their first dimension. */
  public Tensor concat() {
    if (handle == null) {
      List<Tensor> all = new ArrayList<>();
      for (int i = 0; i < elements.values.size(); i++) {
        all.add(readNow(i));
      }
      return ConcatV2.of(all, 0);
    }
    Shape known = elements.shape;
    boolean ranked = known.hasKnownRank() && known.rank() > 0;
    Shape rest =
        ranked ? Shape.of(Arrays.copyOfRange(known.dims(), 1, known.rank())) : Shape.unknown();
    Tensor value =
        TensorArrayOps.CONCAT
            .run(
                "TensorArrayConcatV3",
                Attrs.of("dtype", dtype, "element_shape_except0", rest),
                List.of(handle, flow()))
            .output(0);
    if (!ranked) {
      return value;
    }
    long[] dims = known.dims();
    dims[0] = Shape.UNKNOWN_SIZE;
    return known(value, Shape.of(dims));
  }

  private static Tensor known(Tensor value, Shape shape) {
    if (value instanceof SymbolicTensor symbol) {
      symbol.setShape(shape);
    }
    return value;
  }

  /** Writes the rows of a tensor to the elements. */
  public TensorArray unstack(Object value) {
    if (handle == null) {
      Tensor tensor = ToTensor.of(value, null, "value");
      elements.values.clear();
      for (int i = 0; i < tensor.shape().dim(0); i++) {
        Tensor row = StridedSlice.at(tensor, i);
        check(row.dtype(), row.shape());
        elements.values.add(row);
      }
      return this;
    }
    try (NameScope scope = NameScope.enter("TensorArrayUnstack")) {
      Tensor tensor = ToTensor.beside(dtype, value, "value");
      Tensor count = StridedSlice.at(ShapeOp.of(tensor), 0);
      return scatter(range(count), tensor);
    }
  }

  /** Writes the rows of a tensor to some elements. */
  public TensorArray scatter(Object indices, Object value) {
    if (handle == null) {
      long[] at = ElementArrays.longs((EagerTensor) ToTensor.of(indices, null, "indices"));
      Tensor tensor = ToTensor.of(value, null, "value");
      for (int i = 0; i < at.length; i++) {
        writeNow((int) at[i], StridedSlice.at(tensor, i));
      }
      return this;
    }
    try (NameScope scope = NameScope.enter("TensorArrayScatter")) {
      Tensor tensor = ToTensor.beside(dtype, value, "value");
      Shape shape = tensor.shape();
      check(
          tensor.dtype(),
          shape.hasKnownRank() && shape.rank() > 0
              ? Shape.of(Arrays.copyOfRange(shape.dims(), 1, shape.rank()))
              : Shape.unknown());
      try (NameScope op = NameScope.enter("TensorArrayScatterV3")) {
        return withFlow(
            TensorArrayOps.SCATTER.call(
                op.name(),
                Attrs.none(),
                handle,
                ToTensor.of(indices, DType.INT32, "indices"),
                tensor,
                flow()));
      }
    }
  }

  /** Writes pieces of a tensor, of these lengths, to the elements in turn. */
  public TensorArray split(Object value, Object lengths) {
    if (handle == null) {
      Tensor tensor = ToTensor.of(value, null, "value");
      long from = 0;
      int at = 0;
      for (long length : ElementArrays.longs((EagerTensor) ToTensor.of(lengths, null, "lengths"))) {
        List<Tensor> rows = new ArrayList<>();
        for (long i = from; i < from + length; i++) {
          rows.add(StridedSlice.at(tensor, i));
        }
        writeNow(at++, Pack.of(rows, 0));
        from += length;
      }
      return this;
    }
    try (NameScope scope = NameScope.enter("TensorArraySplit")) {
      Tensor tensor = ToTensor.of(value, value instanceof Operand ? null : dtype, "value");
      Tensor wide = Cast.of(ToTensor.of(lengths, null, "lengths"), DType.INT64);
      return withFlow(
          TensorArrayOps.SPLIT.call(
              "TensorArraySplitV3", Attrs.none(), handle, tensor, wide, flow()));
    }
  }

  /** How many elements there are. */
  public Tensor size() {
    if (handle == null) {
      return ToTensor.of(elements.values.size(), DType.INT32, "size");
    }
    return !elements.dynamicSize && size != null
        ? size
        : TensorArrayOps.SIZE.call("TensorArraySizeV3", Attrs.none(), handle, flow());
  }

  /** Forgets the elements; a graph's array is of no use after that. */
  public @Nullable Node close() {
    if (handle == null) {
      elements.values.clear();
      return null;
    }
    return TensorArrayOps.CLOSE.run("TensorArrayCloseV3", Attrs.none(), List.of(handle));
  }
}
