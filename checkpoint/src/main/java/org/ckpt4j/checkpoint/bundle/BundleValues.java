package org.ckpt4j.checkpoint.bundle;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.CorruptCheckpointException.Category;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.ReadOptions.Checksums;
import org.ckpt4j.checkpoint.coding.ByteSource;
import org.ckpt4j.checkpoint.coding.Crc32cMask;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.ckpt4j.checkpoint.coding.RunningCrc;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.jspecify.annotations.Nullable;

/**
 * The values behind the entries of an index: finds their bytes in the data files, checks what the
 * entry says against what is there before anything is allocated, and verifies each checksum once.
 */
final class BundleValues implements Closeable {
  private static final int VERIFIED_WHOLE = 1 << 23;

  private final IntFunction<Path> dataFile;
  private final BundleIndex index;
  private final ReadOptions options;
  private final ShardFiles shards;

  /**
   * Whether the checksum of the entry at each place was found right. Set only after that, by
   * whichever thread did it; a thread that does not see it yet checks again.
   */
  private final boolean[] verified;

  /**
   * The data file used last; most checkpoints have one, so its name need not be made every time.
   */
  private volatile @Nullable OpenShard last;

  private record OpenShard(int shard, ByteSource source) {}

  /**
   * @param dataFile where the data file of a shard is
   */
  BundleValues(IntFunction<Path> dataFile, BundleIndex index, ReadOptions options) {
    this.dataFile = dataFile;
    this.index = index;
    this.options = options;
    this.shards = new ShardFiles(options.mapped());
    this.verified = new boolean[index.size()];
  }

  /**
   * A stored slice of a partitioned tensor.
   *
   * @param tensor the name of the tensor, which exceptions show instead of the slice's own key
   */
  record Part(SliceBox box, int place, BundleEntry entry, TensorKey tensor) {}

  /** Where the bytes of an entry are, after every check that needs no byte of them. */
  private record Location(ByteSource source, DType dtype, TensorKey name) {
    StoredValue value(BundleEntry entry, TensorBytes bytes) {
      return new StoredValue(source.file(), entry.offset(), name, bytes);
    }
  }

  /** The value that the entry at {@code place} itself points to. */
  RawTensor read(int place, BundleEntry entry) throws IOException {
    return read(place, entry, index.key(place));
  }

  RawTensor read(Part part) throws IOException {
    return read(part.place, part.entry, part.tensor);
  }

  private RawTensor read(int place, BundleEntry entry, TensorKey name) throws IOException {
    Location found = locate(place, entry, name);
    boolean check = mustCheck(place);
    TensorBytes view = found.source.view(entry.offset(), entry.size());
    boolean fixed = found.dtype.isFixedWidth();
    Integer crc = null;
    TensorBytes bytes;
    if (view == null) {
      bytes = TensorBytes.allocate(entry.size());
      int copied = copy(found, entry, bytes);
      crc = fixed ? copied : null;
    } else {
      bytes = view;
      if (fixed && check) {
        crc = org.ckpt4j.checkpoint.coding.Checksums.of(bytes, options.threads());
      }
    }
    StoredValue value = found.value(entry, bytes);
    if (!fixed) {
      return readElements(place, entry, found.dtype, value, check);
    }
    if (check && crc != null) {
      checkChecksum(place, entry, value, crc);
    }
    if (index.header().bigEndian() && ByteOrders.unit(found.dtype) > 1) {
      bytes = ByteOrders.swapped(bytes, ByteOrders.unit(found.dtype));
    }
    return RawTensor.of(found.dtype, entry.shape(), bytes);
  }

  /** As {@link #read}, of a fixed-width type into memory given. */
  void readInto(int place, BundleEntry entry, TensorBytes target) throws IOException {
    Location found = locate(place, entry, index.key(place));
    int crc = copy(found, entry, target);
    if (mustCheck(place)) {
      checkChecksum(place, entry, found.value(entry, target), crc);
    }
    if (index.header().bigEndian()) {
      ByteOrders.swap(target, ByteOrders.unit(found.dtype));
    }
  }

