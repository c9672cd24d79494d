package org.ckpt4j.train.monitored;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ckpt4j.checkpoint.CheckpointDirectory;
import org.ckpt4j.checkpoint.CheckpointState;
import org.ckpt4j.errors.CancelledError;
import org.ckpt4j.errors.DeadlineExceededError;
import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Diagnostic;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Environment;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.ProgramGraph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.train.CheckpointFolders;
import org.ckpt4j.train.Saver;
import org.jspecify.annotations.Nullable;

/**
 * Starts sessions whose variables have values: restored from the newest checkpoint, or initialized.
 *
 * <p>Counterpart: {@code tf.compat.v1.train.SessionManager}. A session is the caller's to close;
 * where starting one fails it is closed already.
 */
public final class SessionManager {
  private static final Duration RECOVERY_WAIT = Duration.ofSeconds(30);

  private final Graph graph;
  private final Duration recoveryWait;
  private final List<Node> localInit;
  private final Feed[] localInitFeeds;
  private final @Nullable Operand ready;
  private final @Nullable Operand readyForLocalInit;

  /**
   * What {@link #recoverSession} gives.
   *
   * @param initialized whether it was restored, and is ready
   */
  public record Recovered(Session session, boolean initialized) {}

  /** Where values come from, gathered from options. */
  private static final class Start {
    private @Nullable List<Node> init;
    private Feed[] initFeeds = {};
    private @Nullable Consumer<Session> initFunction;
    private @Nullable Saver saver;
    private @Nullable String folder;
    private @Nullable String prefix;
    private Duration waitAtMost = Duration.ZERO;

    Start(StartOption... options) {
      for (StartOption option : options) {
        if (option instanceof StartOption.Init value) {
          init = value.ops();
        } else if (option instanceof StartOption.InitFeeds value) {
          initFeeds = value.feeds().toArray(Feed[]::new);
        } else if (option instanceof StartOption.InitFunction value) {
          initFunction = value.function();
        } else if (option instanceof StartOption.RestoredBy value) {
          saver = value.saver();
        } else if (option instanceof StartOption.CheckpointDir value) {
          folder = value.folder();
        } else if (option instanceof StartOption.CheckpointFile value) {
          prefix = value.prefix();
        } else if (option instanceof StartOption.WaitForCheckpoint value) {
          waitAtMost = value.atMost();
        }
      }
      if (folder != null && prefix != null) {
        throw new IllegalArgumentException(
            "a checkpoint folder (%s) and a checkpoint (%s) are given; give one of them"
                .formatted(folder, prefix));
      }
    }
  }

  /**
   * @throws IllegalArgumentException if there is a test of readiness for a local initialization
   *     that there is not
   */
  public SessionManager(SessionManagerOption... options) {
    Graph of = null;
    Duration wait = RECOVERY_WAIT;
    List<Node> local = List.of();
    Feed[] feeds = {};
    Operand readiness = null;
    Operand localReadiness = null;
    for (SessionManagerOption option : options) {
      if (option instanceof SessionManagerOption.LocalInit value) {
        local = value.ops();
      } else if (option instanceof SessionManagerOption.LocalInitFeeds value) {
        feeds = value.feeds().toArray(Feed[]::new);
      } else if (option instanceof SessionManagerOption.Ready value) {
        readiness = value.op();
      } else if (option instanceof SessionManagerOption.ReadyForLocalInit value) {
        localReadiness = value.op();
      } else if (option instanceof SessionManagerOption.OfGraph value) {
        of = value.graph();
      } else if (option instanceof SessionManagerOption.RecoveryWait value) {
        wait = value.time();
      }
    }
    if (localReadiness != null && local.isEmpty()) {
      throw new IllegalArgumentException(
          "readyForLocalInit is given without localInit; give the operations it allows");
    }
    graph = of == null ? ProgramGraph.get() : of;
    recoveryWait = wait;
    localInit = local;
    localInitFeeds = feeds;
    ready = readiness;
    readyForLocalInit = localReadiness;
  }

  /**
   * A session that is ready: restored if there is a checkpoint, else initialized.
   *
   * @throws IllegalStateException if nothing is restored and nothing given that initializes, or the
   *     model is not ready after that
   * @throws IllegalArgumentException if a folder and a checkpoint are given
   */
  public Session prepareSession(StartOption... options) {
    Start start = new Start(options);
    return closedOnFailure(new Session(graph), session -> prepare(session, start));
  }

