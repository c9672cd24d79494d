package org.ckpt4j.checkpoint;

import java.util.ArrayList;
import java.util.List;

/**
 * Paths as texts, put together and taken apart as Python's {@code os.path} does on Linux.
 *
 * <p>What a state file holds depends on these texts, not on what they lead to, so they are not made
 * {@code java.nio} paths on the way.
 */
final class PosixPaths {
  private PosixPaths() {}

  static boolean isAbsolute(String path) {
    return path.startsWith("/") || (java.io.File.separatorChar == '\\' && hasDrive(path));
  }

  private static boolean hasDrive(String path) {
    return path.startsWith("\\\\")
        || (path.length() > 2
            && Character.isLetter(path.charAt(0))
            && path.charAt(1) == ':'
            && (path.charAt(2) == '/' || path.charAt(2) == '\\'));
  }

  /** {@code os.path.join}. */
  static String join(String folder, String path) {
    if (isAbsolute(path) || folder.isEmpty()) {
      return path;
    }
    return folder.endsWith("/") ? folder + path : folder + "/" + path;
  }

  /**
   * {@code os.path.relpath}: how to come from {@code folder} to {@code path}.
   *
   * @param workingFolder absolute; where relative paths begin
   * @throws IllegalArgumentException if {@code path} is empty
   */
  static String relative(String path, String folder, String workingFolder) {
    if (path.isEmpty()) {
      throw new IllegalArgumentException("an empty path has no form relative to " + folder);
    }
    List<String> target = parts(join(workingFolder, path));
    List<String> start = parts(join(workingFolder, folder));
    int common = 0;
    while (common < Math.min(target.size(), start.size())
        && target.get(common).equals(start.get(common))) {
      common++;
    }
    List<String> out = new ArrayList<>();
    for (int i = common; i < start.size(); i++) {
      out.add("..");
    }
    out.addAll(target.subList(common, target.size()));
    return out.isEmpty() ? "." : String.join("/", out);
  }

  /** The parts of an absolute path, without {@code .} and {@code ..}. */
  private static List<String> parts(String absolute) {
    List<String> out = new ArrayList<>();
    for (String part : absolute.split("/", -1)) {
      if (part.equals("..")) {
        if (!out.isEmpty()) {
          out.remove(out.size() - 1);
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        out.add(part);
      }
    }
    return out;
  }
}
