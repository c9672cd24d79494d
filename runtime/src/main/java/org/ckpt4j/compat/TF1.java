package org.ckpt4j.compat;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.List;
import org.ckpt4j.control.Gradients;
import org.ckpt4j.control.Group;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.DefaultGraph;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.ProgramGraph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.graph.ValuesScope;
import org.ckpt4j.ops.array.Placeholder;
import org.ckpt4j.ops.array.PlaceholderWithDefault;
import org.ckpt4j.ops.control.Assert;
import org.ckpt4j.ops.control.JavaFunction;
import org.ckpt4j.ops.control.JavaFunctionOps;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.ops.math.MathFunctions;
import org.ckpt4j.ops.math.Scans;
import org.ckpt4j.ops.math.SelectOps;
import org.ckpt4j.ops.math.SpecialOps;
import org.ckpt4j.ops.math.UnaryOps;
import org.ckpt4j.ops.random.Multinomial;
import org.ckpt4j.ops.random.RandomNumbers;
import org.ckpt4j.ops.random.RandomSeeds;
import org.ckpt4j.ops.random.RandomShuffle;
import org.ckpt4j.options.AuxiliaryNameScope;
import org.ckpt4j.options.Collections;
import org.ckpt4j.options.DefaultName;
import org.ckpt4j.options.GradientsOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.options.SessionOption;
import org.ckpt4j.options.UseResource;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.GraphVariables;
import org.ckpt4j.variables.InitialValue;
import org.ckpt4j.variables.Initializer;
import org.ckpt4j.variables.Initializers;
import org.ckpt4j.variables.Partitioner;
import org.ckpt4j.variables.Partitioners;
import org.ckpt4j.variables.Regularizer;
import org.ckpt4j.variables.ResourceDefault;
import org.ckpt4j.variables.Reuse;
import org.jspecify.annotations.Nullable;

/** {@code tf.compat.v1.*}, for static import. */
public final class TF1 extends Tf1Variables {
  public static final Reuse AUTO_REUSE = Reuse.AUTO_REUSE;

  /** {@code tf.compat.v1.initializers}. */
  public static final InitializersApi initializers = new InitializersApi();

  /** {@code tf.compat.v1.train}. */
  public static final TrainApi train = new TrainApi();

  /** {@code tf.compat.v1.layers}. */
  public static final LayersApi layers = new LayersApi();

  /** {@code tf.compat.v1.losses}. */
  public static final LossesApi losses = new LossesApi();

  /** {@code tf.compat.v1.metrics}. */
  public static final MetricsApi metrics = new MetricsApi();

  /** {@code tf.compat.v1.summary}. */
  public static final SummaryApi summary = new SummaryApi();

  private TF1() {}

  // Options

  public static Reuse reuse(boolean value) {
    return Reuse.of(value);
  }

  public static DefaultName defaultName(String name) {
    return new DefaultName(name);
  }

  public static AuxiliaryNameScope auxiliaryNameScope(boolean value) {
    return new AuxiliaryNameScope(value);
  }

  public static UseResource useResource(boolean value) {
    return new UseResource(value);
  }

  public static Collections collections(String... keys) {
    return new Collections(List.of(keys));
  }

  /** {@code initializer=value}: a tensor or Java value in place of an initializer. */
  public static InitialValue initialValue(Object value) {
    return new InitialValue(value);
  }

  public static void setRandomSeed(long seed) {
    RandomSeeds.setSeed(seed);
  }

  public static Tensor randomNormal(Object shape, OpOption... options) {
    return RandomNumbers.normal(shape, options);
  }

  public static Tensor truncatedNormal(Object shape, OpOption... options) {
    return RandomNumbers.truncatedNormal(shape, options);
  }

  public static Tensor randomUniform(Object shape, OpOption... options) {
    return RandomNumbers.uniform(shape, options);
  }

  public static Tensor randomShuffle(Object value, OpOption... options) {
    return RandomShuffle.of(value, options);
  }

  public static Tensor multinomial(Object logits, Object numSamples, OpOption... options) {
    return Multinomial.multinomial(logits, numSamples, options);
  }

  public static Initializer zerosInitializer() {
    return Initializers.zeros();
  }

  public static Initializer onesInitializer() {
    return Initializers.ones();
  }

  public static Initializer constantInitializer(Object value) {
    return Initializers.constant(value);
  }

  public static Initializer glorotUniformInitializer(OpOption... options) {
    return Initializers.glorotUniform(options);
  }

  public static Initializer glorotNormalInitializer(OpOption... options) {
    return Initializers.glorotNormal(options);
  }

  public static Initializer randomNormalInitializer(OpOption... options) {
    return Initializers.randomNormal(options);
  }

  public static Initializer truncatedNormalInitializer(OpOption... options) {
    return Initializers.truncatedNormal(options);
  }

  public static Initializer uniformUnitScalingInitializer(double factor, OpOption... options) {
    return Initializers.uniformUnitScaling(factor, options);
  }

