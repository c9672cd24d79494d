package org.ckpt4j.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * Finds what TensorFlow was recorded doing.
 *
 * <p>The whole record lies in the folder that system property {@code ckpt4j.shared} names; a clone
 * alone has small copies of some of it under {@code recorded/} in the test resources of each
 * module. Property {@code ckpt4j.recorded} says what absence means: {@code required} fails the
 * test, {@code optional} leaves it out and says so.
 */
public final class GoldenFiles {
  private static final String COPIES = "recorded";

  private GoldenFiles() {}

  /** The folder of the whole record, if it is here. */
  public static Optional<Path> root() {
    String folder = System.getProperty("ckpt4j.shared", "");
    return folder.isEmpty() || !Files.isDirectory(Path.of(folder))
        ? Optional.empty()
        : Optional.of(Path.of(folder).toAbsolutePath().normalize());
  }

  /** Whether the whole record has to be here. */
  public static boolean required() {
    return System.getProperty("ckpt4j.recorded", "optional").equals("required");
  }

  /**
   * The recorded file or folder at {@code relative}, for instance {@code golden/format/smallest};
   * its small copy if the record is not here.
   *
   * @throws TestAbortedException if there is neither and the record is optional
   * @throws AssertionFailedError if the record is required and has no such file
   */
  public static Path at(String relative) {
    return find(relative).orElseThrow(() -> absent(relative));
  }

  /** As {@link #at}, but empty instead of leaving the test out. */
  public static Optional<Path> find(String relative) {
    Optional<Path> recorded =
        root().map(root -> root.resolve(relative)).filter(path -> Files.exists(path));
    if (recorded.isPresent()) {
      return recorded;
    }
    if (required()) {
      throw new AssertionFailedError(
          "recorded data required, but there is no %s under ckpt4j.shared=%s"
              .formatted(relative, System.getProperty("ckpt4j.shared")));
    }
    return copy(relative);
  }

  /**
   * The folders directly in {@code relative} that hold a file called {@code marker}, by name; of a
   * clone alone those of which it has copies.
   */
  public static List<Path> folders(String relative, String marker) {
    try (Stream<Path> children = Files.list(at(relative))) {
      return children.filter(folder -> Files.exists(folder.resolve(marker))).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies the recorded folder {@code relative} to {@code target}, for tests that change files. */
  public static void copyTo(String relative, Path target) throws IOException {
    Path source = at(relative);
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(target.resolve(source.relativize(folder).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            // By streams, because the target may be of another file system.
            Files.write(
                target.resolve(source.relativize(file).toString()), Files.readAllBytes(file));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static Optional<Path> copy(String relative) {
    URL url = Thread.currentThread().getContextClassLoader().getResource(COPIES + "/" + relative);
    if (url == null || !url.getProtocol().equals("file")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(new URI(url.toString())));
    } catch (URISyntaxException e) {
      throw new AssertionFailedError("no file URL: " + url, e);
    }
  }

  private static RuntimeException absent(String relative) {
    return new TestAbortedException(
        "left out: recorded data " + relative + " is not here (set -Dckpt4j.shared=FOLDER)");
  }
}
