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
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
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
            .build(),
        DatasetOps.of(
                "ShuffleDatasetV3",
                "buffer_size: int64",
                "seed: int64",
                "seed2: int64",
                "seed_generator: resource")
            .attr("reshuffle_each_iteration", AttrKind.BOOL, true)
            .stateful()
            .compute(call -> DatasetOps.tensor(shuffled(call)))
            .build(),
        DatasetOps.of("ShuffleDatasetV2", "buffer_size: int64", "seed_generator: resource")
            .stateful()
            .compute(
                call -> DatasetOps.tensor(shuffled(call, call.passed(2).object(Seeds.class), 1)))
            .build(),
        DatasetOps.of(
                "ShuffleAndRepeatDataset",
                "buffer_size: int64",
                "seed: int64",
                "seed2: int64",
                "count: int64")
            .attr("reshuffle_each_iteration", AttrKind.BOOL, true)
            .compute(call -> DatasetOps.tensor(shuffled(call)))
            .build(),
        DatasetOps.of(
                "ShuffleAndRepeatDatasetV2",
                "buffer_size: int64",
                "seed: int64",
                "seed2: int64",
                "count: int64",
                "seed_generator: resource")
            .attr("reshuffle_each_iteration", AttrKind.BOOL, true)
            .stateful()
            .compute(call -> DatasetOps.tensor(shuffled(call)))
            .build(),
        OpDef.named("DummySeedGenerator")
            .outputs("handle: resource")
            .stateful()
            .infer(call -> List.of(Shape.scalar()))
            .compute(call -> EagerTensor.ofObject(DType.RESOURCE, "no seed generator"))
            .notDifferentiable()
            .build(),
        OpDef.named("AnonymousSeedGenerator")
            .inputs("seed: int64", "seed2: int64", "reshuffle: bool")
            .outputs("handle: resource", "deleter: variant")
            .stateful()
            .infer(call -> List.of(Shape.scalar(), Shape.scalar()))
            .kernel(
                call -> {
                  Seeds seeds = seeds(call, 0, call.input(2).booleanValue());
                  return List.of(
                      EagerTensor.ofObject(DType.RESOURCE, seeds),
                      EagerTensor.ofObject(DType.VARIANT, seeds));
                })
            .notDifferentiable()
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

  private static Seeds seeds(KernelCall call, int input, boolean anewEachRound) {
    long seed = call.input(input).longValue();
    long seed2 = call.input(input + 1).longValue();
    if (seed == 0 && seed2 == 0) {
      SplittableRandom entropy = new SplittableRandom();
      seed = entropy.nextLong();
      seed2 = entropy.nextLong();
    }
    return new Seeds(seed, seed2, anewEachRound);
  }

  private static Dataset shuffled(KernelCall call) {
    Seeds seeds = seeds(call, 2, call.<Boolean>attr("reshuffle_each_iteration"));
    boolean repeats = call.def().name().startsWith("ShuffleAndRepeat");
    return shuffled(call, seeds, repeats ? call.input(4).longValue() : 1);
  }

  /** Shuffled anew so many times, for ever if negative, by one stream of random numbers. */
  private static Dataset shuffled(KernelCall call, Seeds seeds, long count) {
    Dataset source = DatasetOps.input(call, 0);
    long buffer = call.input(1).longValue();
    if (buffer <= 0 && buffer != -1) {
      throw call.invalid("a buffer of %d elements is none", buffer);
    }
    return () -> {
      Lanes random = seeds.next();
      Dataset.Elements[] now = {new Shuffling(source.elements(), buffer, random)};
      long[] left = {count - 1};
      return asking -> {
        List<EagerTensor> element = now[0].next(asking);
        if (element == null && left[0] != 0) {
          left[0] -= left[0] > 0 ? 1 : 0;
          now[0] = new Shuffling(source.elements(), buffer, random);
          element = now[0].next(asking);
        }
        return element;
      };
    };
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
