package org.ckpt4j.ops.state;

/** {@code ApplyFtrl} and its kin: follow the regularized leader; small weights become zero. */
public final class ApplyFtrl {
  public static final ApplyFamily FAMILY =
      ApplyFamily.named("Ftrl")
          .slots("accum", "linear")
          .dense("grad", "lr", "l1", "l2", "lr_power")
          .sparse("grad", "indices", "lr", "l1", "l2", "lr_power")
          .flag("multiply_linear_by_lr", false)
          .rule((multiply, rows) -> new FtrlRule(multiply));

  private ApplyFtrl() {}
}
