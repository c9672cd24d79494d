package org.ckpt4j.trackable;

import java.util.function.Supplier;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * One value to save: under which name, which part of which whole, of what type, placed where, and
 * where to get it.
 *
 * <p>Counterpart: {@code SaveSpec}.
 *
 * @param name local to the object ({@code VARIABLE_VALUE}) or, once it is planned, the tensor's key
 * @param slice {@code ""} for a whole value, else TensorFlow's text: {@code "4 2 0,2:0,2"}
 * @param device the device of the value, empty if none was asked for
 * @param value gives the tensor, reading a variable now or adding a read to the graph; null leaves
 *     the value out of the file (an eager variable without a value)
 */
public record SaveSpec(
    String name,
    String slice,
    DType dtype,
    String device,
    Supplier<? extends @Nullable Tensor> value) {
  /** The attribute under which variables keep their value. */
  public static final String VARIABLE_VALUE = "VARIABLE_VALUE";

  /** The same value under another name. */
  public SaveSpec named(String newName) {
    return new SaveSpec(newName, slice, dtype, device, value);
  }
}
