package org.ckpt4j;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ckpt4j.compat.TrainApi;
import org.ckpt4j.control.Case;
import org.ckpt4j.control.Cond;
import org.ckpt4j.control.CustomGradient;
import org.ckpt4j.control.Fold;
import org.ckpt4j.control.Group;
import org.ckpt4j.control.Hessians;
import org.ckpt4j.control.LoopVars;
import org.ckpt4j.control.MapFn;
import org.ckpt4j.control.Scan;
import org.ckpt4j.control.WhileLoop;
import org.ckpt4j.eager.GradientTape;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.graphdef.GraphDefExport;
import org.ckpt4j.graph.graphdef.GraphDefImport;
import org.ckpt4j.ops.array.BroadcastShapes;
import org.ckpt4j.ops.array.BroadcastTo;
import org.ckpt4j.ops.array.ConcatV2;
import org.ckpt4j.ops.array.Constants;
import org.ckpt4j.ops.array.DynamicPartition;
import org.ckpt4j.ops.array.DynamicStitch;
import org.ckpt4j.ops.array.EnsureShape;
import org.ckpt4j.ops.array.ExpandDims;
import org.ckpt4j.ops.array.Fill;
import org.ckpt4j.ops.array.Gather;
import org.ckpt4j.ops.array.GatherNd;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.Index;
import org.ckpt4j.ops.array.Likes;
import org.ckpt4j.ops.array.Masks;
import org.ckpt4j.ops.array.MirrorPad;
import org.ckpt4j.ops.array.OneHot;
import org.ckpt4j.ops.array.Pack;
import org.ckpt4j.ops.array.Pad;
import org.ckpt4j.ops.array.Range;
import org.ckpt4j.ops.array.Reshape;
import org.ckpt4j.ops.array.Reverse;
import org.ckpt4j.ops.array.ReverseSequence;
import org.ckpt4j.ops.array.Roll;
import org.ckpt4j.ops.array.ScatterNd;
import org.ckpt4j.ops.array.SearchSorted;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.Slice;
import org.ckpt4j.ops.array.SpaceToBatch;
import org.ckpt4j.ops.array.Split;
import org.ckpt4j.ops.array.Squeeze;
import org.ckpt4j.ops.array.StridedSlice;
import org.ckpt4j.ops.array.TensorScatter;
import org.ckpt4j.ops.array.Tile;
import org.ckpt4j.ops.array.Transpose;
import org.ckpt4j.ops.array.Unique;
import org.ckpt4j.ops.array.Unpack;
import org.ckpt4j.ops.array.Where;
import org.ckpt4j.ops.control.JavaFunction;
import org.ckpt4j.ops.control.JavaFunctionOps;
import org.ckpt4j.ops.control.NoOp;
import org.ckpt4j.ops.control.Printing;
import org.ckpt4j.ops.linalg.MatMul;
import org.ckpt4j.ops.math.AddN;
import org.ckpt4j.ops.math.ArgReductions;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.math.Bitcast;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.ops.math.Comparisons;
import org.ckpt4j.ops.math.ComplexParts;
import org.ckpt4j.ops.math.MathFunctions;
import org.ckpt4j.ops.math.Reductions;
import org.ckpt4j.ops.math.Scans;
import org.ckpt4j.ops.math.SelectOps;
import org.ckpt4j.ops.math.UnaryOps;
import org.ckpt4j.options.GradientsOption;
import org.ckpt4j.options.LoopOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.options.RandomOption;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.TapeOption;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.options.Typed;
import org.ckpt4j.proto.GraphDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.trackable.Tuple;
import org.ckpt4j.train.Kwarg;
import org.ckpt4j.train.optimizers.ClippedGradients;
import org.ckpt4j.variables.Initializer;
import org.ckpt4j.variables.InitializersV2;
import org.jspecify.annotations.Nullable;

/**
 * {@code tf.*}, for static import.
 *
 * <p>In Python operators are written {@code a + b} / here {@link #plus}, {@link #times} and so on,
 * whose nodes are named as the operators' are; {@link #add} is {@code tf.add}.
 */
public final class TF {
  public static final DType FLOAT16 = DType.FLOAT16;
  public static final DType FLOAT32 = DType.FLOAT32;
  public static final DType FLOAT64 = DType.FLOAT64;
  public static final DType BFLOAT16 = DType.BFLOAT16;
  public static final DType INT8 = DType.INT8;
  public static final DType INT16 = DType.INT16;
  public static final DType INT32 = DType.INT32;
  public static final DType INT64 = DType.INT64;
  public static final DType UINT8 = DType.UINT8;
  public static final DType UINT16 = DType.UINT16;
  public static final DType UINT32 = DType.UINT32;
  public static final DType UINT64 = DType.UINT64;
  public static final DType BOOL = DType.BOOL;
  public static final DType STRING = DType.STRING;
  public static final DType COMPLEX64 = DType.COMPLEX64;
  public static final DType COMPLEX128 = DType.COMPLEX128;

