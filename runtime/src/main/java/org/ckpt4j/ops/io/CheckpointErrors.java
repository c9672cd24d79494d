package org.ckpt4j.ops.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.NoSuchTensorException;
import org.ckpt4j.errors.AlreadyExistsError;
import org.ckpt4j.errors.DataLossError;
import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.errors.InternalError;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.errors.OpError;
import org.ckpt4j.errors.OutOfRangeError;
import org.ckpt4j.errors.PermissionDeniedError;
import org.ckpt4j.errors.ResourceExhaustedError;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.errors.UnknownError;

/** The one place where checked failures of files become TensorFlow's unchecked kinds. */
public final class CheckpointErrors {
  private CheckpointErrors() {}

  /** Work on files that may fail. */
  @FunctionalInterface
  public interface FileWork<T> {
    T run() throws IOException;
  }

  /**
   * Runs {@code work}; a request that the files cannot serve is an {@code InvalidArgumentError}, a
   * part that lies outside of its tensor an {@code InternalError}, as in TensorFlow.
   */
  public static <T> T translating(FileWork<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw translate(e);
    } catch (IndexOutOfBoundsException e) {
      throw new InternalError(message(e), e);
    } catch (IllegalArgumentException e) {
      throw new InvalidArgumentError(message(e), e);
    }
  }

  /** What TensorFlow would raise; the given exception is its cause. */
  public static OpError translate(IOException e) {
    if (e instanceof CorruptCheckpointException corrupt) {
      return of(corrupt);
    }
    if (e instanceof NoSuchTensorException
        || e instanceof NoSuchFileException
        || e instanceof FileNotFoundException) {
      return new NotFoundError(missing(e), e);
    }
    if (e instanceof AccessDeniedException) {
      return new PermissionDeniedError("no access: " + message(e), e);
    }
    if (e instanceof FileAlreadyExistsException) {
      return new AlreadyExistsError("exists already: " + message(e), e);
    }
    if (e instanceof NotDirectoryException || e instanceof DirectoryNotEmptyException) {
      return new FailedPreconditionError(message(e), e);
    }
    String reason = e instanceof FileSystemException f ? String.valueOf(f.getReason()) : message(e);
    String text = reason.toLowerCase(Locale.ROOT);
    if (text.contains("no space left") || text.contains("too many open files")) {
      return new ResourceExhaustedError(message(e), e);
    }
    return text.contains("not a directory")
        ? new FailedPreconditionError(message(e), e)
        : new UnknownError(message(e), e);
  }

  private static OpError of(CorruptCheckpointException e) {
    return switch (e.category()) {
      case DATA_LOSS -> new DataLossError(message(e), e);
      case OUT_OF_RANGE -> new OutOfRangeError(message(e), e);
      case INVALID_ARGUMENT -> new InvalidArgumentError(message(e), e);
      case INTERNAL -> new InternalError(message(e), e);
      case NOT_FOUND -> new NotFoundError(message(e), e);
      case UNIMPLEMENTED -> new UnimplementedError(message(e), e);
    };
  }

  private static String missing(IOException e) {
    return e instanceof NoSuchFileException file && file.getReason() == null
        ? "no such file or folder: " + file.getFile()
        : message(e);
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
