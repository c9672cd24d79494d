package org.ckpt4j.train.monitored;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.ckpt4j.framework.Node;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Session;
import org.ckpt4j.train.Saver;

/** Where a session that a {@link SessionManager} starts gets its values from. */
public sealed interface StartOption {
  /** {@code init_op}: run where nothing was restored. */
  record Init(List<Node> ops) implements StartOption {
    public Init {
      ops = List.copyOf(ops);
    }
  }

  /** {@code init_feed_dict}. */
  record InitFeeds(List<Feed> feeds) implements StartOption {
    public InitFeeds {
      feeds = List.copyOf(feeds);
    }
  }

  /** {@code init_fn}: called after {@link Init}. */
  record InitFunction(Consumer<Session> function) implements StartOption {}

  /** {@code saver}: restores. */
  record RestoredBy(Saver saver) implements StartOption {}

  /** {@code checkpoint_dir}: its newest checkpoint is restored. */
  record CheckpointDir(String folder) implements StartOption {}

  /** {@code checkpoint_filename_with_path}: this checkpoint is restored. */
  record CheckpointFile(String prefix) implements StartOption {}

  /** {@code wait_for_checkpoint} and {@code max_wait_secs}: wait for one to appear. */
  record WaitForCheckpoint(Duration atMost) implements StartOption {}

  static StartOption init(Node... ops) {
    return new Init(List.of(ops));
  }

  static StartOption initFeeds(Feed... feeds) {
    return new InitFeeds(List.of(feeds));
  }

  static StartOption initFunction(Consumer<Session> function) {
    return new InitFunction(function);
  }

  static StartOption saver(Saver saver) {
    return new RestoredBy(saver);
  }

  static StartOption checkpointDir(String folder) {
    return new CheckpointDir(folder);
  }

  static StartOption checkpointFile(String prefix) {
    return new CheckpointFile(prefix);
  }

  static StartOption waitForCheckpoint(Duration atMost) {
    return new WaitForCheckpoint(atMost);
  }
}
