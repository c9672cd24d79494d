package org.ckpt4j;

import java.util.List;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.InTopK;
import org.ckpt4j.ops.array.TopK;
import org.ckpt4j.ops.math.L2Loss;
import org.ckpt4j.ops.math.UnaryOps;
import org.ckpt4j.ops.nn.Activations;
import org.ckpt4j.ops.nn.BiasAdd;
import org.ckpt4j.ops.nn.Embeddings;
import org.ckpt4j.ops.nn.Losses;
import org.ckpt4j.ops.nn.Normalizing;
import org.ckpt4j.ops.nn.Sliding;
import org.ckpt4j.ops.nn.Softmax;
import org.ckpt4j.options.OpOption;
import org.jspecify.annotations.Nullable;

/**
 * {@code tf.nn}.
 *
 * <p>In Python strides, windows and dilations are a number or a list / here an array of one number,
 * one for each spatial dimension, or one for each dimension.
 */
public final class NnApi {
  NnApi() {}

  public Tensor avgPool(
      Object input, long[] ksize, long[] strides, String padding, OpOption... options) {
    return Sliding.avgPool(input, ksize, strides, padding, options);
  }

  public Tensor avgPool3d(
      Object input, long[] ksize, long[] strides, String padding, OpOption... options) {
    return Sliding.avgPool3d(input, ksize, strides, padding, options);
  }

  public Tensor batchNormalization(
      Object x,
      Object mean,
      Object variance,
      @Nullable Object offset,
      @Nullable Object scale,
      double varianceEpsilon,
      OpOption... options) {
    return Normalizing.batchNormalization(
        x, mean, variance, offset, scale, varianceEpsilon, options);
  }

  public Tensor biasAdd(Object value, Object bias, OpOption... options) {
    return BiasAdd.of(value, bias, "NHWC", options);
  }

  public Tensor biasAdd(Object value, Object bias, String dataFormat, OpOption... options) {
    return BiasAdd.of(value, bias, dataFormat, options);
  }

  public Tensor conv2d(
      Object input, Object filters, long[] strides, String padding, OpOption... options) {
    return Sliding.conv2d(input, filters, strides, padding, options);
  }

  public Tensor conv2dTranspose(
      Object input,
      Object filters,
      Object outputShape,
      long[] strides,
      String padding,
      OpOption... options) {
    return Sliding.conv2dTranspose(input, filters, outputShape, strides, padding, options);
  }

  public Tensor conv3d(
      Object input, Object filters, long[] strides, String padding, OpOption... options) {
    return Sliding.conv3d(input, filters, strides, padding, options);
  }

  public Tensor depthwiseConv2d(
      Object input, Object filter, long[] strides, String padding, OpOption... options) {
    return Sliding.depthwiseConv2d(input, filter, strides, padding, options);
  }

  public Tensor dropout(Object x, double rate, OpOption... options) {
    return Normalizing.dropout(x, rate, options);
  }

  public Tensor elu(Object features, OpOption... options) {
    return UnaryOps.ELU.of(features, options);
  }

  public Tensor embeddingLookup(Object params, Object ids, OpOption... options) {
    return Embeddings.lookup(params, ids, "mod", null, options);
  }

  public Tensor embeddingLookup(
      Object params,
      Object ids,
      String partitionStrategy,
      @Nullable Double maxNorm,
      OpOption... options) {
    return Embeddings.lookup(params, ids, partitionStrategy, maxNorm, options);
  }

  public Normalizing.Fused fusedBatchNorm(
      Object x,
      Object scale,
      Object offset,
      @Nullable Object mean,
      @Nullable Object variance,
      double epsilon,
      String dataFormat,
      boolean isTraining,
      OpOption... options) {
    return Normalizing.fusedBatchNorm(
        x, scale, offset, mean, variance, epsilon, dataFormat, isTraining, options);
  }

  public Tensor inTopK(Object targets, Object predictions, Object k, OpOption... options) {
    return InTopK.of(targets, predictions, k, options);
  }

  public Tensor l2Loss(Object t, OpOption... options) {
    return L2Loss.of(t, options);
  }

  public Tensor l2Normalize(Object x, long[] axis, OpOption... options) {
    return Normalizing.l2Normalize(x, axis, 1e-12, options);
  }

  public Tensor localResponseNormalization(
      Object input, long depthRadius, double bias, double alpha, double beta, OpOption... options) {
    return Normalizing.lrn(input, depthRadius, bias, alpha, beta, options);
  }