  /** Checks the bytes of an entry without keeping them: constant memory, whatever their number. */
  void verify(int place, BundleEntry entry) throws IOException {
    Location found = locate(place, entry, index.key(place));
    if (!found.dtype.isFixedWidth() || entry.size() <= VERIFIED_WHOLE) {
      RawTensor unused = read(place, entry);
      return;
    }
    TensorBytes window = TensorBytes.allocate(VERIFIED_WHOLE);
    RunningCrc crc = new RunningCrc();
    for (long at = 0; at < entry.size(); at += window.size()) {
      TensorBytes part = window.slice(0, Math.min(window.size(), entry.size() - at));
      crc.append(
          org.ckpt4j.checkpoint.coding.Checksums.copy(
              found.source, entry.offset() + at, part, options.threads()),
          part.size());
    }
    checkChecksum(place, entry, found.value(entry, window), crc.value());
  }

  private int copy(Location found, BundleEntry entry, TensorBytes target) throws IOException {
    return org.ckpt4j.checkpoint.coding.Checksums.copy(
        found.source, entry.offset(), target, options.threads());
  }

  private RawTensor readElements(
      int place, BundleEntry entry, DType dtype, StoredValue value, boolean check)
      throws IOException {
    long elements = entry.shape().numElements();
    if (elements > Integer.MAX_VALUE - 8) {
      throw value.corrupt(
          Category.UNIMPLEMENTED, 0, "%d strings; at most 2^31 can be held", elements);
    }
    int count = (int) elements;
    boolean bigEndian = index.header().bigEndian();
    if (dtype == DType.VARIANT && bigEndian) {
      throw value.corrupt(
          Category.UNIMPLEMENTED, 0, "variants of a big-endian file cannot be turned around");
    }
    StringTensorCodec.Decoded decoded =
        dtype == DType.VARIANT
            ? StringTensorCodec.readVariants(value, count, options.threads())
            : StringTensorCodec.readStrings(value, count, bigEndian, check, options.threads());
    Integer crc = decoded.crc();
    if (check && crc != null) {
      checkChecksum(place, entry, value, crc);
    }
    return RawTensor.viewOfElements(dtype, entry.shape(), decoded.elements());
  }

  private boolean mustCheck(int place) {
    return options.checksums() == Checksums.VERIFY && !verified[place];
  }

  private void checkChecksum(int place, BundleEntry entry, StoredValue value, int computed)
      throws CorruptCheckpointException {
    int stored = Crc32cMask.unmask(entry.maskedCrc32c());
    if (stored != computed) {
      throw value.corrupt(
          0,
          "shard %d, %d bytes: checksum %08x, computed %08x (file damaged?)",
          entry.shard(),
          entry.size(),
          stored,
          computed);
    }
    verified[place] = true;
  }

  private Location locate(int place, BundleEntry entry, TensorKey name) throws IOException {
    FileSlice at = index.bytes(place).about(name);
    DType dtype = entry.storedType(at);
    int shardCount = index.header().numShards();
    if (entry.shard() < 0 || entry.shard() >= shardCount) {
      throw at.corrupt("in shard %d of %d", entry.shard(), shardCount);
    }
    if (entry.offset() < 0 || entry.size() < 0) {
      throw at.corrupt(
          "at %d with %d bytes; neither may be negative", entry.offset(), entry.size());
    }
    checkSize(at, entry, dtype);
    ByteSource source = open(entry.shard(), name);
    if (entry.offset() > source.size() || entry.size() > source.size() - entry.offset()) {
      throw new CorruptCheckpointException(
          Category.OUT_OF_RANGE,
          source.file(),
          entry.offset(),
          name.toString(),
          "takes %d bytes from there, the file has %d in all (file cut off?)"
              .formatted(entry.size(), source.size()));
    }
    return new Location(source, dtype, name);
  }

  private ByteSource open(int shard, TensorKey name) throws IOException {
    OpenShard known = last;
    if (known == null || known.shard != shard) {
      known = new OpenShard(shard, shards.open(dataFile.apply(shard), name));
      last = known;
    }
    return known.source;
  }

