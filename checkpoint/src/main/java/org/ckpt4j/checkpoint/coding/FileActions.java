package org.ckpt4j.checkpoint.coding;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that writers do to files and folders. Those on real file systems are {@link #SYSTEM};
 * a test wraps them and lets single actions fail.
 */
public interface FileActions {
  FileActions SYSTEM = new FileActions() {};

  /** Makes a file that must not exist yet. */
  default OutputFile create(Path file) throws IOException {
    return new ChannelOutput(file);
  }

  /** Renames, replacing the target in one step where the file system can. */
  default void rename(Path from, Path to) throws IOException {
    try {
      // The second option is implied on the default file system; others ask for it.
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Deletes a file or an empty folder if it is there. */
  default void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  /**
   * Makes a folder unless it is there; not those above it.
   *
   * @throws java.nio.file.NoSuchFileException if the folder above is missing
   */
  default void createFolder(Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw new NotDirectoryException(folder.toString());
      }
    }
  }

  /**
   * Returns when the names in {@code folder} are on the disk; file systems that cannot, do nothing.
   */
  default void forceFolder(Path folder) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(folder.toAbsolutePath(), StandardOpenOption.READ);
    } catch (IOException | UnsupportedOperationException e) {
      // Windows, for one, opens no folders; its names are safe with the file's own force.
      return;
    }
    try (channel) {
      channel.force(true);
    }
  }

  /** The files in {@code folder} whose names begin with {@code start}; none if it is no folder. */
  default List<Path> list(Path folder, String start) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> out = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, file -> file.getFileName().toString().startsWith(start))) {
      files.forEach(out::add);
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    return out;
  }

  default boolean exists(Path file) {
    return Files.exists(file);
  }

  /** Whether a living process is writing the file, as far as its file system can tell. */
  default boolean isBeingWritten(Path file) {
    return ChannelOutput.isBeingWritten(file);
  }
}
