package org.ckpt4j.ops.strings;

import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.ToLongFunction;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;

/**
 * Strings into buckets: {@code StringToHashBucketFast} by FarmHash's fingerprint, {@code
 * StringToHashBucketStrong} by SipHash with a key, {@code StringToHashBucket} by TensorFlow's own
 * variant of MurmurHash.
 */
public final class HashOps {
  public static final OpDef FAST =
      buckets("StringToHashBucketFast", "input")
          .compute(
              call -> buckets(call, s -> Hashing.farmHashFingerprint64().hashBytes(s).asLong()))
          .notDifferentiable()
          .build();

  public static final OpDef OLD =
      buckets("StringToHashBucket", "string_tensor")
          .compute(call -> buckets(call, HashOps::hash64))
          .notDifferentiable()
          .build();

  public static final OpDef STRONG =
      buckets("StringToHashBucketStrong", "input")
          .attr("key", AttrKind.INT_LIST)
          .compute(
              call -> {
                List<Long> key = call.attr("key");
                if (key.size() != 2) {
                  throw call.invalid("a key has two numbers, given %d", key.size());
                }
                var hash = Hashing.sipHash24(key.get(0), key.get(1));
                return buckets(call, s -> hash.hashBytes(s).asLong());
              })
          .notDifferentiable()
          .build();

  private static final long MULTIPLIER = 0xc6a4a7935bd1e995L;
  private static final int SHIFT = 47;
  private static final long SEED = 0xDECAFCAFFEL;

  private HashOps() {}

  private static OpDef.Builder buckets(String name, String input) {
    return StringMaps.sameShape(name)
        .inputs(input + ": string")
        .outputs("output: int64")
        .attr("num_buckets", AttrKind.INT)
        .atLeast("num_buckets", 1);
  }

  /** Counterpart: {@code tf.strings.to_hash_bucket_fast}. */
  public static Tensor fast(Object input, long buckets, OpOption... options) {
    return StringMaps.call(FAST, Attrs.of("num_buckets", buckets), input, options);
  }

  /** Counterpart: {@code tf.strings.to_hash_bucket_strong}. */
  public static Tensor strong(Object input, long buckets, List<Long> key, OpOption... options) {
    return StringMaps.call(STRONG, Attrs.of("num_buckets", buckets, "key", key), input, options);
  }

  /** Counterpart: {@code tf.compat.v1.string_to_hash_bucket}. */
  public static Tensor old(Object input, long buckets, OpOption... options) {
    return StringMaps.call(OLD, Attrs.of("num_buckets", buckets), input, options);
  }

  private static EagerTensor buckets(KernelCall call, ToLongFunction<byte[]> hash) {
    long count = call.<Long>attr("num_buckets");
    return StringMaps.numbers(
        call.input(0), DType.INT64, s -> Long.remainderUnsigned(hash.applyAsLong(s), count));
  }

  private static long hash64(byte[] text) {
    ByteBuffer bytes = ByteBuffer.wrap(text).order(ByteOrder.LITTLE_ENDIAN);
    long hash = SEED ^ (text.length * MULTIPLIER);
    while (bytes.remaining() >= Long.BYTES) {
      long word = bytes.getLong() * MULTIPLIER;
      word ^= word >>> SHIFT;
      hash = (hash ^ (word * MULTIPLIER)) * MULTIPLIER;
    }
    if (bytes.hasRemaining()) {
      for (int shift = 0; bytes.hasRemaining(); shift += Byte.SIZE) {
        hash ^= (bytes.get() & 0xffL) << shift;
      }
      hash *= MULTIPLIER;
    }
    hash ^= hash >>> SHIFT;
    hash *= MULTIPLIER;
    return hash ^ (hash >>> SHIFT);
  }
}