  public static Initializer varianceScalingInitializer(
      double scale, String mode, String distribution, OpOption... options) {
    return Initializers.varianceScaling(scale, mode, distribution, options);
  }

  public static Initializer orthogonalInitializer(double gain, OpOption... options) {
    return Initializers.orthogonal(gain, options);
  }

  public static Initializer randomUniformInitializer(OpOption... options) {
    return Initializers.randomUniform(options);
  }

  public static Initializer randomUniformInitializer(
      Number minimum, Number maximum, OpOption... options) {
    return Initializers.randomUniform(minimum, maximum, options);
  }

  public static Regularizer noRegularizer() {
    return variable -> null;
  }

  public static Partitioner variableAxisSizePartitioner(long maxShardBytes) {
    return variableAxisSizePartitioner(maxShardBytes, 0, Partitioners.BYTES_PER_STRING, 0);
  }

  /** See {@link Partitioners#variableAxisSize}. */
  public static Partitioner variableAxisSizePartitioner(
      long maxShardBytes, int axis, int bytesPerString, int maxShards) {
    return Partitioners.variableAxisSize(maxShardBytes, axis, bytesPerString, maxShards);
  }

  public static Partitioner minMaxVariablePartitioner(
      int maxPartitions, int axis, long minSliceSize) {
    return Partitioners.minMax(maxPartitions, axis, minSliceSize, Partitioners.BYTES_PER_STRING);
  }

  public static Partitioner fixedSizePartitioner(int numShards) {
    return Partitioners.fixedSize(numShards, 0);
  }

  public static Partitioner fixedSizePartitioner(int numShards, int axis) {
    return Partitioners.fixedSize(numShards, axis);
  }

  // Graphs and sessions

  /** {@code with tf.Graph().as_default()}: a new graph, until it is closed. */
  @MustBeClosed
  public static DefaultGraph graph() {
    return DefaultGraph.enter(new Graph());
  }

  /**
   * {@code with tf.compat.v1.Session()}: a new session of the current graph, closed when it is
   * left.
   */
  @MustBeClosed
  public static Session session(SessionOption... options) {
    return Session.entered(options);
  }

  /** {@code tf.compat.v1.InteractiveSession()}: the default session until it is closed. */
  @MustBeClosed
  public static Session interactiveSession(SessionOption... options) {
    return Session.interactive(options);
  }

  public static SessionOption allowSoftPlacement(boolean value) {
    return new SessionOption.AllowSoftPlacement(value);
  }

  public static SessionOption logDevicePlacement(boolean value) {
    return new SessionOption.LogDevicePlacement(value);
  }

  public static void resetDefaultGraph() {
    ProgramGraph.reset();
  }

  public static void disableV2Behavior() {
    ResourceDefault.set(false);
    ProgramGraph.disableEagerExecution();
  }

  public static void enableV2Behavior() {
    ResourceDefault.set(true);
    ProgramGraph.enableEagerExecution();
  }

  /** Variables go by handle unless told otherwise; see {@link #disableResourceVariables}. */
  public static void enableResourceVariables() {
    ResourceDefault.set(true);
  }

  /** Variables of graphs go by reference unless told otherwise. */
  public static void disableResourceVariables() {
    ResourceDefault.set(false);
  }

  public static void disableEagerExecution() {
    ProgramGraph.disableEagerExecution();
  }

  public static void enableEagerExecution() {
    ProgramGraph.enableEagerExecution();
  }

  public static Node pyFunc(
      JavaFunction function, List<?> inputs, List<DType> outputs, OpOption... options) {
    return JavaFunctionOps.of(JavaFunctionOps.PY_FUNC, function, inputs, outputs, options);
  }

  public static Graph getDefaultGraph() {
    return ProgramGraph.get();
  }

  public static @Nullable Session getDefaultSession() {
    return Session.findDefault().orElse(null);
  }

  public static Feed feed(Operand target, Object value) {
    return new Feed(target, value);
  }

  /** Feeds the tensor of this name: {@code op:0}. */
  public static Feed feed(String target, Object value) {
    return new Feed(target, value);
  }

  /** {@code with tf.compat.v1.name_scope(name, default_name)}. */
  @MustBeClosed
  public static NameScope nameScope(@Nullable String name, @Nullable String defaultName) {
    return NameScope.enter(name == null ? defaultName : name);
  }

  /** {@code with tf.compat.v1.name_scope(name, default_name, values)}: in the values' graph. */
  @MustBeClosed
  public static ValuesScope nameScope(
      @Nullable String name, @Nullable String defaultName, List<?> values) {
    return ValuesScope.enter(name, defaultName, values);
  }

  @MustBeClosed
  public static NameScope nameScope(@Nullable String name) {
    return NameScope.enter(name);
  }

  public static Tensor placeholder(DType dtype, OpOption... options) {
    return Placeholder.of(dtype, Shape.unknown(), options);
  }

  public static Tensor placeholder(DType dtype, Shape shape, OpOption... options) {
    return Placeholder.of(dtype, shape, options);
  }

