package org.ckpt4j.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.ckpt4j.tensor.TensorBytes;

/** Memory off the Java heap, as ND4J's arrays have it, of any size; freed by {@link #close()}. */
final class OffHeapBytes implements TensorBytes, AutoCloseable {
  private final BytePointer memory;
  private final long size;

  OffHeapBytes(long size) {
    this.memory = new BytePointer(Pointer.malloc(Math.max(1, size)));
    this.size = size;
    if (memory.isNull()) {
      throw new OutOfMemoryError("malloc of " + size + " bytes");
    }
  }

  static OffHeapBytes filled(Workload workload, int tensor) {
    var out = new OffHeapBytes(workload.bytesEach());
    int chunk = (int) Math.min(1 << 24, out.size);
    for (long at = 0; at < out.size; at += chunk) {
      Workload.fill(tensor, at, out.window(at, (int) Math.min(chunk, out.size - at)));
    }
    return out;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public ByteBuffer window(long at, int length) {
    Objects.checkFromIndexSize(at, (long) length, size);
    return new Window(memory.address() + at, length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    Pointer.free(memory);
  }

  private static final class Window extends BytePointer {
    Window(long address, int length) {
      super((Pointer) null);
      this.address = address;
      this.limit = length;
      this.capacity = length;
    }
  }
}
