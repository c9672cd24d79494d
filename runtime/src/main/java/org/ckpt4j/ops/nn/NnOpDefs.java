package org.ckpt4j.ops.nn;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class NnOpDefs {
  private NnOpDefs() {}

  public static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>();
    ops.addAll(AvgPool.defs());
    ops.addAll(List.of(BiasAdd.DEF, BiasAdd.V1, BiasAdd.GRADIENT));
    ops.addAll(ConvFamily.defs());
    ops.addAll(List.of(CrossEntropy.DENSE, CrossEntropy.SPARSE));
    ops.addAll(CtcLoss.defs());
    ops.addAll(DataFormat.defs());
    ops.addAll(List.of(Dilation2D.DEF, Dilation2D.INPUT, Dilation2D.FILTER));
    ops.addAll(FusedBatchNorm.defs());
    ops.addAll(List.of(GruBlock.DEF, GruBlock.GRADIENT));
    ops.addAll(List.of(Lrn.DEF, Lrn.GRADIENT));
    ops.addAll(LstmBlock.defs());
    ops.addAll(MaxPool.defs());
    ops.addAll(
        List.of(MaxPoolWithArgmax.DEF, MaxPoolWithArgmax.GRADIENT, MaxPoolWithArgmax.SECOND));
    ops.addAll(Softmax.defs());
    return ops;
  }
}
