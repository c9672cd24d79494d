package org.ckpt4j.checkpoint.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.Set;
import java.util.SortedMap;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.CorruptCheckpointException.Category;
import org.ckpt4j.checkpoint.coding.ByteSink;
import org.ckpt4j.checkpoint.coding.ByteSource;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.ckpt4j.checkpoint.table.TableCursor;
import org.ckpt4j.checkpoint.table.TableReader;
import org.ckpt4j.checkpoint.table.TableWriter;
import org.ckpt4j.tensor.TensorKey;
import org.jspecify.annotations.Nullable;

/**
 * The content of a {@code .index} file: the header, and an entry for each tensor and each slice.
 *
 * <p>Opening reads and checks the table: every block's checksum, keys that rise, no holes. Entries
 * are decoded when they are asked for, so one that is damaged does not hide the others. Safe for
 * several threads.
 */
public final class BundleIndex {
  private static final byte[] HEADER_KEY = {};

  private final String file;
  private final BundleHeader header;
  private final TensorKey[] keys;
  private final FileSlice[] values;

  /** Filled on first use; entries are immutable, so it does not matter which thread wins. */
  private final @Nullable BundleEntry[] decoded;

  private BundleIndex(String file, BundleHeader header, TensorKey[] keys, FileSlice[] values) {
    this.file = file;
    this.header = header;
    this.keys = keys;
    this.values = values;
    this.decoded = new BundleEntry[keys.length];
  }

  /** An index of these entries, wherever they were found; {@code file} is named in exceptions. */
  public static BundleIndex of(
      String file, BundleHeader header, SortedMap<TensorKey, FileSlice> entries) {
    return new BundleIndex(
        file,
        header,
        entries.keySet().toArray(new TensorKey[0]),
        entries.values().toArray(new FileSlice[0]));
  }

  /**
   * @throws java.nio.file.NoSuchFileException if it is not there
   * @throws CorruptCheckpointException if it is no table, is damaged, or has no readable header
   */
  public static BundleIndex read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new CorruptCheckpointException(
          Category.DATA_LOSS, file.toString(), -1, null, "index file is a folder");
    }
    try (ByteSource source = ByteSource.open(file, false)) {
      return read(source);
    }
  }

  static BundleIndex read(ByteSource source) throws IOException {
    TableReader table = TableReader.open(source);
    TableCursor cursor = table.cursor();
    if (!cursor.next() || cursor.key().length != 0) {
      throw new CorruptCheckpointException(
          Category.INTERNAL,
          source.file(),
          0,
          null,
          "the first key of an index is empty and holds the header; this is not so here");
    }
    BundleHeader header = BundleHeader.read(cursor.value());
    List<TensorKey> keys = new ArrayList<>();
    List<FileSlice> values = new ArrayList<>();
    while (cursor.next()) {
      keys.add(TensorKey.ofBytes(cursor.key()));
      values.add(cursor.value());
    }
    table.checkMetaindex();
    return new BundleIndex(
        source.file(), header, keys.toArray(new TensorKey[0]), values.toArray(new FileSlice[0]));
  }

  /** Writes an index with these entries. */
  public static void write(
      ByteSink out, BundleHeader header, SortedMap<TensorKey, BundleEntry> entries)
      throws IOException {
    TableWriter table = new TableWriter(out);
    table.add(HEADER_KEY, header.toBytes());
    for (Map.Entry<TensorKey, BundleEntry> entry : entries.entrySet()) {
      table.add(entry.getKey().bytes(), entry.getValue().toBytes());
    }
    table.finish();
  }

  public String file() {
    return file;
  }

  public BundleHeader header() {
    return header;
  }

  /** All keys in order, also those of slices. */
  public List<TensorKey> keys() {
    return java.util.Collections.unmodifiableList(Arrays.asList(keys));
  }

  public int size() {
    return keys.length;
  }

  /** The place of {@code key}, or a negative number if it is not here. */
  public int find(TensorKey key) {
    return Arrays.binarySearch(keys, key);
  }

  /** The place of the first slice of a tensor of this name, or a negative number if it has none. */
  int findSlice(TensorKey name) {
    byte[] prefix = SliceKey.prefix(name);
    int place = find(TensorKey.ofBytes(prefix));
    place = place < 0 ? -place - 1 : place;
    boolean begins =
        place < keys.length
            && keys[place].length() >= prefix.length
            && Arrays.equals(keys[place].bytes(), 0, prefix.length, prefix, 0, prefix.length);
    return begins ? place : -1;
  }

  public TensorKey key(int place) {
    return keys[place];
  }

  /**
   * The entry at {@code place}.
   *
   * @throws CorruptCheckpointException if it cannot be decoded
   */
  public BundleEntry entry(int place) throws CorruptCheckpointException {
    return entry(place, keys[place]);
  }

  /** As {@link #entry(int)} of a slice, exceptions about which name its tensor. */
  BundleEntry entry(int place, TensorKey tensor) throws CorruptCheckpointException {
    BundleEntry entry = decoded[place];
    if (entry == null) {
      entry = BundleEntry.read(values[place].about(tensor));
      decoded[place] = entry;
    }
    return entry;
  }

  /** The bytes of the entry at {@code place}, as maker of exceptions about it. */
  FileSlice bytes(int place) {
    return values[place].about(keys[place]);
  }

  /** Places of the entries that are tensors, not slices that some tensor lists. */
  List<Integer> visible() throws CorruptCheckpointException {
    Set<TensorKey> hidden = new HashSet<>();
    for (int i = 0; i < keys.length; i++) {
      BundleEntry entry = entry(i);
      if (entry.isPartitioned()) {
        hide(hidden, keys[i], entry);
      }
    }
    return without(hidden);
  }

  /**
   * As {@link #visible}, but entries that cannot be decoded hide no slices and are not reported.
   */
  List<Integer> visibleAsFarAsReadable() {
    Set<TensorKey> hidden = new HashSet<>();
    for (int i = 0; i < keys.length; i++) {
      try {
        hide(hidden, keys[i], entry(i));
      } catch (CorruptCheckpointException e) {
        // Said again, and to the right person, when the entry itself is asked for.
        continue;
      }
    }
    return without(hidden);
  }

  private static void hide(Set<TensorKey> hidden, TensorKey key, BundleEntry entry) {
    entry.slices().forEach(slice -> hidden.add(SliceKey.of(key, slice)));
  }

  private List<Integer> without(Set<TensorKey> hidden) {
    if (hidden.isEmpty()) {
      return new Range(keys.length);
    }
    List<Integer> out = new ArrayList<>(keys.length);
    for (int i = 0; i < keys.length; i++) {
      if (!hidden.contains(keys[i])) {
        out.add(i);
      }
    }
    return out;
  }

  private static final class Range extends AbstractList<Integer> implements RandomAccess {
    private final int size;

    Range(int size) {
      this.size = size;
    }

    @Override
    public Integer get(int index) {
      return index;
    }

    @Override
    public int size() {
      return size;
    }
  }
}
