package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Compares files with what was recorded of them, and with each other. */
final class FileCheck {
  private static final int SHOWN = 16;

  private FileCheck() {}

  /** The {@code files} member: size and checksum of each file below {@code folder}. */
  static void recorded(Checks checks, Path folder, JsonNode files) throws IOException {
    for (Map.Entry<String, JsonNode> one : files.properties()) {
      Path file = folder.resolve(one.getKey());
      if (!Files.isRegularFile(file)) {
        checks.fail("the recorded file " + one.getKey() + " is not there");
        continue;
      }
      checks.same(
          one.getKey() + ", size", one.getValue().get("size").longValue(), Files.size(file));
      checks.same(
          one.getKey() + ", sha256", one.getValue().get("sha256").textValue(), sha256(file));
    }
  }

  /** Whether {@code written} holds the bytes of {@code original}; shows where they part. */
  static void sameBytes(Checks checks, Path original, Path written) throws IOException {
    String name = String.valueOf(original.getFileName());
    if (!Files.isRegularFile(written)) {
      checks.fail(name + " was not written");
      return;
    }
    long at = Files.mismatch(original, written);
    if (at < 0) {
      checks.holds(name, true);
      return;
    }
    checks.fail(
        "written %s differs from byte %d on: expected %s, found %s (%d and %d bytes in all)"
            .formatted(
                name,
                at,
                hex(original, at),
                hex(written, at),
                Files.size(original),
                Files.size(written)));
  }

  static String sha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static String hex(Path file, long at) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(at);
      return HexFormat.of().formatHex(in.readNBytes(SHOWN));
    }
  }
}
