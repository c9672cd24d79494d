package org.ckpt4j.checkpoint.coding;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a format's bytes go, from front to back. */
public interface ByteSink {
  /** How many bytes have been written. */
  long count();

  /** Takes the remaining bytes of {@code bytes}. */
  void write(ByteBuffer bytes) throws IOException;

  /** Into memory. */
  static ByteSink into(ByteBuilder target) {
    return new ByteSink() {
      @Override
      public long count() {
        return target.size();
      }

      @Override
      public void write(ByteBuffer bytes) {
        target.write(bytes);
        bytes.position(bytes.limit());
      }
    };
  }

  /** Into a file, from its beginning. */
  static ByteSink into(OutputFile target) {
    return new ByteSink() {
      private long count;

      @Override
      public long count() {
        return count;
      }

      @Override
      public void write(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        target.writeAt(bytes, count);
        count += length;
      }
    };
  }
}
