package org.ckpt4j.ops.random;

import org.ckpt4j.framework.ContextLocal;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerContext;
import org.jspecify.annotations.Nullable;

/**
 * The seed of a graph, or of the eager world, and how operations' seeds follow from it.
 *
 * <p>Counterpart: {@code tf.random.set_seed} and {@code tf.compat.v1.get_seed}.
 */
public final class RandomSeeds {
  private static final ContextLocal<RandomSeeds> HERE =
      ContextLocal.withInitial("random seeds", RandomSeeds::new);

  /** What takes a graph's seed's place where only the operation has one. */
  private static final long DEFAULT_GRAPH_SEED = 87654321;

  private static final long MODULUS = Integer.MAX_VALUE;

  /** The attributes {@code seed} and {@code seed2}; both zero draw seeds from entropy. */
  public record Pair(long seed, long seed2) {
    public static final Pair NONE = new Pair(0, 0);
  }

  private @Nullable Long seed;
  private @Nullable MersenneTwister drawing;
  private long unseededOps;

  private RandomSeeds() {}

  /**
   * Sets the seed of the graph being built, or eagerly of all operations: their streams begin anew.
   */
  public static void setSeed(long seed) {
    RandomSeeds here = HERE.get();
    here.seed = seed;
    if (Contexts.current() instanceof EagerContext eager) {
      here.drawing = new MersenneTwister(seed);
      eager.resources().forget(RandomKernel.class);
    }
  }

  /**
   * The seeds of an operation that is called now.
   *
   * @param opSeed the seed it was given, or null
   */
  public static Pair of(@Nullable Long opSeed) {
    return HERE.get().pair(opSeed);
  }

  private Pair pair(@Nullable Long opSeed) {
    if (seed == null && opSeed == null) {
      return Pair.NONE;
    }
    long first = truncated(seed == null ? DEFAULT_GRAPH_SEED : seed);
    long second = truncated(opSeed == null ? drawn() : opSeed);
    return first == 0 && second == 0 ? new Pair(0, MODULUS) : new Pair(first, second);
  }

  private long drawn() {
    return drawing != null ? drawing.nextNonNegative() : unseededOps++;
  }

  private static long truncated(long seed) {
    return Math.floorMod(seed, MODULUS);
  }
}
