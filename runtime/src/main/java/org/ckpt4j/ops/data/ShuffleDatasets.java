package org.ckpt4j.ops.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.ops.random.Lanes;
import org.ckpt4j.ops.random.Philox;
import org.jspecify.annotations.Nullable;

/**
 * {@code ShuffleDataset}: elements in random order, drawn from a buffer. With seeds the order is
 * TensorFlow's.
 */
final class ShuffleDatasets {
  private ShuffleDatasets() {}

  static List<OpDef> all() {
    return List.of(
        DatasetOps.of("ShuffleDataset", "buffer_size: int64", "seed: int64", "seed2: int64")
            .attr("reshuffle_each_iteration", AttrKind.BOOL, true)
            .compute(call -> DatasetOps.tensor(shuffled(call)))
            .build());
  }

  /** Seeds of one round after the other. */
  private static final class Seeds {
    private final long seed;
    private final long seed2;
    private final @Nullable Lanes rounds;

    Seeds(long seed, long seed2, boolean anewEachRound) {
      this.seed = seed;
      this.seed2 = seed2;
      this.rounds = anewEachRound ? new Lanes(Philox.ofSeeds(seed, seed2)) : null;
    }

    synchronized Lanes next() {
      return rounds == null
          ? new Lanes(Philox.ofSeeds(seed, seed2))
          : new Lanes(
              Philox.ofSeeds(
                  Integer.toUnsignedLong(rounds.next()), Integer.toUnsignedLong(rounds.next())));
    }
  }

  private static Dataset shuffled(KernelCall call) {
    Dataset source = DatasetOps.input(call, 0);
    long buffer = call.input(1).longValue();
    if (buffer <= 0 && buffer != -1) {
      throw call.invalid("a buffer of %d elements is none", buffer);
    }
    long seed = call.input(2).longValue();
    long seed2 = call.input(3).longValue();
    if (seed == 0 && seed2 == 0) {
      SplittableRandom entropy = new SplittableRandom();
      seed = entropy.nextLong();
      seed2 = entropy.nextLong();
    }
    Seeds seeds = new Seeds(seed, seed2, call.<Boolean>attr("reshuffle_each_iteration"));
    return () -> new Shuffling(source.elements(), buffer, seeds.next());
  }

  private static final class Shuffling implements Dataset.Elements {
    private final Dataset.Elements source;
    private final long size;
    private final Lanes random;
    private final List<List<EagerTensor>> buffer = new ArrayList<>();
    private int start;
    private boolean sourceEnded;

    Shuffling(Dataset.Elements source, long size, Lanes random) {
      this.source = source;
      this.size = size;
      this.random = random;
    }

    @Override
    public @Nullable List<EagerTensor> next(KernelCall asking) {
      while (!sourceEnded && (size < 0 || buffer.size() - start < size)) {
        List<EagerTensor> element = source.next(asking);
        if (element == null) {
          sourceEnded = true;
        } else {
          buffer.add(element);
        }
      }
      int left = buffer.size() - start;
      if (left == 0) {
        return null;
      }
      int index = start + (int) (Integer.toUnsignedLong(random.next()) % left);
      List<EagerTensor> out = buffer.get(index);
      buffer.set(index, buffer.get(start));
      start++;
      forgetWhatIsGone();
      return out;
    }

    private void forgetWhatIsGone() {
      if (start > 1024 && start > buffer.size() / 2) {
        buffer.subList(0, start).clear();
        start = 0;
      }
    }
  }
}
