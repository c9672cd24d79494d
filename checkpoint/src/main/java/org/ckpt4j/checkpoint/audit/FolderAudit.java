package org.ckpt4j.checkpoint.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ckpt4j.checkpoint.CheckpointDirectory;
import org.ckpt4j.checkpoint.CheckpointState;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.audit.Finding.Severity;
import org.ckpt4j.checkpoint.bundle.Prefix;

/**
 * What there is to verify in a folder, and what is wrong with the folder itself: its state file,
 * and files that belong to no checkpoint.
 */
public record FolderAudit(List<Path> checkpoints, List<Finding> findings) {
  public FolderAudit {
    checkpoints = List.copyOf(checkpoints);
    findings = List.copyOf(findings);
  }

  /**
   * @param folder as the user wrote it
   */
  public static FolderAudit of(String folder) throws IOException {
    Path path = Path.of(folder);
    FolderContents contents = FolderContents.of(path);
    FindingList findings = new FindingList();
    checkState(folder, findings);
    for (Path temporary : contents.temporaries()) {
      if (!belongsToOne(temporary, contents.bundles())) {
        findings.add(
            Severity.WARNING,
            temporary.toString(),
            -1,
            null,
            "left by a save that was interrupted; no checkpoint of this name is here");
      }
    }
    return new FolderAudit(contents.checkpoints(), findings.sorted());
  }

  /** Then the audit of that checkpoint tells of it. */
  private static boolean belongsToOne(Path temporary, List<Path> bundles) {
    String name = temporary.getFileName().toString();
    for (Path bundle : bundles) {
      String start = Prefix.of(bundle).name();
      if (name.startsWith(start + ".") || name.equals(start + "_temp")) {
        return true;
      }
    }
    return false;
  }

  private static void checkState(String folder, FindingList findings) throws IOException {
    Path file = Path.of(folder).resolve(CheckpointDirectory.STATE_FILE);
    if (!Files.isRegularFile(file)) {
      return;
    }
    List<String> ignored = new ArrayList<>();
    CheckpointDirectory directory =
        CheckpointDirectory.at(folder)
            .withListener(
                new CheckpointDirectory.Listener() {
                  @Override
                  public void stateFileIgnored(String name, String reason) {
                    ignored.add(reason);
                  }

                  @Override
                  public void checkpointMissing(String prefix) {
                    // Told of below, for all of them.
                  }

                  @Override
                  public void pathAdded(String prefix) {
                    // Nothing is written here.
                  }
                });
    try {
      Optional<CheckpointState> state = directory.getCheckpointState();
      if (state.isEmpty()) {
        findings.add(
            Severity.ERROR,
            file.toString(),
            -1,
            null,
            "TensorFlow ignores this state file: %s",
            ignored.isEmpty() ? "it does not parse" : String.join("; ", ignored));
        return;
      }
      checkNamed(file, state.get(), findings);
    } catch (CorruptCheckpointException e) {
      findings.add(e);
    } catch (IllegalArgumentException e) {
      findings.add(Severity.ERROR, file.toString(), -1, null, "%s", e.getMessage());
    }
  }

  private static void checkNamed(Path file, CheckpointState state, FindingList findings)
      throws IOException {
    List<String> names = new ArrayList<>(state.allModelCheckpointPaths());
    if (!names.contains(state.modelCheckpointPath())) {
      names.add(state.modelCheckpointPath());
    }
    for (String name : names) {
      boolean newest = name.equals(state.modelCheckpointPath());
      if (isSame(name, file)) {
        findings.add(Severity.ERROR, file.toString(), -1, null, "names itself as a checkpoint");
      } else if (!isThere(name)) {
        findings.add(
            newest ? Severity.ERROR : Severity.WARNING,
            file.toString(),
            -1,
            null,
            "names %s%s, which is not there",
            name,
            newest ? " as the newest checkpoint" : "");
      }
    }
  }

  private static boolean isSame(String name, Path file) {
    try {
      return Path.of(name).normalize().equals(file.normalize());
    } catch (java.nio.file.InvalidPathException e) {
      return false;
    }
  }

  private static boolean isThere(String name) throws IOException {
    try {
      Path prefix = Path.of(name);
      return Files.exists(Prefix.of(prefix).index())
          || Files.exists(prefix)
          || !TableFiles.of(prefix).all().isEmpty();
    } catch (java.nio.file.InvalidPathException e) {
      return false;
    }
  }
}