  /** {@code tf.math}. */
  public static final MathApi math = new MathApi();

  /** {@code tf.nn}. */
  public static final NnApi nn = new NnApi();

  /** {@code tf.linalg}. */
  public static final LinalgApi linalg = new LinalgApi();

  /** {@code tf.sparse}. */
  public static final SparseApi sparse = new SparseApi();

  /** {@code tf.random}. */
  public static final RandomApi random = new RandomApi();

  /** {@code tf.strings}. */
  public static final StringsApi strings = new StringsApi();

  /** {@code tf.image}. */
  public static final ImageApi image = new ImageApi();

  /** {@code tf.newaxis}. */
  public static final Index newaxis = Index.NEW_AXIS;

  /** Python's {@code ...}. */
  public static final Index ellipsis = Index.ELLIPSIS;

  /** {@code tf.train}. */
  public static final TrainApi train = new TrainApi();

  private TF() {}

  // Options and containers

  public static Named name(String name) {
    return new Named(name);
  }

  public static Typed dtype(DType dtype) {
    return new Typed(dtype);
  }

  public static Initializer zerosInitializer() {
    return InitializersV2.zeros();
  }

  public static Initializer onesInitializer() {
    return InitializersV2.ones();
  }

  public static Initializer constantInitializer(Object value) {
    return InitializersV2.constant(value);
  }

  public static Initializer randomUniformInitializer(OpOption... options) {
    return InitializersV2.randomUniform(options);
  }

  public static Initializer randomNormalInitializer(OpOption... options) {
    return InitializersV2.randomNormal(options);
  }

  public static RandomOption seed(long seed) {
    return new RandomOption.Seed(seed);
  }

  public static RandomOption mean(Object mean) {
    return new RandomOption.Mean(mean);
  }

  public static RandomOption stddev(Object stddev) {
    return new RandomOption.Stddev(stddev);
  }

  public static RandomOption minval(Object minval) {
    return new RandomOption.Minval(minval);
  }

  public static RandomOption maxval(Object maxval) {
    return new RandomOption.Maxval(maxval);
  }

  public static Trainable trainable(boolean value) {
    return new Trainable(value);
  }

  public static Shaped shaped(long... dims) {
    return new Shaped(Shape.of(dims));
  }

  public static Shape shape(long... dims) {
    return Shape.of(dims);
  }

  /** A named argument of {@code Checkpoint}: Python's {@code model=model}. */
  public static Kwarg kw(String name, @Nullable Object value) {
    return new Kwarg(name, value);
  }

  /** Python's dict: keys and values in turn, in order. */
  public static Map<String, Object> dict(Object... keysAndValues) {
    return Dicts.of(keysAndValues);
  }

  /** Python's list: it can be changed. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  public static <T> List<T> list(T... items) {
    return new ArrayList<>(Arrays.asList(items));
  }

  public static Tuple tuple(Object... items) {
    return Tuple.of(items);
  }

  // Scopes

  public static boolean executingEagerly() {
    return Contexts.current().isEager();
  }

  @MustBeClosed
  public static NameScope nameScope(@Nullable String name) {
    return NameScope.enterNamed(name);
  }

  public static String getCurrentNameScope() {
    return Contexts.current().nameScope();
  }

  @MustBeClosed
  public static Scope device(@Nullable String device) {
    return Contexts.current().enterDevice(device);
  }

  @MustBeClosed
  public static Scope controlDependencies(@Nullable List<?> inputs) {
    return Group.enterDependencies(inputs);
  }

  // Tensors

  public static Tensor constant(Object value, OpOption... options) {
    return Constants.of(value, null, null, options);
  }

  public static Tensor constant(Object value, DType dtype, OpOption... options) {
    return Constants.of(value, dtype, null, options);
  }

  public static Tensor constant(Object value, DType dtype, Shape shape, OpOption... options) {
    return Constants.of(value, dtype, shape, options);
  }

  public static Tensor convertToTensor(Object value) {
    return Constants.of(value, null, null);
  }

  public static Tensor zeros(Shape shape, OpOption... options) {
    return Constants.zeros(shape, DType.FLOAT32, options);
  }

  public static Tensor zeros(Shape shape, DType dtype, OpOption... options) {
    return Constants.zeros(shape, dtype, options);
  }

  public static Tensor ones(Shape shape, OpOption... options) {
    return Constants.ones(shape, DType.FLOAT32, options);
  }

  public static Tensor ones(Shape shape, DType dtype, OpOption... options) {
    return Constants.ones(shape, dtype, options);
  }

  public static Tensor fill(Object dims, Object value, OpOption... options) {
    return Fill.of(dims, value, options);
  }

  public static Tensor identity(Object input, OpOption... options) {
    return IdentityOps.identity(input, options);
  }

  public static Tensor stopGradient(Object input, OpOption... options) {
    return IdentityOps.stopGradient(input, options);
  }

  /** {@code tf.shape}; {@link #shape(long...)} makes a shape. */
  public static Tensor shapeOf(Object input, OpOption... options) {
    return ShapeOp.of(input, options);
  }

