package org.ckpt4j.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.ckpt4j.checkpoint.CorruptCheckpointException.Category;
import org.ckpt4j.checkpoint.coding.AtomicFile;
import org.ckpt4j.checkpoint.slices.V1Files;
import org.ckpt4j.tensor.PythonText;
import org.jspecify.annotations.Nullable;

/**
 * A folder of checkpoints and its state file, the text that names the newest.
 *
 * <p>Counterpart: {@code tf.train.latest_checkpoint}, {@code get_checkpoint_state}, {@code
 * update_checkpoint_state}. Paths are strings, as TensorFlow has them: how a folder is written
 * (relative or absolute) decides what the state file holds.
 *
 * <p>A path in a state file is followed wherever it leads, as TensorFlow does, for checkpoints are
 * moved and linked that way; but it is taken literally, where TensorFlow takes it as a pattern.
 */
public final class CheckpointDirectory {
  /** The usual name of the state file. */
  public static final String STATE_FILE = "checkpoint";

  /** More than a state file ever holds: 100,000 paths of 600 characters. */
  static final int MAX_STATE_BYTES = 64 << 20;

  /** What a Linux system call takes. */
  static final int MAX_PATH_LENGTH = 4096;

  /** Told of what TensorFlow only logs. */
  public interface Listener {
    /** The state file does not parse and counts as absent. */
    void stateFileIgnored(String file, String reason);

    /** The state file names a checkpoint whose files are not there. */
    void checkpointMissing(String prefix);

    /** A path was added to the list of all checkpoints because it is the newest. */
    void pathAdded(String prefix);
  }

  private static final class Log implements Listener {
    private static final System.Logger LOGGER =
        System.getLogger(CheckpointDirectory.class.getName());

    @Override
    public void stateFileIgnored(String file, String reason) {
      LOGGER.log(System.Logger.Level.WARNING, "{0} is ignored: {1}", file, reason);
    }

    @Override
    public void checkpointMissing(String prefix) {
      LOGGER.log(System.Logger.Level.ERROR, "the files of checkpoint {0} are not there", prefix);
    }

    @Override
    public void pathAdded(String prefix) {
      LOGGER.log(System.Logger.Level.DEBUG, "{0} joins the list of checkpoints", prefix);
    }
  }

  private final String folder;
  private final PathResolver files;
  private final Listener listener;
  private final boolean fsync;

  private CheckpointDirectory(String folder, PathResolver files, Listener listener, boolean fsync) {
    this.folder = folder;
    this.files = files;
    this.listener = listener;
    this.fsync = fsync;
  }

  public static CheckpointDirectory at(String folder) {
    return at(folder, PathResolver.DEFAULT);
  }

  public static CheckpointDirectory at(String folder, PathResolver files) {
    return new CheckpointDirectory(folder, files, new Log(), false);
  }

  /** The same folder, with another listener in place of the log. */
  public CheckpointDirectory withListener(Listener value) {
    return new CheckpointDirectory(folder, files, value, fsync);
  }

  /** The same folder, with state files forced to the disk or not before they become visible. */
  public CheckpointDirectory withFsync(boolean value) {
    return new CheckpointDirectory(folder, files, listener, value);
  }

  /** As {@link #getCheckpointState(String)} with the usual name. */
  public Optional<CheckpointState> getCheckpointState() throws IOException {
    return getCheckpointState(STATE_FILE);
  }

  /**
   * The state, its relative paths joined to the folder; empty if there is no state file, or (with a
   * logged warning) one that does not parse.
   *
   * @throws IllegalArgumentException if it parses but names no checkpoint
   * @throws CorruptCheckpointException if it is no UTF-8 text, or larger than any state file
   */
  public Optional<CheckpointState> getCheckpointState(String stateFile) throws IOException {
    String name = PosixPaths.join(folder, stateFile);
    Optional<String> text = read(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    CheckpointState stored;
    try {
      stored = StateText.parse(text.get());
    } catch (StateText.SyntaxException e) {
      listener.stateFileIgnored(name, e.getMessage());
      return Optional.empty();
    }
    if (stored.modelCheckpointPath().isEmpty()) {
      throw new IllegalArgumentException(
          name + " names no checkpoint (model_checkpoint_path is absent); save again or delete it");
    }
    return Optional.of(withPaths(stored, path -> PosixPaths.join(folder, path)));
  }

  private Optional<String> read(String name) throws IOException {
    Path file = files.resolve(name);
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_STATE_BYTES + 1);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (bytes.length > MAX_STATE_BYTES) {
      throw new CorruptCheckpointException(
          Category.INVALID_ARGUMENT,
          name,
          MAX_STATE_BYTES,
          null,
          "no state file has more than " + MAX_STATE_BYTES + " bytes");
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      CorruptCheckpointException corrupt =
          new CorruptCheckpointException(
              Category.INVALID_ARGUMENT, name, -1, null, "the state file is not UTF-8 text");
      corrupt.initCause(e);
      throw corrupt;
    }
  }

  private static CheckpointState withPaths(CheckpointState state, UnaryOperator<String> change) {
    return new CheckpointState(
        change.apply(state.modelCheckpointPath()),
        state.allModelCheckpointPaths().stream().map(change).toList(),
        state.allModelCheckpointTimestamps(),
        state.lastPreservedTimestamp());
  }

  /** As {@link #latestCheckpoint(String)} with the usual name. */
  public Optional<String> latestCheckpoint() throws IOException {
    return latestCheckpoint(STATE_FILE);
  }

