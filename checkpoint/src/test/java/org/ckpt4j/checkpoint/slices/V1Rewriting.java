package org.ckpt4j.checkpoint.slices;

import java.io.IOException;
import java.nio.file.Path;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.WriteOptions;
import org.ckpt4j.tensor.TensorSlice;

/** Writes one V1 file again with what a reader gives of it. */
final class V1Rewriting {
  private V1Rewriting() {}

  static void rewrite(Path source, Path target) throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(source);
        CheckpointWriter writer =
            CheckpointWriter.create(
                target, WriteOptions.defaults().withFormat(CheckpointFormat.V1))) {
      for (TensorEntry entry : reader.storedIndex().entries()) {
        for (TensorSlice slice : entry.slices()) {
          writer.addSlice(
              entry.key(), entry.spec().shape(), slice, reader.getTensor(entry.key(), slice));
        }
      }
      writer.finish();
    }
  }
}
