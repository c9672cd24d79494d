package org.ckpt4j.compat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CheckpointState;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.graphdef.GraphDefExport;
import org.ckpt4j.graph.graphdef.GraphDefFiles;
import org.ckpt4j.metagraph.MetaGraphOption;
import org.ckpt4j.options.OptimizerOption;
import org.ckpt4j.proto.GraphDef;
import org.ckpt4j.proto.MetaGraphDef;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.CheckpointFolders;
import org.ckpt4j.train.CheckpointWatch;
import org.ckpt4j.train.InitFromCheckpoint;
import org.ckpt4j.train.MetaGraphs;
import org.ckpt4j.train.Saver;
import org.ckpt4j.train.VocabInfo;
import org.ckpt4j.train.WarmStart;
import org.ckpt4j.train.optimizers.AdadeltaOptimizer;
import org.ckpt4j.train.optimizers.AdagradDaOptimizer;
import org.ckpt4j.train.optimizers.AdagradOptimizer;
import org.ckpt4j.train.optimizers.AdamOptimizer;
import org.ckpt4j.train.optimizers.ExponentialMovingAverage;
import org.ckpt4j.train.optimizers.FtrlOptimizer;
import org.ckpt4j.train.optimizers.GradientDescentOptimizer;
import org.ckpt4j.train.optimizers.LearningRate;
import org.ckpt4j.train.optimizers.LearningRates;
import org.ckpt4j.train.optimizers.MomentumOptimizer;
import org.ckpt4j.train.optimizers.Optimizer;
import org.ckpt4j.train.optimizers.ProximalAdagradOptimizer;
import org.ckpt4j.train.optimizers.ProximalGradientDescentOptimizer;
import org.ckpt4j.train.optimizers.RmsPropOptimizer;
import org.ckpt4j.variables.GlobalStep;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/** {@code tf.train} and {@code tf.compat.v1.train}: functions on checkpoints and their folders. */
public final class TrainApi {
  public @Nullable String latestCheckpoint(String folder) {
    return CheckpointFolders.latestCheckpoint(folder, "checkpoint");
  }

  public @Nullable String latestCheckpoint(String folder, String latestFilename) {
    return CheckpointFolders.latestCheckpoint(folder, latestFilename);
  }

  public @Nullable String latestCheckpoint(Path folder) {
    return latestCheckpoint(folder.toString());
  }

  public @Nullable CheckpointState getCheckpointState(String folder) {
    return CheckpointFolders.getCheckpointState(folder, "checkpoint");
  }

  public @Nullable CheckpointState getCheckpointState(String folder, String latestFilename) {
    return CheckpointFolders.getCheckpointState(folder, latestFilename);
  }

  public void updateCheckpointState(String folder, CheckpointState state) {
    CheckpointFolders.updateCheckpointState(folder, state, "checkpoint");
  }

  public void updateCheckpointState(String folder, CheckpointState state, String latestFilename) {
    CheckpointFolders.updateCheckpointState(folder, state, latestFilename);
  }

  public CheckpointReader loadCheckpoint(@Nullable String prefixOrFolder) {
    return CheckpointFolders.loadCheckpoint(prefixOrFolder);
  }

  public Map<String, Shape> listVariables(@Nullable String prefixOrFolder) {
    return CheckpointFolders.listVariables(prefixOrFolder);
  }

  public RawTensor loadVariable(@Nullable String prefixOrFolder, String name) {
    return CheckpointFolders.loadVariable(prefixOrFolder, name);
  }

  public CheckpointReader loadCheckpoint(Path prefixOrFolder) {
    return CheckpointFolders.loadCheckpoint(prefixOrFolder.toString());
  }

  public Map<String, Shape> listVariables(Path prefixOrFolder) {
    return CheckpointFolders.listVariables(prefixOrFolder.toString());
  }

  public RawTensor loadVariable(Path prefixOrFolder, String name) {
    return CheckpointFolders.loadVariable(prefixOrFolder.toString(), name);
  }

  /**
   * Waits until a folder has another newest checkpoint than {@code last}; null if time runs out.
   *
   * @see CheckpointWatch#waitForNew
   */
  public @Nullable String waitForNewCheckpoint(
      String folder, @Nullable String last, Duration betweenLooks, @Nullable Duration timeout) {
    return CheckpointWatch.waitForNew(folder, last, betweenLooks, timeout);
  }