  public static Tensor reshape(Object tensor, Object shape, OpOption... options) {
    return Reshape.of(tensor, shape, options);
  }

  public static Tensor concat(List<?> values, int axis, OpOption... options) {
    return ConcatV2.of(values, axis, options);
  }

  public static Tensor stack(List<?> values, OpOption... options) {
    return Pack.of(values, 0, options);
  }

  public static Tensor stack(List<?> values, int axis, OpOption... options) {
    return Pack.of(values, axis, options);
  }

  /** {@code t[i]}, {@code t[1:4, ..., tf.newaxis]}: numbers, scalars, and {@link Index}es. */
  public static Tensor at(Operand tensor, Object... indices) {
    return StridedSlice.at(tensor, indices);
  }

  /** {@code begin:end}; null is left out. */
  public static Index span(@Nullable Object begin, @Nullable Object end) {
    return new Index.Span(begin, end, null);
  }

  /** {@code begin:end:step}; null is left out. */
  public static Index span(@Nullable Object begin, @Nullable Object end, @Nullable Object step) {
    return new Index.Span(begin, end, step);
  }

  public static Tensor expandDims(Object input, Object axis, OpOption... options) {
    return ExpandDims.of(input, axis, options);
  }

  public static Tensor squeeze(Object input, OpOption... options) {
    return Squeeze.of(input, List.of(), options);
  }

  public static Tensor squeeze(Object input, List<Long> axis, OpOption... options) {
    return Squeeze.of(input, axis, options);
  }

  public static Tensor size(Object input, OpOption... options) {
    return ShapeOp.size(input, INT32, options);
  }

  public static Tensor rank(Object input, OpOption... options) {
    return ShapeOp.rank(input, options);
  }

  public static Tensor ensureShape(Object x, Shape shape, OpOption... options) {
    return EnsureShape.of(x, shape, options);
  }

  public static Tensor broadcastTo(Object input, Object shape, OpOption... options) {
    return BroadcastTo.of(input, shape, options);
  }

  public static Tensor broadcastDynamicShape(Object x, Object y) {
    return BroadcastShapes.common(x, y);
  }

  public static Tensor transpose(Object a, OpOption... options) {
    return Transpose.of(a, null, options);
  }

  public static Tensor transpose(Object a, Object perm, OpOption... options) {
    return Transpose.of(a, perm, options);
  }

  public static List<Tensor> unstack(Object value, int num, int axis, OpOption... options) {
    return Unpack.of(value, num, axis, options);
  }

  public static List<Tensor> unstack(Object value, OpOption... options) {
    return Unpack.of(value, -1, 0, options);
  }

  public static List<Tensor> split(Object value, int parts, Object axis, OpOption... options) {
    return Split.of(value, parts, axis, options);
  }

  public static List<Tensor> split(Object value, long[] sizes, Object axis, OpOption... options) {
    return Split.sized(value, sizes, sizes.length, axis, options);
  }

  public static Tensor slice(Object input, Object begin, Object size, OpOption... options) {
    return Slice.of(input, begin, size, options);
  }

  public static Tensor gather(Object params, Object indices, OpOption... options) {
    return Gather.of(params, indices, options);
  }

  public static Tensor gather(
      Object params, Object indices, Object axis, int batchDims, OpOption... options) {
    return Gather.of(params, indices, axis, batchDims, options);
  }

  public static Tensor gatherNd(Object params, Object indices, OpOption... options) {
    return GatherNd.of(params, indices, options);
  }

  public static Tensor scatterNd(
      Object indices, Object updates, Object shape, OpOption... options) {
    return ScatterNd.of(indices, updates, shape, options);
  }

  public static Tensor tensorScatterNdUpdate(
      Object tensor, Object indices, Object updates, OpOption... options) {
    return TensorScatter.UPDATE.of(tensor, indices, updates, options);
  }

  public static Tensor tensorScatterNdAdd(
      Object tensor, Object indices, Object updates, OpOption... options) {
    return TensorScatter.ADD.of(tensor, indices, updates, options);
  }

  public static Tensor tensorScatterNdSub(
      Object tensor, Object indices, Object updates, OpOption... options) {
    return TensorScatter.SUB.of(tensor, indices, updates, options);
  }

