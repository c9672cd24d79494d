package org.ckpt4j.checkpoint.coding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.ckpt4j.tensor.TensorKey;

/**
 * The order in which TensorFlow's reader lists names: that of a C++ {@code unordered_map} with its
 * strings put in one by one.
 *
 * <p>Programs that walk over {@code get_variable_to_shape_map()} depend on it: what they write is
 * laid out in that order. On Linux the map is GNU's: MurmurHash64A of the bytes, prime numbers of
 * buckets, at most one entry a bucket on average, all entries in one chain. A new entry goes to the
 * head of the chain, or behind the entry before the first one of its bucket.
 */
public final class ReaderOrder {
  private static final long SEED = 0xc70f6907L;
  private static final long MULTIPLIER = 0xc6a4a7935bd1e995L;

  /** The numbers of buckets a map that grows one by one goes through. */
  private static final long[] BUCKETS = {
    13,
    29,
    59,
    127,
    257,
    541,
    1109,
    2357,
    5087,
    10273,
    20753,
    42043,
    85229,
    172933,
    351061,
    712697,
    1447153,
    2938679,
    5967347,
    12117689,
    24607243,
    49969847,
    101473717,
    206062531,
    418451333,
    849749479,
    1725587117
  };

  private static final int EMPTY = -2;

  /** Stands for the beginning of the chain, which is before its first entry. */
  private static final int HEAD = -1;

  private final long[] hashes;
  private final int[] next;
  private int head = HEAD;

  /** Per bucket the entry before its first one, {@link #HEAD}, or {@link #EMPTY}. */
  private int[] before;

  private ReaderOrder(long[] hashes) {
    this.hashes = hashes;
    this.next = new int[hashes.length];
    this.before = new int[0];
  }

  /** The items in the order of the map into which they were put one after the other. */
  public static <T> List<T> of(List<T> inserted, Function<? super T, TensorKey> key) {
    long[] hashes = new long[inserted.size()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = hash(key.apply(inserted.get(i)).bytes());
    }
    List<T> out = new ArrayList<>(hashes.length);
    ReaderOrder map = new ReaderOrder(hashes);
    map.insertAll();
    for (int at = map.head; at >= 0; at = map.next[at]) {
      out.add(inserted.get(at));
    }
    return out;
  }

  private void insertAll() {
    int size = 0;
    for (int i = 0; i < hashes.length; i++) {
      if (i >= before.length) {
        rehash((int) BUCKETS[size++]);
      }
      insert(i);
    }
  }

  private int bucket(int entry) {
    return (int) Long.remainderUnsigned(hashes[entry], before.length);
  }

  private void insert(int entry) {
    int bucket = bucket(entry);
    if (before[bucket] != EMPTY) {
      linkBehind(before[bucket], entry);
      return;
    }
    linkBehind(HEAD, entry);
    before[bucket] = HEAD;
    if (next[entry] >= 0) {
      before[bucket(next[entry])] = entry;
    }
  }

  private void linkBehind(int previous, int entry) {
    if (previous == HEAD) {
      next[entry] = head;
      head = entry;
    } else {
      next[entry] = next[previous];
      next[previous] = entry;
    }
  }

  private void rehash(int buckets) {
    before = new int[buckets];
    Arrays.fill(before, EMPTY);
    int entry = head;
    head = HEAD;
    while (entry >= 0) {
      int following = next[entry];
      insert(entry);
      entry = following;
    }
  }

  /** GNU's {@code _Hash_bytes} for 64 bits. */
  static long hash(byte[] bytes) {
    long hash = SEED ^ (bytes.length * MULTIPLIER);
    int whole = bytes.length & ~7;
    for (int at = 0; at < whole; at += 8) {
      long part = littleEndian(bytes, at, 8) * MULTIPLIER;
      hash = (hash ^ (part ^ part >>> 47) * MULTIPLIER) * MULTIPLIER;
    }
    if (whole < bytes.length) {
      hash = (hash ^ littleEndian(bytes, whole, bytes.length - whole)) * MULTIPLIER;
    }
    hash = (hash ^ hash >>> 47) * MULTIPLIER;
    return hash ^ hash >>> 47;
  }

  private static long littleEndian(byte[] bytes, int at, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (bytes[at + i] & 0xffL) << (8 * i);
    }
    return value;
  }
}