  /** {@code tf.train.checkpoints_iterator}: the checkpoints of a folder as they come. */
  public CheckpointWatch checkpointsIterator(String folder) {
    return checkpointsIterator(folder, Duration.ZERO, null, null);
  }

  /**
   * The checkpoints of a folder as they come.
   *
   * @see CheckpointWatch
   */
  public CheckpointWatch checkpointsIterator(
      String folder,
      Duration minInterval,
      @Nullable Duration timeout,
      @Nullable BooleanSupplier isOver) {
    return new CheckpointWatch(folder, minInterval, timeout, isOver);
  }

  public CheckpointWatch checkpointsIterator(
      Path folder,
      Duration minInterval,
      @Nullable Duration timeout,
      @Nullable BooleanSupplier isOver) {
    return new CheckpointWatch(folder.toString(), minInterval, timeout, isOver);
  }

  public boolean checkpointExists(String prefix) {
    return CheckpointFolders.checkpointExists(prefix);
  }

  public void removeCheckpoint(String prefix) {
    CheckpointFolders.removeCheckpoint(prefix, CheckpointFormat.V2, "meta");
  }

  public void removeCheckpoint(String prefix, CheckpointFormat format, String metaGraphSuffix) {
    CheckpointFolders.removeCheckpoint(prefix, format, metaGraphSuffix);
  }

  public List<Double> getCheckpointMtimes(List<String> prefixes) {
    return CheckpointFolders.getCheckpointMtimes(prefixes);
  }

  /**
   * Lets variables begin with values of a checkpoint.
   *
   * @see InitFromCheckpoint#apply
   */
  public void initFromCheckpoint(String prefixOrFolder, Map<String, ?> assignmentMap) {
    InitFromCheckpoint.apply(prefixOrFolder, assignmentMap);
  }

  /** As with a map, but several variables may take the same tensor. */
  public void initFromCheckpoint(
      String prefixOrFolder, List<? extends Map.Entry<String, ?>> assignmentPairs) {
    InitFromCheckpoint.apply(prefixOrFolder, assignmentPairs);
  }

  /** Lets all trainable variables begin with those of the same names in a checkpoint. */
  public void warmStart(String prefixOrFolder) {
    WarmStart.apply(prefixOrFolder, ".*", Map.of(), Map.of());
  }

  /**
   * @see WarmStart#apply
   */
  public void warmStart(
      String prefixOrFolder,
      @Nullable Object varsToWarmStart,
      Map<String, VocabInfo> varNameToVocabInfo,
      Map<String, String> varNameToPrevVarName) {
    WarmStart.apply(prefixOrFolder, varsToWarmStart, varNameToVocabInfo, varNameToPrevVarName);
  }

  /** The graph's step counter, or null if there is none. */
  public @Nullable Variable getGlobalStep() {
    return GlobalStep.find().orElse(null);
  }

  public Variable createGlobalStep() {
    return GlobalStep.create();
  }

  public Variable getOrCreateGlobalStep() {
    return GlobalStep.getOrCreate();
  }

  // Optimizers

  public Optimizer gradientDescentOptimizer(Object learningRate, OptimizerOption... options) {
    return new GradientDescentOptimizer(learningRate, options);
  }

  public Optimizer momentumOptimizer(
      Object learningRate, Object momentum, OptimizerOption... options) {
    return new MomentumOptimizer(learningRate, momentum, options);
  }

  public Optimizer adamOptimizer(Object learningRate, OptimizerOption... options) {
    return new AdamOptimizer(learningRate, options);
  }

  public Optimizer adagradOptimizer(Object learningRate, OptimizerOption... options) {
    return new AdagradOptimizer(learningRate, options);
  }

  public Optimizer adadeltaOptimizer(Object learningRate, OptimizerOption... options) {
    return new AdadeltaOptimizer(learningRate, options);
  }

  public Optimizer rmsPropOptimizer(Object learningRate, OptimizerOption... options) {
    return new RmsPropOptimizer(learningRate, options);
  }

  public Optimizer ftrlOptimizer(Object learningRate, OptimizerOption... options) {
    return new FtrlOptimizer(learningRate, options);
  }