  public static Tensor tensorScatterNdMax(
      Object tensor, Object indices, Object updates, OpOption... options) {
    return TensorScatter.MAX.of(tensor, indices, updates, options);
  }

  public static Tensor tensorScatterNdMin(
      Object tensor, Object indices, Object updates, OpOption... options) {
    return TensorScatter.MIN.of(tensor, indices, updates, options);
  }

  public static Tensor pad(Object tensor, Object paddings, OpOption... options) {
    return Pad.of(tensor, paddings, options);
  }

  public static Tensor padWith(Object tensor, Object paddings, Object value, OpOption... options) {
    return Pad.of(tensor, paddings, value, options);
  }

  public static Tensor padMirrored(
      Object tensor, Object paddings, String mode, OpOption... options) {
    return MirrorPad.of(tensor, paddings, mode, options);
  }

  public static Tensor tile(Object input, Object multiples, OpOption... options) {
    return Tile.of(input, multiples, options);
  }

  public static Tensor oneHot(Object indices, Object depth, OpOption... options) {
    return OneHot.of(indices, depth, options);
  }

  public static Tensor oneHot(
      Object indices,
      Object depth,
      Object on,
      Object off,
      int axis,
      DType dtype,
      OpOption... options) {
    return OneHot.of(indices, depth, on, off, axis, dtype, options);
  }

  public static Tensor zerosLike(Object input, OpOption... options) {
    return Likes.zeros(input, options);
  }

  public static Tensor onesLike(Object input, OpOption... options) {
    return Likes.ones(input, options);
  }

  public static Tensor range(Object limit, OpOption... options) {
    return Range.of(0, limit, 1, options);
  }

  public static Tensor range(Object start, Object limit, OpOption... options) {
    return Range.of(start, limit, 1, options);
  }

  public static Tensor range(Object start, Object limit, Object delta, OpOption... options) {
    return Range.of(start, limit, delta, options);
  }

  public static Tensor linspace(Object start, Object stop, Object num, OpOption... options) {
    return Range.linSpace(start, stop, num, options);
  }

  public static Tensor reverse(Object tensor, Object axis, OpOption... options) {
    return Reverse.of(tensor, axis, options);
  }

  public static Tensor reverseSequence(
      Object input, Object lengths, int seqAxis, int batchAxis, OpOption... options) {
    return ReverseSequence.of(input, lengths, seqAxis, batchAxis, options);
  }

  public static Tensor roll(Object input, Object shift, Object axis, OpOption... options) {
    return Roll.of(input, shift, axis, options);
  }

  public static Tensor where(Object condition, OpOption... options) {
    return Where.of(condition, options);
  }

  public static Tensor booleanMask(Object tensor, Object mask, OpOption... options) {
    return Masks.booleanMask(tensor, mask, 0, options);
  }

  public static Tensor sequenceMask(
      Object lengths, @Nullable Object maxLength, OpOption... options) {
    return Masks.sequenceMask(lengths, maxLength, BOOL, options);
  }

  public static List<Tensor> meshgrid(List<?> vectors, OpOption... options) {
    return Masks.meshgrid(vectors, false, options);
  }

  public static Tensor eye(long rows, OpOption... options) {
    return Masks.eye(rows, rows, FLOAT32, options);
  }

  public static Tensor eye(long rows, long columns, DType dtype, OpOption... options) {
    return Masks.eye(rows, columns, dtype, options);
  }

  public static List<Tensor> unique(Object x, OpOption... options) {
    return Unique.of(x, INT32, options);
  }

  public static List<Tensor> uniqueWithCounts(Object x, OpOption... options) {
    return Unique.withCounts(x, INT32, options);
  }

  public static List<Tensor> dynamicPartition(
      Object data, Object partitions, int numPartitions, OpOption... options) {
    return DynamicPartition.of(data, partitions, numPartitions, options);
  }

  public static Tensor dynamicStitch(List<?> indices, List<?> data, OpOption... options) {
    return DynamicStitch.of(indices, data, options);
  }

  public static Tensor searchsorted(
      Object sorted, Object values, boolean right, OpOption... options) {
    return SearchSorted.of(sorted, values, right, INT32, options);
  }

  public static List<Tensor> identityN(List<?> inputs, OpOption... options) {
    return IdentityOps.identityN(inputs, options);
  }

  public static Tensor spaceToBatch(
      Object input, Object blockShape, Object paddings, OpOption... options) {
    return SpaceToBatch.of(input, blockShape, paddings, options);
  }

  public static Tensor batchToSpace(
      Object input, Object blockShape, Object crops, OpOption... options) {
    return SpaceToBatch.batchToSpace(input, blockShape, crops, options);
  }

  public static Tensor cast(Object x, DType dtype, OpOption... options) {
    return Cast.of(x, dtype, options);
  }

