package org.ckpt4j.graph.graphdef;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The byte strings of attributes as Java strings, and back without loss: a byte that is no UTF-8
 * becomes a lone surrogate, as Python's {@code surrogateescape} has it.
 */
final class AttrText {
  private static final char ESCAPE = '\udc00';

  private AttrText() {}

  static String decode(ByteString bytes) {
    if (bytes.isValidUtf8()) {
      return bytes.toStringUtf8();
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = bytes.asReadOnlyByteBuffer();
    CharBuffer out = CharBuffer.allocate(bytes.size() + 1);
    while (in.hasRemaining()) {
      CoderResult result = decoder.decode(in, out, true);
      if (!result.isError()) {
        break;
      }
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (ESCAPE + (in.get() & 0xff)));
      }
      decoder.reset();
    }
    return out.flip().toString();
  }

  static ByteString encode(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean paired = i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
      if (c >= ESCAPE + 0x80 && c <= ESCAPE + 0xff && !paired) {
        out.writeBytes(text.substring(plain, i).getBytes(StandardCharsets.UTF_8));
        out.write(c - ESCAPE);
        plain = i + 1;
      }
    }
    out.writeBytes(text.substring(plain).getBytes(StandardCharsets.UTF_8));
    return ByteString.copyFrom(out.toByteArray());
  }
}
