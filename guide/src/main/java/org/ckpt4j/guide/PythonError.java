package org.ckpt4j.guide;

import java.nio.file.NoSuchFileException;
import java.util.NoSuchElementException;
import org.ckpt4j.checkpoint.NoSuchTensorException;
import org.ckpt4j.errors.AttributeError;
import org.ckpt4j.errors.LookupError;
import org.ckpt4j.errors.OpError;
import org.ckpt4j.errors.TypeError;

/** The name that TensorFlow or Python gives to the kind of error a Java exception is. */
public final class PythonError {
  private PythonError() {}

  /** The category, or the class's name in angle brackets if it has none: a defect, then. */
  public static String nameOf(Throwable error) {
    if (error instanceof OpError) {
      return error.getClass().getSimpleName();
    } else if (error instanceof NoSuchTensorException || error instanceof NoSuchFileException) {
      return "NotFoundError"; // the format library's, where a program reads without the runtime
    } else if (error instanceof TypeError) {
      return "TypeError";
    } else if (error instanceof AttributeError) {
      return "AttributeError";
    } else if (error instanceof LookupError) {
      return "LookupError";
    } else if (error.getClass() == IllegalArgumentException.class) {
      return "ValueError";
    } else if (error.getClass() == IllegalStateException.class) {
      return "RuntimeError";
    } else if (error.getClass() == NoSuchElementException.class) {
      return "KeyError";
    } else if (error instanceof IndexOutOfBoundsException) {
      return "IndexError";
    } else if (error instanceof UnsupportedOperationException) {
      return "NotImplementedError";
    } else if (error instanceof AssertionError) {
      return "AssertionError";
    }
    return "<" + error.getClass().getName() + ">";
  }
}
