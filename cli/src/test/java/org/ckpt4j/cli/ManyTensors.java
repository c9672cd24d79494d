package org.ckpt4j.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/** A checkpoint of many small tensors, whose index takes several blocks. */
final class ManyTensors {
  private ManyTensors() {}

  static void write(Path prefix, int count) throws IOException {
    try (CheckpointWriter writer = CheckpointWriter.create(prefix)) {
      for (int i = 0; i < count; i++) {
        byte[] value = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(i).array();
        writer.add(
            "model/block_%05d/moving_average".formatted(i * 7919 % 100_003),
            RawTensor.of(DType.INT64, Shape.scalar(), value));
      }
      writer.finish();
    }
  }
}