  // Functions

  public static Tensor abs(Object x, OpOption... options) {
    return MathFunctions.abs(x, options);
  }

  public static Tensor acos(Object x, OpOption... options) {
    return UnaryOps.ACOS.of(x, options);
  }

  public static Tensor acosh(Object x, OpOption... options) {
    return UnaryOps.ACOSH.of(x, options);
  }

  public static Tensor add(Object x, Object y, OpOption... options) {
    return Arithmetic.ADD.of(x, y, options);
  }

  public static Tensor addN(List<?> inputs, OpOption... options) {
    return AddN.of(inputs, options);
  }

  public static Tensor argmax(Object input, OpOption... options) {
    return ArgReductions.of(ArgReductions.ARG_MAX, input, 0, DType.INT64, options);
  }

  public static Tensor argmax(Object input, int axis, OpOption... options) {
    return ArgReductions.of(ArgReductions.ARG_MAX, input, axis, DType.INT64, options);
  }

  public static Tensor argmax(Object input, int axis, DType outputType, OpOption... options) {
    return ArgReductions.of(ArgReductions.ARG_MAX, input, axis, outputType, options);
  }

  public static Tensor argmin(Object input, OpOption... options) {
    return ArgReductions.of(ArgReductions.ARG_MIN, input, 0, DType.INT64, options);
  }

  public static Tensor argmin(Object input, int axis, OpOption... options) {
    return ArgReductions.of(ArgReductions.ARG_MIN, input, axis, DType.INT64, options);
  }

  public static Tensor argmin(Object input, int axis, DType outputType, OpOption... options) {
    return ArgReductions.of(ArgReductions.ARG_MIN, input, axis, outputType, options);
  }

  public static Tensor asin(Object x, OpOption... options) {
    return UnaryOps.ASIN.of(x, options);
  }

  public static Tensor asinh(Object x, OpOption... options) {
    return UnaryOps.ASINH.of(x, options);
  }

  public static Tensor atan(Object x, OpOption... options) {
    return UnaryOps.ATAN.of(x, options);
  }

  public static Tensor atan2(Object y, Object x, OpOption... options) {
    return Arithmetic.ATAN2.of(y, x, options);
  }

  public static Tensor atanh(Object x, OpOption... options) {
    return UnaryOps.ATANH.of(x, options);
  }

  public static Tensor complex(Object real, Object imag, OpOption... options) {
    return ComplexParts.of(real, imag, options);
  }

  public static Tensor cos(Object x, OpOption... options) {
    return UnaryOps.COS.of(x, options);
  }

  public static Tensor cosh(Object x, OpOption... options) {
    return UnaryOps.COSH.of(x, options);
  }

  public static Tensor cumsum(Object x, OpOption... options) {
    return Scans.CUMSUM.of(x, 0, false, false, options);
  }

  public static Tensor cumsum(Object x, Object axis, OpOption... options) {
    return Scans.CUMSUM.of(x, axis, false, false, options);
  }

  public static Tensor cumsum(
      Object x, Object axis, boolean exclusive, boolean reverse, OpOption... options) {
    return Scans.CUMSUM.of(x, axis, exclusive, reverse, options);
  }

  public static Tensor divide(Object x, Object y, OpOption... options) {
    return MathFunctions.trueDiv(x, y, options);
  }

  public static Tensor equal(Object x, Object y, OpOption... options) {
    return Comparisons.EQUAL.of(x, y, options);
  }

  public static Tensor exp(Object x, OpOption... options) {
    return UnaryOps.EXP.of(x, options);
  }

  public static Tensor floor(Object x, OpOption... options) {
    return UnaryOps.FLOOR.of(x, options);
  }

  public static Tensor greater(Object x, Object y, OpOption... options) {
    return Comparisons.GREATER.of(x, y, options);
  }

  public static Tensor greaterEqual(Object x, Object y, OpOption... options) {
    return Comparisons.GREATER_EQUAL.of(x, y, options);
  }

  public static Tensor less(Object x, Object y, OpOption... options) {
    return Comparisons.LESS.of(x, y, options);
  }

  public static Tensor lessEqual(Object x, Object y, OpOption... options) {
    return Comparisons.LESS_EQUAL.of(x, y, options);
  }

  public static Tensor logicalAnd(Object x, Object y, OpOption... options) {
    return Comparisons.LOGICAL_AND.of(x, y, options);
  }

  public static Tensor logicalNot(Object x, OpOption... options) {
    return UnaryOps.LOGICAL_NOT.of(x, options);
  }

  public static Tensor logicalOr(Object x, Object y, OpOption... options) {
    return Comparisons.LOGICAL_OR.of(x, y, options);
  }

  public static Tensor maximum(Object x, Object y, OpOption... options) {
    return Arithmetic.MAXIMUM.of(x, y, options);
  }

