package org.ckpt4j.checkpoint.bundle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.WriteOptions;
import org.ckpt4j.checkpoint.coding.AtomicFile;
import org.ckpt4j.checkpoint.coding.ByteSink;
import org.ckpt4j.checkpoint.coding.Crc32cMask;
import org.ckpt4j.checkpoint.coding.FileActions;
import org.ckpt4j.checkpoint.coding.OutputFile;
import org.ckpt4j.checkpoint.coding.RunningCrc;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tensor bundle of one shard. Each value goes to the data file when it is added, from its
 * own memory; besides the index no more than about a megabyte is held. {@link Publication} says how
 * the files get their names. Counterpart: {@code BundleWriter}.
 */
public final class BundleWriter extends CheckpointWriter {
  private final FileActions files;
  private final Prefix prefix;
  private final WriteOptions options;
  private final String id = AtomicFile.randomId();
  private final OutputFile dataFile;
  private final DataFile data;
  private final TreeMap<TensorKey, BundleEntry> entries = new TreeMap<>();
  private @Nullable OutputFile indexFile;
  private State state = State.OPEN;

  private enum State {
    OPEN,
    /** Writing failed; what is in the file is not known. */
    BROKEN,
    FINISHED,
    CLOSED
  }

  private BundleWriter(FileActions files, Prefix prefix, WriteOptions options) throws IOException {
    this.files = files;
    this.prefix = prefix;
    this.options = options;
    this.dataFile = files.create(AtomicFile.temporary(prefix.data(0, 1), id));
    this.data = new DataFile(dataFile, options.threads());
  }

  /**
   * Makes the prefix's folder, but none above it, and settles what an interrupted save left there.
   *
   * @throws java.nio.file.NoSuchFileException if the folder above is missing
   */
  public static BundleWriter create(Prefix prefix, WriteOptions options) throws IOException {
    return create(FileActions.SYSTEM, prefix, options);
  }

  static BundleWriter create(FileActions files, Prefix prefix, WriteOptions options)
      throws IOException {
    if (!prefix.folder().toString().isEmpty()) {
      files.createFolder(prefix.folder());
    }
    InterruptedSaves.settle(files, prefix);
    return new BundleWriter(files, prefix, options);
  }

  @Override
  public void add(TensorKey key, RawTensor value) throws IOException {
    checkOpen();
    checkNew(key);
    checkStorable(key, value.dtype(), value.shape());
    addValue(key, value);
  }

  @Override
  public void addSlice(TensorKey key, Shape fullShape, TensorSlice slice, RawTensor value)
      throws IOException {
    checkOpen();
    checkStorable(key, value.dtype(), fullShape);
    Shape shape = slice.sliceShape(fullShape);
    if (!shape.equals(value.shape())) {
      throw new IllegalArgumentException(
          "slice %s of \"%s\", shape %s, has shape %s; the value has %s"
              .formatted(slice, key, fullShape, shape, value.shape()));
    }
    if (shape.equals(fullShape)) {
      // TF stores a slice that is everything as a plain tensor.
      checkNew(key);
      addValue(key, value);
      return;
    }
    List<TensorSlice> slices = new ArrayList<>();
    BundleEntry before = entries.get(key);
    if (before != null) {
      checkSameTensor(key, before, value.dtype(), fullShape);
      slices.addAll(before.slices());
    }
    TensorKey sliceKey = SliceKey.of(key, slice);
    checkNew(sliceKey);
    addValue(sliceKey, value);
    slices.add(slice);
    entries.put(key, BundleEntry.partitioned(value.dtype(), fullShape, slices));
  }

  private void addValue(TensorKey key, RawTensor value) throws IOException {
    long offset = data.position();
    state = State.BROKEN;
    int crc =
        switch (value.dtype()) {
          case STRING -> StringTensorCodec.writeStrings(value.elements(), data);
          case VARIANT -> StringTensorCodec.writeVariants(value.elements(), data);
          default -> {
            RunningCrc running = new RunningCrc();
            data.write(value.bytes(), running);
            yield running.value();
          }
        };
    state = State.OPEN;
    entries.put(
        key,
        new BundleEntry(
            value.dtype().number(),
            value.shape(),
            0,
            offset,
            data.position() - offset,
            Crc32cMask.mask(crc),
            List.of()));
  }

  private void checkOpen() {
    if (state != State.OPEN) {
      throw new IllegalStateException(
          "writer of %s is %s"
              .formatted(
                  prefix,
                  state == State.BROKEN
                      ? "broken, for an earlier write failed; close it and save again"
                      : "finished or closed; create another"));
    }
  }

  private void checkNew(TensorKey key) {
    BundleEntry before = entries.get(key);
    if (before != null) {
      throw new IllegalArgumentException(
          "tensor \"%s\" was added to %s before%s"
              .formatted(key, prefix, before.isPartitioned() ? ", in slices" : ""));
    }
  }

  private static void checkStorable(TensorKey key, DType dtype, Shape shape) {
    if (key.length() == 0) {
      throw new IllegalArgumentException("the empty key is the header's; give the tensor a name");
    }
    if (dtype == DType.RESOURCE) {
      throw new IllegalArgumentException(
          "tensor \"%s\" is a resource, which no file can hold; save what it refers to"
              .formatted(key));
    }
    if (shape.rank() > BundleEntry.MAX_RANK) {
      throw new IllegalArgumentException(
          "tensor \"%s\" has %d dimensions; readers take up to %d"
              .formatted(key, shape.rank(), BundleEntry.MAX_RANK));
    }
    long unused = shape.numElements();
  }

  private static void checkSameTensor(
      TensorKey key, BundleEntry before, DType dtype, Shape fullShape) {
    if (!before.isPartitioned()) {
      // TF writes this, and then cannot read the tensor.
      throw new IllegalArgumentException(
          "tensor \"%s\" was added whole; its slices cannot be added too".formatted(key));
    }
    if (before.dtype() != dtype.number() || !before.shape().equals(fullShape)) {
      throw new IllegalArgumentException(
          "tensor \"%s\" has slices of type number %d, full shape %s; this one is of %s, %s"
              .formatted(key, before.dtype(), before.shape(), dtype, fullShape));
    }
  }

  @Override
  public void finish() throws IOException {
    checkOpen();
    state = State.BROKEN;
    data.flush();
    if (options.fsync()) {
      dataFile.force();
    }
    OutputFile index = files.create(AtomicFile.temporary(prefix.index(), id));
    indexFile = index;
    BundleIndex.write(ByteSink.into(index), BundleHeader.ofShards(1), entries);
    if (options.fsync()) {
      index.force();
    }
    Publication.publish(files, prefix, id, 1, options.fsync());
    state = State.FINISHED;
    // Open until now, so that their locks told others that this save is alive.
    index.close();
    dataFile.close();
  }

  @Override
  public void close() throws IOException {
    if (state == State.FINISHED || state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    try (OutputFile index = indexFile) {
      dataFile.close();
    } finally {
      files.delete(dataFile.path());
      if (indexFile != null) {
        files.delete(indexFile.path());
      }
    }
  }
}
