package org.ckpt4j.framework;

/** The kinds of an operation's attributes, as in TensorFlow's {@code AttrValue}. */
public enum AttrKind {
  /** A {@link org.ckpt4j.tensor.DType}. */
  TYPE,
  /** A {@code Long}. */
  INT,
  /** A {@code Float}. */
  FLOAT,
  /** A {@code Boolean}. */
  BOOL,
  /** A {@code String}. */
  STRING,
  /** A {@link org.ckpt4j.tensor.Shape}. */
  SHAPE,
  /** An {@link EagerTensor}. */
  TENSOR,
  /** A {@link FunctionRef}. */
  FUNC,
  TYPE_LIST,
  INT_LIST,
  FLOAT_LIST,
  BOOL_LIST,
  STRING_LIST,
  SHAPE_LIST,
  TENSOR_LIST,
  FUNC_LIST
}
