package org.ckpt4j.framework;

import java.util.List;
import org.ckpt4j.tensor.Shape;

/** Tells the shapes of an operation's outputs, one for each, and refuses inputs that do not fit. */
@FunctionalInterface
public interface ShapeFunction {
  List<Shape> infer(InferCall call);
}
