package org.ckpt4j.metrics;

import org.ckpt4j.framework.Tensor;

/**
 * A metric in a graph.
 *
 * @param value of all batches taken in so far
 * @param updateOp takes in the batch at hand, and gives the value after
 */
public record Metric(Tensor value, Tensor updateOp) {}
