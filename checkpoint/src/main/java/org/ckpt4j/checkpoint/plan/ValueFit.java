package org.ckpt4j.checkpoint.plan;

/** How a value of a program and one of a checkpoint fit. */
public enum ValueFit {
  /** Both are there, of the same type and shape. */
  MATCHED("="),
  /** The program has it, the checkpoint does not. */
  MISSING_IN_FILE("?"),
  /** Both are there, of different shapes. */
  SHAPE_DIFFERS("#"),
  /** Both are there, of different types. */
  DTYPE_DIFFERS("#"),
  /** The checkpoint has it; no object of the program takes it now. */
  UNUSED_IN_FILE("-");

  private final String sign;

  ValueFit(String sign) {
    this.sign = sign;
  }

  /** One character for it, in front of a line. */
  public String sign() {
    return sign;
  }
}