  public static Tensor placeholderWithDefault(Object input, Shape shape, OpOption... options) {
    return PlaceholderWithDefault.of(input, shape, options);
  }

  public static void addToCollection(String key, Object value) {
    Graph.current().addToCollection(key, value);
  }

  public static List<Object> getCollection(String key) {
    return Graph.current().getCollection(key);
  }

  public static List<Object> getCollection(String key, @Nullable String scope) {
    return Graph.current().getCollection(key, scope);
  }

  /** {@code tf.gradients}: for each of {@code xs} the gradient of all {@code ys}, or null. */
  public static List<@Nullable Operand> gradients(
      Object ys, Object xs, GradientsOption... options) {
    return Gradients.of(ys, xs, options);
  }

  // Functions of numbers that newer Python has in tf.math, or no longer

  /** Python 2's division: integers are rounded down. */
  public static Tensor div(Object x, Object y, OpOption... options) {
    return MathFunctions.div(x, y, options);
  }

  public static Tensor floorDiv(Object x, Object y, OpOption... options) {
    return Arithmetic.FLOOR_DIV.of(x, y, options);
  }

  public static Tensor mod(Object x, Object y, OpOption... options) {
    return Arithmetic.FLOOR_MOD.of(x, y, options);
  }

  public static Tensor squaredDifference(Object x, Object y, OpOption... options) {
    return Arithmetic.SQUARED_DIFFERENCE.of(x, y, options);
  }

  public static Tensor logicalXor(Object x, Object y, OpOption... options) {
    return MathFunctions.logicalXor(x, y, options);
  }

  public static Tensor log(Object x, OpOption... options) {
    return UnaryOps.LOG.of(x, options);
  }

  public static Tensor log1p(Object x, OpOption... options) {
    return UnaryOps.LOG1P.of(x, options);
  }

  public static Tensor expm1(Object x, OpOption... options) {
    return UnaryOps.EXPM1.of(x, options);
  }

  public static Tensor ceil(Object x, OpOption... options) {
    return UnaryOps.CEIL.of(x, options);
  }

  public static Tensor rint(Object x, OpOption... options) {
    return UnaryOps.RINT.of(x, options);
  }

  public static Tensor rsqrt(Object x, OpOption... options) {
    return UnaryOps.RSQRT.of(x, options);
  }

  public static Tensor reciprocal(Object x, OpOption... options) {
    return UnaryOps.RECIPROCAL.of(x, options);
  }

  public static Tensor isNan(Object x, OpOption... options) {
    return UnaryOps.IS_NAN.of(x, options);
  }

  public static Tensor isInf(Object x, OpOption... options) {
    return UnaryOps.IS_INF.of(x, options);
  }

  public static Tensor isFinite(Object x, OpOption... options) {
    return UnaryOps.IS_FINITE.of(x, options);
  }

  public static Tensor erf(Object x, OpOption... options) {
    return SpecialOps.ERF.of(x, options);
  }

  public static Tensor erfc(Object x, OpOption... options) {
    return SpecialOps.ERFC.of(x, options);
  }

  public static Tensor lgamma(Object x, OpOption... options) {
    return SpecialOps.LGAMMA.of(x, options);
  }

  public static Tensor digamma(Object x, OpOption... options) {
    return SpecialOps.DIGAMMA.of(x, options);
  }

  public static Tensor toFloat(Object x, OpOption... options) {
    return Cast.of(x, DType.FLOAT32, new Named(Named.among(options, "ToFloat")));
  }

  public static Tensor toDouble(Object x, OpOption... options) {
    return Cast.of(x, DType.FLOAT64, new Named(Named.among(options, "ToDouble")));
  }

  public static Tensor toInt32(Object x, OpOption... options) {
    return Cast.of(x, DType.INT32, new Named(Named.among(options, "ToInt32")));
  }

  public static Tensor toInt64(Object x, OpOption... options) {
    return Cast.of(x, DType.INT64, new Named(Named.among(options, "ToInt64")));
  }

  public static Tensor toBfloat16(Object x, OpOption... options) {
    return Cast.of(x, DType.BFLOAT16, new Named(Named.among(options, "ToBFloat16")));
  }

  /**
   * {@code tf.compat.v1.where} with three arguments: the condition is of their shape, or has one
   * element a row.
   */
  public static Tensor where(Object condition, Object x, Object y, OpOption... options) {
    return SelectOps.select(condition, x, y, options);
  }

  public static Tensor cumprod(Object x, Object axis, OpOption... options) {
    return Scans.CUMPROD.of(x, axis, false, false, options);
  }

  public static Node tablesInitializer() {
    return GraphVariables.tablesInitializer();
  }

  /** {@code tf.Assert}: an {@code InvalidArgumentError} that shows {@code data} if it is false. */
  public static Node assertThat(Object condition, List<?> data, OpOption... options) {
    return Assert.that(condition, data, options);
  }

  /** Tensors that are there only when all of them are. */
  public static List<@Nullable Operand> tuple(
      List<? extends @Nullable Operand> tensors, OpOption... options) {
    return Group.tuple(tensors, options);
  }
}
