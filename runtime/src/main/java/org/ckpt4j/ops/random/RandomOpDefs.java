package org.ckpt4j.ops.random;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class RandomOpDefs {
  private RandomOpDefs() {}

  public static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>();
    ops.add(RandomUniform.DEF);
    ops.add(RandomUniform.INT);
    ops.add(SeededDraw.STANDARD_NORMAL);
    ops.add(SeededDraw.TRUNCATED_NORMAL);
    ops.add(RandomShuffle.DEF);
    ops.add(Multinomial.DEF);
    ops.add(Multinomial.STATELESS);
    ops.add(ParameterizedTruncatedNormal.DEF);
    ops.add(RandomGamma.DEF);
    ops.add(RandomPoisson.DEF);
    ops.add(RandomPoisson.OLD);
    ops.addAll(StatelessDraw.all());
    ops.add(KeyCounterOps.KEY_COUNTER);
    ops.add(KeyCounterOps.KEY_COUNTER_ALG);
    ops.add(KeyCounterOps.ALG);
    ops.addAll(GeneratorOps.all());
    ops.addAll(CandidateSamplers.defs());
    return ops;
  }
}