  private Session prepare(Session session, Start start) {
    if (!restore(session, start)) {
      if (start.init == null && start.initFunction == null && localInit.isEmpty()) {
        throw new IllegalStateException(
            "nothing was restored, and nothing that initializes is given; give init,"
                + " initFunction or localInit");
      }
      if (start.init != null) {
        session.run(start.init, start.initFeeds);
      }
      if (start.initFunction != null) {
        start.initFunction.accept(session);
      }
    }
    String lacking = tryLocalInit(session);
    if (lacking != null) {
      throw new IllegalStateException(
          "initialization did not make the model ready for the local one: " + lacking);
    }
    lacking = lacking(ready, session);
    if (lacking != null) {
      throw new IllegalStateException("initialization did not make the model ready: " + lacking);
    }
    return session;
  }

  /**
   * A session that is restored if there is a checkpoint. The local initialization is run in any
   * case, if the model is ready for it.
   *
   * @throws IllegalArgumentException if a folder and a checkpoint are given
   */
  public Recovered recoverSession(StartOption... options) {
    Start start = new Start(options);
    return closedOnFailure(new Session(graph), session -> recover(session, start));
  }

  private Recovered recover(Session session, Start start) {
    boolean restored = restore(session, start);
    String lacking = tryLocalInit(session);
    if (!restored) {
      return new Recovered(session, false);
    }
    if (lacking == null) {
      lacking = lacking(ready, session);
    }
    if (lacking != null) {
      say(
          "restored_model_is_not_ready",
          "what was restored did not make the model ready: " + lacking);
    }
    return new Recovered(session, lacking == null);
  }

  /**
   * A session that is ready as soon as it is made; others are made until one is.
   *
   * @param atMost null waits for ever
   * @throws DeadlineExceededError if time runs out
   */
  public Session waitForSession(@Nullable Duration atMost) {
    Environment environment = Contexts.environment();
    Instant end = atMost == null ? null : environment.clock().instant().plus(atMost);
    while (true) {
      Session session = new Session(graph);
      String lacking =
          closedOnFailure(
              session,
              fresh -> {
                String local = tryLocalInit(fresh);
                return local == null ? lacking(ready, fresh) : local;
              });
      if (lacking == null) {
        return session;
      }
      session.close();
      if (end != null && environment.clock().instant().plus(recoveryWait).isAfter(end)) {
        throw new DeadlineExceededError(
            "no session was ready within %s: %s".formatted(atMost, lacking));
      }
      say("waiting_for_model", "waiting for the model to be ready: " + lacking);
      pass(environment);
    }
  }

  private boolean restore(Session session, Start start) {
    Saver saver = start.saver;
    if (saver == null || (start.folder == null && start.prefix == null)) {
      return false;
    }
    if (start.prefix != null) {
      saver.restore(session, start.prefix);
      return true;
    }
    CheckpointState state = await(start.folder, start.waitAtMost);
    if (state == null) {
      return false;
    }
    saver.restore(session, state.modelCheckpointPath());
    saver.recoverLastCheckpoints(state.allModelCheckpointPaths());
    return true;
  }

  private @Nullable CheckpointState await(String folder, Duration atMost) {
    Duration waited = Duration.ZERO;
    while (true) {
      CheckpointState state =
          CheckpointFolders.getCheckpointState(folder, CheckpointDirectory.STATE_FILE);
      if (state != null && !state.modelCheckpointPath().isEmpty()) {
        return state;
      }
      if (waited.compareTo(atMost) >= 0) {
        return null;
      }
      say("waiting_for_checkpoint", "waiting for a checkpoint in " + folder);
      pass(Contexts.environment());
      waited = waited.plus(recoveryWait);
    }
  }

  private void pass(Environment environment) {
    try {
      environment.pause().pass(recoveryWait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledError("interrupted while waiting for a model to be ready", e);
    }
  }

  /**
   * Runs the local initialization; gives what lacks for it, null if it was run or there is none.
   */
  private @Nullable String tryLocalInit(Session session) {
    if (localInit.isEmpty()) {
      return null;
    }
    String lacking = lacking(readyForLocalInit, session);
    if (lacking == null) {
      session.run(localInit, localInitFeeds);
    }
    return lacking;
  }

  /** What a test of readiness tells, null if all is ready. */
  private static @Nullable String lacking(@Nullable Operand test, Session session) {
    if (test == null) {
      return null;
    }
    try {
      EagerTensor value = session.run(test);
      if (value.dtype() != DType.STRING || value.shape().numElements() == 0) {
        return null;
      }
      return "variables not initialized: "
          + String.join(
              ", ",
              value.raw().elements().stream()
                  .map(name -> new String(name.toByteArray(), StandardCharsets.UTF_8))
                  .toList());
    } catch (FailedPreconditionError e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static <T extends @Nullable Object> T closedOnFailure(
      Session session, Function<Session, T> body) {
    try {
      return body.apply(session);
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  private static void say(String kind, String message) {
    Contexts.emit(new Diagnostic(Diagnostic.Level.INFO, kind, Map.of(), message));
  }
}