  public Tensor logPoissonLoss(Object targets, Object logInput, OpOption... options) {
    return Losses.logPoisson(targets, logInput, options);
  }

  public Tensor logSoftmax(Object logits, OpOption... options) {
    return Softmax.LOG_SOFTMAX.of(logits, -1, options);
  }

  public Tensor logSoftmax(Object logits, int axis, OpOption... options) {
    return Softmax.LOG_SOFTMAX.of(logits, axis, options);
  }

  public Tensor maxPool(
      Object input, long[] ksize, long[] strides, String padding, OpOption... options) {
    return Sliding.maxPool(input, ksize, strides, padding, options);
  }

  public Tensor maxPool2d(
      Object input, long[] ksize, long[] strides, String padding, OpOption... options) {
    return Sliding.maxPool2d(input, ksize, strides, padding, options);
  }

  public Tensor maxPool3d(
      Object input, long[] ksize, long[] strides, String padding, OpOption... options) {
    return Sliding.maxPool3d(input, ksize, strides, padding, options);
  }

  public Normalizing.Moments moments(Object x, long[] axes, OpOption... options) {
    return Normalizing.moments(x, axes, false, options);
  }

  public Normalizing.Moments moments(Object x, long[] axes, boolean keepDims, OpOption... options) {
    return Normalizing.moments(x, axes, keepDims, options);
  }

  public Tensor relu(Object features, OpOption... options) {
    return UnaryOps.RELU.of(features, options);
  }

  public Tensor relu6(Object features, OpOption... options) {
    return UnaryOps.RELU6.of(features, options);
  }

  public Tensor selu(Object features, OpOption... options) {
    return UnaryOps.SELU.of(features, options);
  }

  public Tensor separableConv2d(
      Object input,
      Object depthwiseFilter,
      Object pointwiseFilter,
      long[] strides,
      String padding,
      OpOption... options) {
    return Sliding.separableConv2d(
        input, depthwiseFilter, pointwiseFilter, strides, padding, options);
  }

  public Tensor sigmoid(Object x, OpOption... options) {
    return UnaryOps.SIGMOID.of(x, options);
  }

  public Tensor sigmoidCrossEntropyWithLogits(Object labels, Object logits, OpOption... options) {
    return Losses.sigmoidCrossEntropy(labels, logits, options);
  }

  public Tensor softmax(Object logits, OpOption... options) {
    return Softmax.SOFTMAX.of(logits, -1, options);
  }

  public Tensor softmax(Object logits, int axis, OpOption... options) {
    return Softmax.SOFTMAX.of(logits, axis, options);
  }

  public Tensor softmaxCrossEntropyWithLogits(Object labels, Object logits, OpOption... options) {
    return Losses.softmaxCrossEntropy(labels, logits, options);
  }

  public Tensor softplus(Object features, OpOption... options) {
    return UnaryOps.SOFTPLUS.of(features, options);
  }

  public Tensor softsign(Object features, OpOption... options) {
    return UnaryOps.SOFTSIGN.of(features, options);
  }

  public Tensor sparseSoftmaxCrossEntropyWithLogits(
      Object labels, Object logits, OpOption... options) {
    return Losses.sparseSoftmaxCrossEntropy(labels, logits, options);
  }

  public Tensor tanh(Object x, OpOption... options) {
    return UnaryOps.TANH.of(x, options);
  }

  public Tensor weightedCrossEntropyWithLogits(
      Object labels, Object logits, Object posWeight, OpOption... options) {
    return Losses.weightedCrossEntropy(labels, logits, posWeight, options);
  }

  public Tensor leakyRelu(Object features, OpOption... options) {
    return Activations.leakyRelu(features, 0.2, options);
  }

  public Tensor leakyRelu(Object features, double alpha, OpOption... options) {
    return Activations.leakyRelu(features, alpha, options);
  }

  public Tensor silu(Object features, OpOption... options) {
    return Activations.silu(features, 1, options);
  }

  public Tensor swish(Object features, OpOption... options) {
    return Activations.silu(features, 1, options);
  }

  public Tensor gelu(Object features, boolean approximate, OpOption... options) {
    return Activations.gelu(features, approximate, options);
  }

  public Tensor crelu(Object features, OpOption... options) {
    return Activations.crelu(features, -1, options);
  }

  public Tensor zeroFraction(Object value, OpOption... options) {
    return Activations.zeroFraction(value, options);
  }

  /** Values and indices of the greatest elements of each row. */
  public List<Tensor> topK(Object input, Object k, OpOption... options) {
    return TopK.of(input, k, true, options);
  }
}
