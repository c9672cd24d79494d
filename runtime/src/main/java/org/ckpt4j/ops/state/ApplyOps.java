package org.ckpt4j.ops.state;

import java.util.List;

/** All families of optimizers' updates. */
final class ApplyOps {
  private ApplyOps() {}

  static List<ApplyFamily> families() {
    return List.of(
        ApplyGradientDescent.FAMILY,
        ApplyMomentum.FAMILY,
        ApplyKerasMomentum.FAMILY,
        ApplyAdam.FAMILY,
        ApplyAdamWithAmsgrad.FAMILY,
        ApplyAdaMax.FAMILY,
        ApplyAdagrad.FAMILY,
        ApplyAdagradV2.FAMILY,
        ApplyAdagradDA.FAMILY,
        ApplyAdadelta.FAMILY,
        ApplyRmsProp.FAMILY,
        ApplyCenteredRmsProp.FAMILY,
        ApplyFtrl.FAMILY,
        ApplyFtrlV2.FAMILY,
        ApplyAddSign.FAMILY,
        ApplyPowerSign.FAMILY,
        ApplyProximalGradientDescent.FAMILY,
        ApplyProximalAdagrad.FAMILY);
  }
}
