package org.ckpt4j.train.monitored;

import java.time.Duration;
import java.util.List;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Graph;

/** Configures a {@link SessionManager}. */
public sealed interface SessionManagerOption {
  /** {@code local_init_op}: run in each new session, once the model is ready for it. */
  record LocalInit(List<Node> ops) implements SessionManagerOption {
    public LocalInit {
      ops = List.copyOf(ops);
    }
  }

  /** {@code local_init_feed_dict}. */
  record LocalInitFeeds(List<Feed> feeds) implements SessionManagerOption {
    public LocalInitFeeds {
      feeds = List.copyOf(feeds);
    }
  }

  /** {@code ready_op}: an empty vector of strings if the model is ready, else what is not. */
  record Ready(Operand op) implements SessionManagerOption {}

  /** {@code ready_for_local_init_op}: as {@link Ready}, before the local initialization. */
  record ReadyForLocalInit(Operand op) implements SessionManagerOption {}

  /** {@code graph}, instead of the one being built. */
  record OfGraph(Graph graph) implements SessionManagerOption {}

  /** {@code recovery_wait_secs}, instead of 30: how long to wait before looking again. */
  record RecoveryWait(Duration time) implements SessionManagerOption {}

  static SessionManagerOption localInit(Node... ops) {
    return new LocalInit(List.of(ops));
  }

  static SessionManagerOption localInitFeeds(Feed... feeds) {
    return new LocalInitFeeds(List.of(feeds));
  }

  static SessionManagerOption ready(Operand op) {
    return new Ready(op);
  }

  static SessionManagerOption readyForLocalInit(Operand op) {
    return new ReadyForLocalInit(op);
  }

  static SessionManagerOption graph(Graph graph) {
    return new OfGraph(graph);
  }

  static SessionManagerOption recoveryWait(Duration time) {
    return new RecoveryWait(time);
  }
}