  public static Tensor minimum(Object x, Object y, OpOption... options) {
    return Arithmetic.MINIMUM.of(x, y, options);
  }

  public static Tensor multiply(Object x, Object y, OpOption... options) {
    return Arithmetic.MUL.of(x, y, options);
  }

  public static Tensor negative(Object x, OpOption... options) {
    return UnaryOps.NEG.of(x, options);
  }

  public static Tensor notEqual(Object x, Object y, OpOption... options) {
    return Comparisons.NOT_EQUAL.of(x, y, options);
  }

  public static Tensor pow(Object x, Object y, OpOption... options) {
    return Arithmetic.POW.of(x, y, options);
  }

  public static Tensor reduceAll(Object input, OpOption... options) {
    return Reductions.ALL.of(input, null, false, options);
  }

  public static Tensor reduceAll(Object input, Object axis, OpOption... options) {
    return Reductions.ALL.of(input, axis, false, options);
  }

  public static Tensor reduceAll(Object input, Object axis, boolean keepdims, OpOption... options) {
    return Reductions.ALL.of(input, axis, keepdims, options);
  }

  public static Tensor reduceAny(Object input, OpOption... options) {
    return Reductions.ANY.of(input, null, false, options);
  }

  public static Tensor reduceAny(Object input, Object axis, OpOption... options) {
    return Reductions.ANY.of(input, axis, false, options);
  }

  public static Tensor reduceAny(Object input, Object axis, boolean keepdims, OpOption... options) {
    return Reductions.ANY.of(input, axis, keepdims, options);
  }

  public static Tensor reduceLogSumExp(Object input, OpOption... options) {
    return MathFunctions.reduceLogSumExp(input, null, false, options);
  }

  public static Tensor reduceLogSumExp(Object input, Object axis, OpOption... options) {
    return MathFunctions.reduceLogSumExp(input, axis, false, options);
  }

  public static Tensor reduceLogSumExp(
      Object input, Object axis, boolean keepdims, OpOption... options) {
    return MathFunctions.reduceLogSumExp(input, axis, keepdims, options);
  }

  public static Tensor reduceMax(Object input, OpOption... options) {
    return Reductions.MAX.of(input, null, false, options);
  }

  public static Tensor reduceMax(Object input, Object axis, OpOption... options) {
    return Reductions.MAX.of(input, axis, false, options);
  }

  public static Tensor reduceMax(Object input, Object axis, boolean keepdims, OpOption... options) {
    return Reductions.MAX.of(input, axis, keepdims, options);
  }

  public static Tensor reduceMean(Object input, OpOption... options) {
    return Reductions.MEAN.of(input, null, false, options);
  }

  public static Tensor reduceMean(Object input, Object axis, OpOption... options) {
    return Reductions.MEAN.of(input, axis, false, options);
  }

  public static Tensor reduceMean(
      Object input, Object axis, boolean keepdims, OpOption... options) {
    return Reductions.MEAN.of(input, axis, keepdims, options);
  }

  public static Tensor reduceMin(Object input, OpOption... options) {
    return Reductions.MIN.of(input, null, false, options);
  }

  public static Tensor reduceMin(Object input, Object axis, OpOption... options) {
    return Reductions.MIN.of(input, axis, false, options);
  }

  public static Tensor reduceMin(Object input, Object axis, boolean keepdims, OpOption... options) {
    return Reductions.MIN.of(input, axis, keepdims, options);
  }

  public static Tensor reduceProd(Object input, OpOption... options) {
    return Reductions.PROD.of(input, null, false, options);
  }

  public static Tensor reduceProd(Object input, Object axis, OpOption... options) {
    return Reductions.PROD.of(input, axis, false, options);
  }

  public static Tensor reduceProd(
      Object input, Object axis, boolean keepdims, OpOption... options) {
    return Reductions.PROD.of(input, axis, keepdims, options);
  }

  public static Tensor reduceSum(Object input, OpOption... options) {
    return Reductions.SUM.of(input, null, false, options);
  }

  public static Tensor reduceSum(Object input, Object axis, OpOption... options) {
    return Reductions.SUM.of(input, axis, false, options);
  }

  public static Tensor reduceSum(Object input, Object axis, boolean keepdims, OpOption... options) {
    return Reductions.SUM.of(input, axis, keepdims, options);
  }

  public static Tensor round(Object x, OpOption... options) {
    return MathFunctions.round(x, options);
  }

  public static Tensor scalarMul(Object scalar, Object x, OpOption... options) {
    return MathFunctions.scalarMul(scalar, x, options);
  }

  public static Tensor sigmoid(Object x, OpOption... options) {
    return UnaryOps.SIGMOID.of(x, options);
  }