  /**
   * The newest checkpoint's prefix if its files are there: {@code prefix.index}, or for V1 {@code
   * prefix} itself or the shards of its pattern.
   *
   * @throws IllegalArgumentException if the state file names no checkpoint
   * @throws CorruptCheckpointException if it names one that cannot be: over 4096 characters, with
   *     control characters, or the state file itself
   */
  public Optional<String> latestCheckpoint(String stateFile) throws IOException {
    Optional<CheckpointState> state = getCheckpointState(stateFile);
    if (state.isEmpty()) {
      return Optional.empty();
    }
    String prefix = state.get().modelCheckpointPath();
    String name = PosixPaths.join(folder, stateFile);
    requirePlausible(prefix, name);
    boolean present;
    try {
      Path path = files.resolve(prefix);
      present =
          matchesItself(prefix, path)
              && (Files.exists(files.resolve(prefix + ".index")) || V1Files.exist(path));
    } catch (InvalidPathException e) {
      throw surprising(name, prefix, "is no path of this file system", e);
    }
    if (!present) {
      listener.checkpointMissing(prefix);
      return Optional.empty();
    }
    return Optional.of(prefix);
  }

  /**
   * TensorFlow looks for the newest checkpoint by its path as a pattern, in which a backslash and a
   * pair of brackets do not stand for themselves: it reports such a checkpoint missing, and so does
   * this. (Opened by its prefix it can be read here.) Where the backslash parts folders it is no
   * sign.
   */
  private static boolean matchesItself(String prefix, Path path) {
    int bracket = prefix.indexOf('[');
    boolean set = bracket >= 0 && prefix.indexOf(']', bracket + 2) > 0;
    boolean escape = prefix.indexOf('\\') >= 0 && path.getFileSystem().getSeparator().equals("/");
    return !set && !escape;
  }

  private static void requirePlausible(String prefix, String name)
      throws CorruptCheckpointException {
    if (prefix.length() > MAX_PATH_LENGTH) {
      throw surprising(name, prefix, "has %d characters".formatted(prefix.length()), null);
    }
    if (prefix.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw surprising(name, prefix, "holds control characters", null);
    }
    if (prefix.equals(name)) {
      throw surprising(name, prefix, "is the state file itself", null);
    }
  }

  private static CorruptCheckpointException surprising(
      String name, String prefix, String problem, @Nullable Exception cause) {
    String shown = PythonText.string(prefix.length() > 80 ? prefix.substring(0, 80) : prefix);
    CorruptCheckpointException out =
        new CorruptCheckpointException(
            Category.INVALID_ARGUMENT,
            name,
            -1,
            null,
            "the checkpoint path %s %s".formatted(shown, problem));
    if (cause != null) {
      out.initCause(cause);
    }
    return out;
  }

  /**
   * The state as {@link #updateCheckpointState} would write it: the newest path at the end of all,
   * and all paths relative to the folder if the folder is.
   *
   * <p>Counterpart: {@code generate_checkpoint_state_proto}.
   *
   * @throws IllegalArgumentException if times are given, but not one for each path
   */
  public CheckpointState generateCheckpointState(CheckpointState state) {
    String newest = state.modelCheckpointPath();
    List<String> all = new ArrayList<>(state.allModelCheckpointPaths());
    if (all.isEmpty() || !all.get(all.size() - 1).equals(newest)) {
      listener.pathAdded(newest);
      all.add(newest);
    }
    int times = state.allModelCheckpointTimestamps().size();
    if (times != 0 && times != all.size()) {
      throw new IllegalArgumentException(
          "%d timestamps for %d checkpoint paths %s; give one each, or none"
              .formatted(times, all.size(), all));
    }
    CheckpointState complete =
        new CheckpointState(
            newest, all, state.allModelCheckpointTimestamps(), state.lastPreservedTimestamp());
    if (PosixPaths.isAbsolute(folder)) {
      return complete;
    }
    return withPaths(complete, path -> PosixPaths.isAbsolute(path) ? path : relativeToFolder(path));
  }

  private String relativeToFolder(String path) {
    return PosixPaths.relative(path, folder, workingFolder());
  }

  private String workingFolder() {
    Path here = files.resolve("").toAbsolutePath().normalize();
    String text = here.toString();
    String separator = here.getFileSystem().getSeparator();
    return separator.equals("/") ? text : text.replace(separator, "/");
  }

  /**
   * Writes the state file; paths follow TensorFlow's rules for relative and absolute folders.
   *
   * @param state paths as the program uses them, not relative to the folder
   * @param saveRelativePaths whether absolute paths are made relative to the folder
   * @throws IllegalArgumentException if times are given, but not one for each path
   * @throws IllegalStateException if the newest checkpoint would be the state file itself
   * @throws NoSuchFileException if the folder is not there
   */
  public void updateCheckpointState(
      CheckpointState state, String stateFile, boolean saveRelativePaths) throws IOException {
    // TensorFlow takes a path that became relative here for relative to the working folder below.
    CheckpointState given =
        saveRelativePaths
            ? withPaths(state, path -> PosixPaths.isAbsolute(path) ? relativeToFolder(path) : path)
            : state;
    CheckpointState stored = generateCheckpointState(given);
    String name = PosixPaths.join(folder, stateFile);
    if (stored.modelCheckpointPath().equals(name)) {
      throw new IllegalStateException(
          "checkpoint %s would be the state file itself; save under another name"
              .formatted(state.modelCheckpointPath()));
    }
    byte[] text = StateText.format(stored).getBytes(StandardCharsets.US_ASCII);
    try (AtomicFile file = new AtomicFile(files.resolve(name), fsync)) {
      file.write(ByteBuffer.wrap(text));
      file.commit();
    }
  }
}
