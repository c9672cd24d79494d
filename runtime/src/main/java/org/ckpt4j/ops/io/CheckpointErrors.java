package org.ckpt4j.ops.io;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.NoSuchTensorException;
import org.ckpt4j.errors.DataLossError;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.errors.OpError;
import org.ckpt4j.errors.UnknownError;

/** Turns what the format library throws into TensorFlow's kinds of errors. */
public final class CheckpointErrors {
  private CheckpointErrors() {}

  public static OpError translate(IOException e) {
    if (e instanceof CorruptCheckpointException) {
      return new DataLossError(e.getMessage(), e);
    } else if (e instanceof NoSuchTensorException) {
      return new NotFoundError(e.getMessage(), e);
    } else if (e instanceof NoSuchFileException missing) {
      return new NotFoundError("no file " + missing.getFile(), e);
    }
    return new UnknownError(e.toString(), e);
  }
}