  public static Tensor sign(Object x, OpOption... options) {
    return UnaryOps.SIGN.of(x, options);
  }

  public static Tensor sin(Object x, OpOption... options) {
    return UnaryOps.SIN.of(x, options);
  }

  public static Tensor sinh(Object x, OpOption... options) {
    return UnaryOps.SINH.of(x, options);
  }

  public static Tensor sqrt(Object x, OpOption... options) {
    return UnaryOps.SQRT.of(x, options);
  }

  public static Tensor square(Object x, OpOption... options) {
    return UnaryOps.SQUARE.of(x, options);
  }

  public static Tensor subtract(Object x, Object y, OpOption... options) {
    return Arithmetic.SUB.of(x, y, options);
  }

  public static Tensor tan(Object x, OpOption... options) {
    return UnaryOps.TAN.of(x, options);
  }

  public static Tensor tanh(Object x, OpOption... options) {
    return UnaryOps.TANH.of(x, options);
  }

  public static Tensor truediv(Object x, Object y, OpOption... options) {
    return MathFunctions.trueDiv(x, y, options);
  }

  public static Tensor clipByValue(Object t, Object min, Object max, OpOption... options) {
    return MathFunctions.clipByValue(t, min, max, options);
  }

  public static Tensor globalNorm(List<? extends @Nullable Operand> tensors, OpOption... options) {
    return ClippedGradients.globalNorm(tensors, options);
  }

  /** {@code tf.where} with three arguments. */
  public static Tensor where(Object condition, Object x, Object y, OpOption... options) {
    return SelectOps.of(condition, x, y, options);
  }

  public static Tensor saturateCast(Object value, DType dtype, OpOption... options) {
    return Cast.saturate(value, dtype, options);
  }

  public static Tensor bitcast(Object input, DType type, OpOption... options) {
    return Bitcast.of(input, type, options);
  }

  public static Tensor histogramFixedWidth(
      Object values, Object range, int bins, OpOption... options) {
    return MathFunctions.histogramFixedWidth(values, range, bins, options);
  }

  public static Tensor matmul(Object a, Object b, OpOption... options) {
    return MatMul.of(a, b, options);
  }

  public static Tensor matmul(
      Object a, Object b, boolean transposeA, boolean transposeB, OpOption... options) {
    return MatMul.of(a, b, transposeA, transposeB, options);
  }

  // Operators

  public static Tensor plus(Object x, Object y) {
    return Arithmetic.ADD.operator(x, y);
  }

  public static Tensor minus(Object x, Object y) {
    return Arithmetic.SUB.operator(x, y);
  }

  public static Tensor times(Object x, Object y) {
    return Arithmetic.MUL.operator(x, y);
  }

  /** {@code x / y}: true division. */
  public static Tensor dividedBy(Object x, Object y) {
    return MathFunctions.trueDiv(x, y);
  }

  /** {@code x // y}. */
  public static Tensor floorDividedBy(Object x, Object y) {
    return Arithmetic.FLOOR_DIV.operator(x, y);
  }

  /** {@code x % y}: has the sign of {@code y}. */
  public static Tensor modulo(Object x, Object y) {
    return Arithmetic.FLOOR_MOD.operator(x, y);
  }

  /** {@code x ** y}. */
  public static Tensor power(Object x, Object y) {
    return Arithmetic.POW.operator(x, y);
  }

  /** {@code -x}. */
  public static Tensor negated(Object x) {
    return UnaryOps.NEG.of(x);
  }

  /** {@code x < y}. */
  public static Tensor lessThan(Object x, Object y) {
    return Comparisons.LESS.operator(x, y);
  }

  /** {@code x <= y}. */
  public static Tensor atMost(Object x, Object y) {
    return Comparisons.LESS_EQUAL.operator(x, y);
  }

  /** {@code x > y}. */
  public static Tensor greaterThan(Object x, Object y) {
    return Comparisons.GREATER.operator(x, y);
  }

  /** {@code x >= y}. */
  public static Tensor atLeast(Object x, Object y) {
    return Comparisons.GREATER_EQUAL.operator(x, y);
  }

  /** {@code x & y}: logic of bool, bits of integers. */
  public static Tensor and(Object x, Object y) {
    return MathFunctions.and(x, y);
  }

  /** {@code x | y}. */
  public static Tensor or(Object x, Object y) {
    return MathFunctions.or(x, y);
  }

  /** {@code x ^ y}. */
  public static Tensor xor(Object x, Object y) {
    return MathFunctions.xor(x, y);
  }

  /** {@code ~x}. */
  public static Tensor not(Object x) {
    return MathFunctions.invert(x);
  }

  // Gradients

  /**
   * {@code tf.GradientTape}: {@code try (var recording = tape.enter())} is Python's {@code with}.
   */
  public static GradientTape gradientTape(TapeOption... options) {
    return new GradientTape(options);
  }

