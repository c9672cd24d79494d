package org.ckpt4j.ops.state;

import java.nio.ByteBuffer;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Elements;
import org.ckpt4j.tensor.DType;

/** What becomes of an element that is met by another: how values are scattered into a variable. */
enum ElementUpdate {
  UPDATE,
  ADD,
  SUB,
  MUL,
  DIV,
  MIN,
  MAX;

  /** The operation's name ends so: {@code ScatterAdd}. */
  String suffix() {
    return name().charAt(0) + name().substring(1).toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * Changes {@code count} elements from {@code at} by as many from {@code from}, or all by that one
   * if {@code single}.
   */
  void apply(
      DType dtype,
      ByteBuffer target,
      int at,
      ByteBuffer updates,
      int from,
      int count,
      boolean single) {
    if (this == UPDATE) {
      int width = dtype.width();
      if (!single) {
        target.put(at * width, updates, from * width, count * width);
        return;
      }
      for (int i = 0; i < count; i++) {
        target.put((at + i) * width, updates, from * width, width);
      }
      return;
    }
    int step = single ? 0 : 1;
    if (dtype == DType.FLOAT32) {
      for (int i = 0; i < count; i++) {
        float before = target.getFloat((at + i) * Float.BYTES);
        float update = updates.getFloat((from + i * step) * Float.BYTES);
        target.putFloat((at + i) * Float.BYTES, of(before, update));
      }
    } else if (dtype.isFloating()) {
      for (int i = 0; i < count; i++) {
        double before = Elements.getDouble(target, dtype, at + i);
        double update = Elements.getDouble(updates, dtype, from + i * step);
        Elements.putDouble(target, dtype, at + i, of(before, update));
      }
    } else if (dtype.isComplex()) {
      DType part = ElementArrays.part(dtype);
      for (int i = 0; i < count; i++) {
        complex(target, 2 * (at + i), updates, 2 * (from + i * step), part);
      }
    } else {
      for (int i = 0; i < count; i++) {
        long before = Elements.getLong(target, dtype, at + i);
        long update = Elements.getLong(updates, dtype, from + i * step);
        Elements.putLong(target, dtype, at + i, of(before, update, dtype));
      }
    }
  }

  private float of(float x, float y) {
    return switch (this) {
      case UPDATE -> y;
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case DIV -> x / y;
      case MIN -> Math.min(x, y);
      case MAX -> Math.max(x, y);
    };
  }

  private double of(double x, double y) {
    return switch (this) {
      case UPDATE -> y;
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case DIV -> x / y;
      case MIN -> Math.min(x, y);
      case MAX -> Math.max(x, y);
    };
  }

  private long of(long x, long y, DType dtype) {
    boolean unsigned = dtype == DType.UINT64;
    return switch (this) {
      case UPDATE -> y;
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case DIV -> {
        if (y == 0) {
          throw new InvalidArgumentError("an update of an integer variable divides by zero");
        }
        yield unsigned ? Long.divideUnsigned(x, y) : x / y;
      }
      case MIN -> (unsigned ? Long.compareUnsigned(x, y) < 0 : x < y) ? x : y;
      case MAX -> (unsigned ? Long.compareUnsigned(x, y) > 0 : x > y) ? x : y;
    };
  }

  private void complex(ByteBuffer target, int at, ByteBuffer updates, int from, DType part) {
    double a = Elements.getDouble(target, part, at);
    double b = Elements.getDouble(target, part, at + 1);
    double c = Elements.getDouble(updates, part, from);
    double d = Elements.getDouble(updates, part, from + 1);
    double real;
    double imaginary;
    switch (this) {
      case ADD -> {
        real = a + c;
        imaginary = b + d;
      }
      case SUB -> {
        real = a - c;
        imaginary = b - d;
      }
      case MUL -> {
        real = a * c - b * d;
        imaginary = a * d + b * c;
      }
      case DIV -> {
        double square = c * c + d * d;
        real = (a * c + b * d) / square;
        imaginary = (b * c - a * d) / square;
      }
      default -> throw new UnimplementedError(this + " has no meaning for complex numbers");
    }
    Elements.putDouble(target, part, at, real);
    Elements.putDouble(target, part, at + 1, imaginary);
  }
}
