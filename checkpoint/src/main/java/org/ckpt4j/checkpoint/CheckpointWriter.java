package org.ckpt4j.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import org.ckpt4j.checkpoint.bundle.BundleWriter;
import org.ckpt4j.checkpoint.bundle.Prefix;
import org.ckpt4j.checkpoint.slices.V1Writer;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;

/**
 * Writes one checkpoint: named tensors in, one prefix out, which appears whole or not at all.
 *
 * <p>The data file holds the values in the order of the calls; for equal calls the bytes are
 * TensorFlow's. The memory behind an added tensor must not change before {@link #finish()} returns.
 * {@link #close()} without {@code finish()} abandons and deletes what was written. Not for use by
 * several threads.
 */
public abstract class CheckpointWriter implements AutoCloseable {
  public static CheckpointWriter create(Path prefix) throws IOException {
    return create(prefix, WriteOptions.defaults());
  }

  public static CheckpointWriter create(Path prefix, WriteOptions options) throws IOException {
    return create(Prefix.of(prefix), prefix, options);
  }

  /**
   * As {@link #create(Path, WriteOptions)}, at a prefix as a program writes it. Here, other than in
   * a {@code Path}, a slash at the end counts: {@code "folder/"} makes {@code folder/.index}.
   */
  public static CheckpointWriter create(String prefix, PathResolver files, WriteOptions options)
      throws IOException {
    return create(Prefix.of(prefix, files), files.resolve(prefix), options);
  }

  private static CheckpointWriter create(Prefix prefix, Path path, WriteOptions options)
      throws IOException {
    return switch (options.format()) {
      case V2 -> BundleWriter.create(prefix, options);
      case V1 -> V1Writer.create(path, options);
    };
  }

  /**
   * @throws IllegalArgumentException if the key was added before, is empty (V2), or the type cannot
   *     be stored in this format
   */
  public abstract void add(TensorKey key, RawTensor value) throws IOException;

  /** Adds one part of a tensor of shape {@code fullShape}. */
  public abstract void addSlice(TensorKey key, Shape fullShape, TensorSlice slice, RawTensor value)
      throws IOException;

  public void add(String key, RawTensor value) throws IOException {
    add(TensorKey.of(key), value);
  }

  /** Makes the checkpoint visible. */
  public abstract void finish() throws IOException;

  @Override
  public abstract void close() throws IOException;
}
