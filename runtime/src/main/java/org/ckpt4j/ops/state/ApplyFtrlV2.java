package org.ckpt4j.ops.state;

/** {@code ApplyFtrlV2} and its kin: {@code ApplyFtrl} with a penalty that shrinks weights. */
public final class ApplyFtrlV2 {
  public static final ApplyFamily FAMILY =
      ApplyFamily.named("FtrlV2")
          .slots("accum", "linear")
          .dense("grad", "lr", "l1", "l2", "l2_shrinkage", "lr_power")
          .sparse("grad", "indices", "lr", "l1", "l2", "l2_shrinkage", "lr_power")
          .flag("multiply_linear_by_lr", false)
          .rule((multiply, rows) -> new FtrlRule(multiply));

  private ApplyFtrlV2() {}
}
