package org.ckpt4j.compat;

import java.util.List;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.losses.Losses;
import org.ckpt4j.options.LossOption;
import org.jspecify.annotations.Nullable;

/** {@code tf.compat.v1.losses}. */
public final class LossesApi {
  public Tensor computeWeightedLoss(Object losses, LossOption... options) {
    return Losses.computeWeightedLoss(losses, options);
  }

  public Tensor meanSquaredError(Object labels, Object predictions, LossOption... options) {
    return Losses.meanSquaredError(labels, predictions, options);
  }

  public Tensor absoluteDifference(Object labels, Object predictions, LossOption... options) {
    return Losses.absoluteDifference(labels, predictions, options);
  }

  public Tensor huberLoss(Object labels, Object predictions, double delta, LossOption... options) {
    return Losses.huberLoss(labels, predictions, delta, options);
  }

  public Tensor hingeLoss(Object labels, Object logits, LossOption... options) {
    return Losses.hingeLoss(labels, logits, options);
  }

  public Tensor logLoss(Object labels, Object predictions, LossOption... options) {
    return Losses.logLoss(labels, predictions, options);
  }

  public Tensor logLoss(Object labels, Object predictions, double epsilon, LossOption... options) {
    return Losses.logLoss(labels, predictions, epsilon, options);
  }

  public Tensor cosineDistance(Object labels, Object predictions, int axis, LossOption... options) {
    return Losses.cosineDistance(labels, predictions, axis, options);
  }

  public Tensor meanPairwiseSquaredError(Object labels, Object predictions, LossOption... options) {
    return Losses.meanPairwiseSquaredError(labels, predictions, options);
  }

  public Tensor sigmoidCrossEntropy(Object multiClassLabels, Object logits, LossOption... options) {
    return Losses.sigmoidCrossEntropy(multiClassLabels, logits, options);
  }

  public Tensor sigmoidCrossEntropy(
      Object multiClassLabels, Object logits, double labelSmoothing, LossOption... options) {
    return Losses.sigmoidCrossEntropy(multiClassLabels, logits, labelSmoothing, options);
  }

  public Tensor softmaxCrossEntropy(Object onehotLabels, Object logits, LossOption... options) {
    return Losses.softmaxCrossEntropy(onehotLabels, logits, options);
  }

  public Tensor softmaxCrossEntropy(
      Object onehotLabels, Object logits, double labelSmoothing, LossOption... options) {
    return Losses.softmaxCrossEntropy(onehotLabels, logits, labelSmoothing, options);
  }

  public Tensor sparseSoftmaxCrossEntropy(Object labels, Object logits, LossOption... options) {
    return Losses.sparseSoftmaxCrossEntropy(labels, logits, options);
  }

  public void addLoss(Tensor loss) {
    Losses.addLoss(loss);
  }

  public void addLoss(Tensor loss, @Nullable String collection) {
    Losses.addLoss(loss, collection);
  }

  public List<Object> getLosses() {
    return Losses.getLosses();
  }

  public List<Object> getLosses(@Nullable String scope) {
    return Losses.getLosses(scope);
  }

  public List<Object> getRegularizationLosses() {
    return Losses.getRegularizationLosses();
  }

  public List<Object> getRegularizationLosses(@Nullable String scope) {
    return Losses.getRegularizationLosses(scope);
  }

  public Tensor getRegularizationLoss() {
    return Losses.getRegularizationLoss();
  }

  public Tensor getTotalLoss() {
    return Losses.getTotalLoss();
  }

  public Tensor getTotalLoss(boolean addRegularizationLosses) {
    return Losses.getTotalLoss(addRegularizationLosses);
  }
}