  /** {@code tf.custom_gradient} of a function of one tensor. */
  public static CustomGradient customGradient(Function<Tensor, CustomGradient.Result> function) {
    return CustomGradient.of(function);
  }

  // Control

  /** {@code tf.numpy_function}: a function of the program that a graph calls. */
  public static Node numpyFunction(
      JavaFunction function, List<?> inputs, List<DType> outputs, OpOption... options) {
    return JavaFunctionOps.of(JavaFunctionOps.PY_FUNC, function, inputs, outputs, options);
  }

  /** {@code tf.cond}: the tensor that the branch taken gives. */
  public static Tensor cond(
      Object pred,
      Supplier<? extends Operand> ifTrue,
      Supplier<? extends Operand> ifFalse,
      OpOption... options) {
    return Cond.of(pred, ifTrue, ifFalse, options);
  }

  /** {@code tf.while_loop}. */
  public static LoopVars whileLoop(
      Function<LoopVars, ?> condition,
      Function<LoopVars, ? extends List<?>> body,
      List<?> loopVars,
      LoopOption... options) {
    return WhileLoop.of(condition, body, loopVars, options);
  }

  /** {@code tf.map_fn}: a function of each row. */
  public static Tensor mapFn(
      Function<Tensor, ? extends Operand> function,
      Object elems,
      DType dtype,
      LoopOption... options) {
    return MapFn.of(function, elems, dtype, options);
  }

  /** {@code tf.foldl}; without an initializer it begins with the first row. */
  public static Tensor foldl(
      BinaryOperator<Tensor> function,
      Object elems,
      @Nullable Object initializer,
      LoopOption... options) {
    return Fold.left(function, elems, initializer, options);
  }

  /** {@code tf.foldr}; without an initializer it begins with the last row. */
  public static Tensor foldr(
      BinaryOperator<Tensor> function,
      Object elems,
      @Nullable Object initializer,
      LoopOption... options) {
    return Fold.right(function, elems, initializer, options);
  }

  /** {@code tf.scan}; without an initializer it begins with the first row. */
  public static Tensor scan(
      BinaryOperator<Tensor> function,
      Object elems,
      @Nullable Object initializer,
      LoopOption... options) {
    return Scan.of(function, elems, initializer, options);
  }

  /** {@code tf.hessians}, in a graph. */
  public static List<Tensor> hessians(
      Object ys, List<? extends Operand> xs, GradientsOption... options) {
    return Hessians.of(ys, xs, options);
  }

  /** {@code tf.case}. */
  public static Tensor caseOf(
      List<? extends Map.Entry<? extends Operand, ? extends Supplier<? extends Operand>>> branches,
      @Nullable Supplier<? extends Operand> otherwise,
      OpOption... options) {
    return Case.of(branches, otherwise, false, options);
  }

  /** {@code tf.switch_case}. */
  public static Tensor switchCase(
      Operand index,
      List<? extends Supplier<? extends Operand>> branches,
      @Nullable Supplier<? extends Operand> otherwise,
      OpOption... options) {
    return Case.bySwitch(index, branches, otherwise, options);
  }

  public static Node noOp(OpOption... options) {
    return NoOp.of(options);
  }

  public static Node group(Object... inputs) {
    return Group.of(Arrays.asList(inputs));
  }

  public static Node group(List<?> inputs, OpOption... options) {
    return Group.of(inputs, options);
  }

  /** The nodes of a graph, as a message. Counterpart: {@code Graph.as_graph_def}. */
  public static GraphDef asGraphDef(Graph graph) {
    return GraphDefExport.of(graph);
  }

  public static List<Object> importGraphDef(GraphDef graphDef) {
    return GraphDefImport.importGraphDef(graphDef, Map.of(), List.of(), "import");
  }

  public static List<Object> importGraphDef(
      GraphDef graphDef, Map<String, ?> inputMap, List<String> returnElements, String name) {
    return GraphDefImport.importGraphDef(graphDef, inputMap, returnElements, name);
  }

  /** {@code tf.clip_by_norm}. */
  public static Operand clipByNorm(Object t, Object clipNorm, OpOption... options) {
    return ClippedGradients.byNorm(t, clipNorm, options);
  }

  /** {@code tf.clip_by_global_norm}: the clipped list, and the norm before. */
  public static ClippedGradients clipByGlobalNorm(
      List<? extends @Nullable Operand> tensors, Object clipNorm, OpOption... options) {
    return ClippedGradients.byGlobalNorm(tensors, clipNorm, options);
  }

  /** {@code tf.print}: texts and tensors, separated by blanks, to standard error. */
  public static Node print(List<?> inputs, OpOption... options) {
    return Printing.values(inputs, options);
  }
}
