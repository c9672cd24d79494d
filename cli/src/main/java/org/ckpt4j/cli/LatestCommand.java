package org.ckpt4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ckpt4j.checkpoint.CheckpointDirectory;
import org.ckpt4j.checkpoint.CheckpointState;
import org.ckpt4j.checkpoint.audit.FolderContents;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code latest DIR}: what the state file names. Counterpart: {@code tf.train.latest_checkpoint}.
 */
@Command(
    name = "latest",
    header = "Prints the newest checkpoint of a folder, as its state file names it.",
    description = {
      "",
      "Exit code 1: the folder has no state file, or the checkpoint that it names is not there.",
      ""
    })
final class LatestCommand implements Callable<Integer> {
  @Mixin private StandardOptions options;

  @Parameters(paramLabel = "DIR", description = "A folder of checkpoints.")
  private String folder;

  @Option(names = "--all", description = "Print all checkpoints that the state file lists.")
  private boolean all;

  @Option(
      names = "--state-file",
      paramLabel = "NAME",
      defaultValue = CheckpointDirectory.STATE_FILE,
      description = "Name of the state file (default: ${DEFAULT-VALUE}).")
  private String stateFile;

  @Override
  public Integer call() throws IOException {
    Path path = Path.of(folder);
    if (!Files.exists(path)) {
      throw new NoSuchFileException(folder);
    }
    if (!Files.isDirectory(path)) {
      throw new NotDirectoryException(folder);
    }
    StateFileReasons reasons = new StateFileReasons();
    CheckpointDirectory directory = CheckpointDirectory.at(folder).withListener(reasons);
    Optional<CheckpointState> state = directory.getCheckpointState(stateFile);
    Optional<String> latest =
        state.isEmpty() ? Optional.empty() : directory.latestCheckpoint(stateFile);
    if (options.json()) {
      options.printJson(json(state.orElse(null), latest.orElse(null)));
    } else if (latest.isPresent()) {
      print(state.orElseThrow(), latest.get());
    }
    if (latest.isPresent()) {
      return ExitCode.FINE;
    }
    options.err().println("ckpt4j latest: " + Printable.text(whyNone(path, state, reasons)));
    return ExitCode.FOUND;
  }

  private void print(CheckpointState state, String latest) {
    // Escaped only where needed: scripts read this line as a path.
    if (!all) {
      options.out().println(Printable.text(latest));
      return;
    }
    for (String checkpoint : state.allModelCheckpointPaths()) {
      options.out().println(Printable.text(checkpoint));
    }
  }

  private Map<String, Object> json(@Nullable CheckpointState state, @Nullable String latest) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("folder", folder);
    out.put("latest", latest);
    if (state != null) {
      out.put("model_checkpoint_path", state.modelCheckpointPath());
      List<Object> checkpoints = new ArrayList<>();
      for (int i = 0; i < state.allModelCheckpointPaths().size(); i++) {
        Map<String, Object> checkpoint = new LinkedHashMap<>();
        checkpoint.put("path", state.allModelCheckpointPaths().get(i));
        if (i < state.allModelCheckpointTimestamps().size()) {
          checkpoint.put("timestamp", state.allModelCheckpointTimestamps().get(i));
        }
        checkpoints.add(checkpoint);
      }
      out.put("all_model_checkpoint_paths", checkpoints);
      if (state.lastPreservedTimestamp().isPresent()) {
        out.put("last_preserved_timestamp", state.lastPreservedTimestamp().getAsDouble());
      }
    }
    return out;
  }

  private String whyNone(Path path, Optional<CheckpointState> state, StateFileReasons reasons)
      throws IOException {
    if (state.isPresent()) {
      return "%s names %s, which is not there"
          .formatted(path.resolve(stateFile), state.get().modelCheckpointPath());
    }
    if (reasons.ignored().isPresent()) {
      return "%s is no state file: %s".formatted(path.resolve(stateFile), reasons.ignored().get());
    }
    List<Path> there = FolderContents.of(path).checkpoints();
    return "no state file %s; %s"
        .formatted(
            path.resolve(stateFile),
            there.isEmpty()
                ? "the folder has no checkpoints either"
                : "the folder has "
                    + HumanSize.count(there.size(), "checkpoint")
                    + ", one is "
                    + there.get(there.size() - 1));
  }
}