  public Optimizer proximalGradientDescentOptimizer(
      Object learningRate, OptimizerOption... options) {
    return new ProximalGradientDescentOptimizer(learningRate, options);
  }

  public Optimizer proximalAdagradOptimizer(Object learningRate, OptimizerOption... options) {
    return new ProximalAdagradOptimizer(learningRate, options);
  }

  public Optimizer adagradDaOptimizer(
      Object learningRate, Variable globalStep, OptimizerOption... options) {
    return new AdagradDaOptimizer(learningRate, globalStep, options);
  }

  // Learning rates

  public LearningRate exponentialDecay(
      Object rate, Object step, Object decaySteps, Object decayRate, boolean staircase) {
    return LearningRates.exponentialDecay(rate, step, decaySteps, decayRate, staircase);
  }

  public LearningRate naturalExpDecay(
      Object rate, Object step, Object decaySteps, Object decayRate, boolean staircase) {
    return LearningRates.naturalExpDecay(rate, step, decaySteps, decayRate, staircase);
  }

  public LearningRate inverseTimeDecay(
      Object rate, Object step, Object decaySteps, Object decayRate, boolean staircase) {
    return LearningRates.inverseTimeDecay(rate, step, decaySteps, decayRate, staircase);
  }

  public LearningRate polynomialDecay(
      Object rate, Object step, Object decaySteps, Object end, Object power, boolean cycle) {
    return LearningRates.polynomialDecay(rate, step, decaySteps, end, power, cycle);
  }

  public LearningRate piecewiseConstant(Object step, List<?> boundaries, List<?> values) {
    return LearningRates.piecewiseConstant(step, boundaries, values);
  }

  public LearningRate cosineDecay(Object rate, Object step, Object decaySteps, double alpha) {
    return LearningRates.cosineDecay(rate, step, decaySteps, alpha);
  }

  public LearningRate cosineDecayRestarts(
      Object rate, Object step, Object firstDecaySteps, double tMul, double mMul, double alpha) {
    return LearningRates.cosineDecayRestarts(rate, step, firstDecaySteps, tMul, mMul, alpha);
  }

  public LearningRate linearCosineDecay(
      Object rate, Object step, Object decaySteps, double numPeriods, double alpha, double beta) {
    return LearningRates.linearCosineDecay(rate, step, decaySteps, numPeriods, alpha, beta);
  }

  /**
   * Not supported yet.
   *
   * @throws UnsupportedOperationException always
   */
  public LearningRate noisyLinearCosineDecay(Object rate, Object step, Object decaySteps) {
    throw new UnsupportedOperationException(
        "noisy_linear_cosine_decay is not supported yet; linearCosineDecay is the same without"
            + " the noise");
  }

  public ExponentialMovingAverage exponentialMovingAverage(Object decay, Object numUpdates) {
    return new ExponentialMovingAverage(decay, numUpdates, false, "ExponentialMovingAverage");
  }

  public ExponentialMovingAverage exponentialMovingAverage(Object decay) {
    return new ExponentialMovingAverage(decay);
  }

  /** Adds the graph in a file to the graph being built; null if nothing in it can be saved. */
  public @Nullable Saver importMetaGraph(String file, MetaGraphOption... options) {
    return MetaGraphs.importMetaGraph(file, options);
  }

  public MetaGraphs.Imported importMetaGraph(MetaGraphDef message, MetaGraphOption... options) {
    return MetaGraphs.importWithElements(message, options);
  }

  public MetaGraphDef exportMetaGraph(MetaGraphOption... options) {
    return MetaGraphs.exportMetaGraph(options);
  }

  public MetaGraphDef exportMetaGraph(String file, MetaGraphOption... options) {
    return MetaGraphs.exportMetaGraph(file, options);
  }

  /** Writes the nodes of a graph to {@code folder/name}, as text if asked; gives the path. */
  public String writeGraph(Graph graph, String folder, String name, boolean asText) {
    return GraphDefFiles.writeGraph(GraphDefExport.of(graph), folder, name, asText);
  }

  public String writeGraph(GraphDef graphDef, String folder, String name, boolean asText) {
    return GraphDefFiles.writeGraph(graphDef, folder, name, asText);
  }
}