  private static void checkSize(FileSlice at, BundleEntry entry, DType dtype)
      throws CorruptCheckpointException {
    long elements = entry.shape().numElements();
    if (!dtype.isFixedWidth()) {
      // The lengths alone take a byte each; the exact sum is known once they are read.
      if (entry.size() < elements) {
        throw at.corrupt("%d bytes cannot hold %d strings", entry.size(), elements);
      }
    } else if (elements > Long.MAX_VALUE / dtype.width()
        || entry.size() != elements * dtype.width()) {
      throw at.corrupt(
          "%s%s takes %d x %d bytes, the entry says %d",
          dtype, entry.shape(), elements, dtype.width(), entry.size());
    }
  }

  /** The place of the entry of one slice of the tensor at {@code place}. */
  int slicePlace(int place, TensorSlice slice) throws CorruptCheckpointException {
    TensorKey key = SliceKey.of(index.key(place), slice);
    int found = index.find(key);
    if (found < 0) {
      throw index
          .bytes(place)
          .corrupt(Category.NOT_FOUND, "its slice %s (key %s) is not in the index", slice, key);
    }
    return found;
  }

  /** The stored slices, each with its entry; they fit the tensor and do not overlap. */
  List<Part> parts(int place, BundleEntry entry) throws CorruptCheckpointException {
    List<Part> out = new ArrayList<>(entry.slices().size());
    List<SliceBox> boxes = new ArrayList<>(entry.slices().size());
    for (TensorSlice slice : entry.slices()) {
      SliceBox box = box(place, entry.shape(), slice);
      int found = slicePlace(place, slice);
      BundleEntry part = index.entry(found, index.key(place));
      if (part.dtype() != entry.dtype()
          || !part.shape().equals(box.shape())
          || part.isPartitioned()) {
        throw index
            .bytes(found)
            .about(index.key(place))
            .corrupt(
                "slice %s of \"%s\" is of type %d, shape %s; the tensor's slice is %d, %s",
                slice, index.key(place), part.dtype(), part.shape(), entry.dtype(), box.shape());
      }
      out.add(new Part(box, found, part, index.key(place)));
      boxes.add(box);
    }
    Optional<List<SliceBox>> overlap = SliceCover.findOverlap(boxes);
    if (overlap.isPresent()) {
      throw index
          .bytes(place)
          .corrupt(
              Category.INTERNAL,
              "its slices %s and %s overlap",
              overlap.get().get(0),
              overlap.get().get(1));
    }
    return out;
  }

  private SliceBox box(int place, Shape full, TensorSlice slice) throws CorruptCheckpointException {
    try {
      return SliceBox.of(full, slice);
    } catch (IndexOutOfBoundsException e) {
      CorruptCheckpointException corrupt =
          index.bytes(place).corrupt(Category.INTERNAL, "stored %s", e.getMessage());
      corrupt.initCause(e);
      throw corrupt;
    }
  }

  /** That the parts, which do not overlap, hold all of {@code request}. */
  void checkCover(int place, List<Part> parts, SliceBox request) throws CorruptCheckpointException {
    long held = SliceCover.held(parts.stream().map(Part::box).toList(), request);
    if (held != request.numElements()) {
      throw index
          .bytes(place)
          .corrupt(
              Category.INVALID_ARGUMENT,
              "its slices hold %d of the %d elements of %s",
              held,
              request.numElements(),
              request);
    }
  }

  /**
   * That the parts' bytes exist and are not fewer than {@code elements} take, so that assembling
   * them allocates no more than lies in the files.
   */
  void checkBacked(int place, List<Part> parts, long elements) throws IOException {
    Set<ByteSource> files = new HashSet<>();
    int width = 1;
    for (Part part : parts) {
      Location found = locate(part.place, part.entry, part.tensor);
      files.add(found.source);
      width = Math.max(1, found.dtype.width());
    }
    long available = files.stream().mapToLong(ByteSource::size).sum();
    if (elements > available / width) {
      throw index
          .bytes(place)
          .corrupt(
              "%d elements of %d bytes are asked for; its data files have %d bytes",
              elements, width, available);
    }
  }

  @Override
  public void close() throws IOException {
    last = null;
    shards.close();
  }
}
