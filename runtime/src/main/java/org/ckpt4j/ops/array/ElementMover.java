package org.ckpt4j.ops.array;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.List;

/** Moves elements of one width from a source to a target: the innermost loops. */
interface ElementMover {
  /** Elements that lie together in both. */
  void run(int from, int to, int count);

  /** Elements {@code fromStep} apart to places {@code toStep} apart. */
  void steps(int from, int fromStep, int to, int toStep, int count);

  static ElementMover ofBytes(int width, ByteBuffer source, ByteBuffer target) {
    return switch (width) {
      case 1 -> new Bytes(source, target);
      case 2 -> new Shorts(source, source.asShortBuffer(), target, target.asShortBuffer());
      case 4 -> new Ints(source, source.asIntBuffer(), target, target.asIntBuffer());
      case 8 -> new Longs(source, source.asLongBuffer(), target, target.asLongBuffer(), 1);
      case 16 -> new Longs(source, source.asLongBuffer(), target, target.asLongBuffer(), 2);
      default -> throw new IllegalArgumentException("elements of " + width + " bytes");
    };
  }

  static <T> ElementMover ofItems(List<T> source, T[] target) {
    return new Items<>(source, target);
  }

  /** Elements of one byte. */
  record Bytes(ByteBuffer source, ByteBuffer target) implements ElementMover {
    @Override
    public void run(int from, int to, int count) {
      target.put(to, source, from, count);
    }

    @Override
    public void steps(int from, int fromStep, int to, int toStep, int count) {
      for (int i = 0; i < count; i++) {
        target.put(to + i * toStep, source.get(from + i * fromStep));
      }
    }
  }

  /** Elements of two bytes. */
  record Shorts(ByteBuffer bytes, ShortBuffer source, ByteBuffer targetBytes, ShortBuffer target)
      implements ElementMover {
    @Override
    public void run(int from, int to, int count) {
      targetBytes.put(to * Short.BYTES, bytes, from * Short.BYTES, count * Short.BYTES);
    }

    @Override
    public void steps(int from, int fromStep, int to, int toStep, int count) {
      for (int i = 0; i < count; i++) {
        target.put(to + i * toStep, source.get(from + i * fromStep));
      }
    }
  }

  /** Elements of four bytes. */
  record Ints(ByteBuffer bytes, IntBuffer source, ByteBuffer targetBytes, IntBuffer target)
      implements ElementMover {
    @Override
    public void run(int from, int to, int count) {
      targetBytes.put(to * Integer.BYTES, bytes, from * Integer.BYTES, count * Integer.BYTES);
    }

    @Override
    public void steps(int from, int fromStep, int to, int toStep, int count) {
      for (int i = 0; i < count; i++) {
        target.put(to + i * toStep, source.get(from + i * fromStep));
      }
    }
  }

  /** Elements of {@code words} times eight bytes. */
  record Longs(
      ByteBuffer bytes, LongBuffer source, ByteBuffer targetBytes, LongBuffer target, int words)
      implements ElementMover {
    @Override
    public void run(int from, int to, int count) {
      int width = words * Long.BYTES;
      targetBytes.put(to * width, bytes, from * width, count * width);
    }

    @Override
    public void steps(int from, int fromStep, int to, int toStep, int count) {
      for (int i = 0; i < count; i++) {
        for (int w = 0; w < words; w++) {
          target.put((to + i * toStep) * words + w, source.get((from + i * fromStep) * words + w));
        }
      }
    }
  }

  /** Objects. */
  record Items<T>(List<T> source, T[] target) implements ElementMover {
    @Override
    public void run(int from, int to, int count) {
      steps(from, 1, to, 1, count);
    }

    @Override
    public void steps(int from, int fromStep, int to, int toStep, int count) {
      for (int i = 0; i < count; i++) {
        target[to + i * toStep] = source.get(from + i * fromStep);
      }
    }
  }
}
