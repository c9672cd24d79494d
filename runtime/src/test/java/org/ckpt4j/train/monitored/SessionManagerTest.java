package org.ckpt4j.train.monitored;

import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.trainable;
import static org.ckpt4j.compat.TF1.collections;
import static org.ckpt4j.compat.TF1.feed;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.placeholder;
import static org.ckpt4j.compat.TF1.reportUninitializedVariables;
import static org.ckpt4j.compat.TF1.useResource;
import static org.ckpt4j.train.monitored.SessionManagerOption.localInit;
import static org.ckpt4j.train.monitored.SessionManagerOption.localInitFeeds;
import static org.ckpt4j.train.monitored.SessionManagerOption.ready;
import static org.ckpt4j.train.monitored.SessionManagerOption.readyForLocalInit;
import static org.ckpt4j.train.monitored.SessionManagerOption.recoveryWait;
import static org.ckpt4j.train.monitored.StartOption.checkpointDir;
import static org.ckpt4j.train.monitored.StartOption.checkpointFile;
import static org.ckpt4j.train.monitored.StartOption.init;
import static org.ckpt4j.train.monitored.StartOption.initFunction;
import static org.ckpt4j.train.monitored.StartOption.saver;
import static org.ckpt4j.train.monitored.StartOption.waitForCheckpoint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.DeadlineExceededError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Environment;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.DefaultGraph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.graph.Session;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.Saver;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionManagerTest {
  private static final String ROW =
      "tensorflow/python/training/session_manager_test.py::SessionManagerTest::";

  @TempDir Path folder;

  private final DefaultGraph graph = graph();
  private final List<Runnable> whileWaiting = new ArrayList<>();
  private Instant now = Instant.EPOCH;
  private Scope environment;

  /** Time passes only where the program waits. */
  @BeforeEach
  void stopTheClock() {
    environment =
        Contexts.enter(
            Environment.defaults()
                .withClock(() -> now)
                .withDiagnostics(said -> {})
                .withPause(
                    time -> {
                      now = now.plus(time);
                      whileWaiting.forEach(Runnable::run);
                      whileWaiting.clear();
                    }));
  }

  @AfterEach
  void leave() {
    environment.close();
    graph.close();
  }

  @Test
  @Tag(ROW + "testPrepareSessionSucceeds")
  void anInitializedSessionIsGiven() {
    Variable v = variable("v");
    var manager = new SessionManager(ready(reportUninitializedVariables()));

    try (Session session = manager.prepareSession(init(globalVariablesInitializer()))) {
      assertEquals(1.0, session.run(v).doubleValue());
    }
  }

  @Test
  void aFunctionMayInitialize() {
    Variable v = variable("v");
    var manager = new SessionManager(ready(reportUninitializedVariables()));

    try (Session session = manager.prepareSession(initFunction(s -> s.run(v.initializer())))) {
      assertEquals(1.0, session.run(v).doubleValue());
    }
    assertThrows(IllegalStateException.class, manager::prepareSession);
  }

  @Test
  @Tag(ROW + "testPrepareSessionSucceedsWithLocalInitFeedDict")
  void theLocalInitializationIsFed() {
    Tensor p = placeholder(DType.FLOAT32, Shape.of(3));
    Variable v = new Variable(p, trainable(false), local(), name("v"));
    var manager =
        new SessionManager(
            ready(reportUninitializedVariables()),
            localInit(v.initializer()),
            localInitFeeds(feed(p, List.of(1f, 2f, 3f))));

    try (Session session = manager.prepareSession()) {
      float[] got = new float[3];
      session.run(v).raw().bytes().window(0, 12).asFloatBuffer().get(got);
      assertEquals("[1.0, 2.0, 3.0]", Arrays.toString(got));
    }
  }

  @Test
  @Tag(ROW + "testPrepareSessionFails")
  void aCheckpointThatComesIsRestored() throws Exception {
    Variable v = variable("v");
    Saver saver = new Saver(List.of(v));
    Path wanted = Files.createDirectory(folder.resolve("wanted"));
    Path away = folder.resolve("away");
    var manager =
        new SessionManager(
            ready(reportUninitializedVariables()), recoveryWait(Duration.ofSeconds(1)));
    try (Session session = manager.prepareSession(init(globalVariablesInitializer()))) {
      session.run(v.assign(7f));
      saver.save(session, wanted.resolve("ckpt").toString());
    }
    move(wanted, away);

    StartOption[] start = {
      saver(saver), checkpointDir(wanted.toString()), waitForCheckpoint(Duration.ofSeconds(3))
    };
    assertThrows(IllegalStateException.class, () -> manager.prepareSession(start));
    assertEquals(Instant.EPOCH.plusSeconds(3), now);

    whileWaiting.add(() -> move(away, wanted));
    try (Session session = manager.prepareSession(start)) {
      assertEquals(7.0, session.run(v).doubleValue());
      assertEquals(List.of(wanted.resolve("ckpt").toString()), saver.lastCheckpoints());
    }
    assertEquals(Instant.EPOCH.plusSeconds(4), now);
  }

  @Test
  void aCheckpointOfANameIsRestoredAndTwoSourcesAreRefused() {
    Variable v = variable("v");
    Saver saver = new Saver(List.of(v));
    String prefix = saved(saver, v, 5f);
    var manager = new SessionManager(ready(reportUninitializedVariables()));

    try (Session session = manager.prepareSession(saver(saver), checkpointFile(prefix))) {
      assertEquals(5.0, session.run(v).doubleValue());
    }
    assertThrows(
        IllegalArgumentException.class,
        () ->
            manager.recoverSession(
                saver(saver), checkpointFile(prefix), checkpointDir(folder.toString())));
  }

  @Test
  @Tag(ROW + "testWaitForSessionReturnsNoneAfterTimeout")
  void waitingForASessionEnds() {
    variable("v");
    var manager =
        new SessionManager(
            ready(reportUninitializedVariables()), recoveryWait(Duration.ofSeconds(1)));

    var error =
        assertThrows(
            DeadlineExceededError.class, () -> manager.waitForSession(Duration.ofSeconds(3)));

    assertTrue(error.getMessage().contains("v"), error.getMessage());
    assertEquals(Instant.EPOCH.plusSeconds(3), now);
  }

  @Test
  void aSessionThatIsReadyIsGivenAtOnce() {
    Variable w = localVariable("w", 2f);
    var manager =
        new SessionManager(ready(reportUninitializedVariables()), localInit(w.initializer()));

    try (Session session = manager.waitForSession(null)) {
      assertEquals(2.0, session.run(w).doubleValue());
    }
    assertEquals(Instant.EPOCH, now);
  }

  @Test
  @Tag(ROW + "testInitWithNoneLocalInitOpError")
  void readinessForNothingIsRefused() {
    Tensor readiness = reportUninitializedVariables();

    assertThrows(
        IllegalArgumentException.class, () -> new SessionManager(readyForLocalInit(readiness)));
  }

  @Test
  @Tag(ROW + "testRecoverSessionWithReadyForLocalInitOp")
  void whatIsRestoredMakesReadyForTheLocalInitialization() {
    Variable v = variable("v");
    Saver saver = new Saver(List.of(v));
    saved(saver, v, 5f);
    Variable w = localVariable("w", v.initializedValue());
    var manager =
        new SessionManager(
            ready(reportUninitializedVariables()),
            readyForLocalInit(reportUninitializedVariables(List.of(v))),
            localInit(w.initializer()));

    SessionManager.Recovered recovered =
        manager.recoverSession(saver(saver), checkpointDir(folder.toString()));

    try (Session session = recovered.session()) {
      assertTrue(recovered.initialized());
      assertEquals(5.0, session.run(v).doubleValue());
      assertEquals(5.0, session.run(w).doubleValue());
    }
  }

  @Test
  @Tag(ROW + "testRecoverSessionWithReadyForLocalInitOpFailsToReadyLocal")
  void whatNeverIsReadyIsNotRecovered() {
    Variable v = variable("v");
    Saver saver = new Saver(List.of(v));
    saved(saver, v, 5f);
    Variable w = localVariable("w", 2f);
    var manager =
        new SessionManager(
            ready(reportUninitializedVariables()),
            readyForLocalInit(reportUninitializedVariables()),
            localInit(w.initializer()));

    SessionManager.Recovered recovered =
        manager.recoverSession(saver(saver), checkpointDir(folder.toString()));

    try (Session session = recovered.session()) {
      assertFalse(recovered.initialized());
      assertTrue(isInitialized(session, v));
      assertFalse(isInitialized(session, w));
    }
  }

  @Test
  @Tag(ROW + "testRecoverSessionNoChkptStillRunsLocalInitOp")
  void withoutACheckpointTheLocalInitializationIsRun() {
    Variable w = localVariable("w", 2f);
    var manager =
        new SessionManager(ready(reportUninitializedVariables()), localInit(w.initializer()));

    SessionManager.Recovered recovered = manager.recoverSession();

    try (Session session = recovered.session()) {
      assertFalse(recovered.initialized());
      assertEquals(2.0, session.run(w).doubleValue());
    }
  }

  @Test
  @Tag(ROW + "testRecoverSessionFailsStillRunsLocalInitOp")
  void whatACheckpointLacksIsNotRecovered() {
    Variable v = variable("v");
    Saver saver = new Saver(List.of(v));
    saved(saver, v, 5f);
    Variable lacking = variable("lacking");
    Variable w = localVariable("w", 2f);
    var manager =
        new SessionManager(ready(reportUninitializedVariables()), localInit(w.initializer()));

    SessionManager.Recovered recovered =
        manager.recoverSession(saver(saver), checkpointDir(folder.toString()));

    try (Session session = recovered.session()) {
      assertFalse(recovered.initialized());
      assertEquals(5.0, session.run(v).doubleValue());
      assertFalse(isInitialized(session, lacking));
      assertEquals(2.0, session.run(w).doubleValue());
    }
  }

  @Test
  @Tag(ROW + "testWaitForSessionWithReadyForLocalInitOpFailsToReadyLocal")
  void waitingForWhatIsNeverReadyEnds() {
    variable("v");
    Variable w = localVariable("w", 2f);
    var manager =
        new SessionManager(
            ready(reportUninitializedVariables()),
            readyForLocalInit(reportUninitializedVariables()),
            localInit(w.initializer()),
            recoveryWait(Duration.ofSeconds(1)));

    assertThrows(DeadlineExceededError.class, () -> manager.waitForSession(Duration.ofSeconds(2)));
  }

  @Test
  @Tag(ROW + "testWaitForSessionInsufficientReadyForLocalInitCheck")
  void waitingTellsWhatIsNotReady() {
    Variable v = variable("v");
    Variable w = localVariable("w", 2f);
    var manager =
        new SessionManager(
            ready(reportUninitializedVariables(List.of(v))),
            readyForLocalInit(reportUninitializedVariables(List.of())),
            localInit(w.initializer()),
            recoveryWait(Duration.ofSeconds(1)));

    var error =
        assertThrows(
            DeadlineExceededError.class, () -> manager.waitForSession(Duration.ofSeconds(2)));

    assertTrue(error.getMessage().contains("not initialized: v"), error.getMessage());
  }

  @Test
  @Tag(ROW + "testPrepareSessionDidNotInitLocalVariable")
  void aLocalVariableThatIsForgottenIsAnError() {
    Variable v = variable("v");
    localVariable("w", 2f);
    var manager = new SessionManager(ready(reportUninitializedVariables()));

    var error =
        assertThrows(
            IllegalStateException.class, () -> manager.prepareSession(init(v.initializer())));

    assertTrue(error.getMessage().contains("did not make the model ready"), error.getMessage());
    assertTrue(error.getMessage().contains("w"), error.getMessage());
  }

  @Test
  @Tag(ROW + "testPrepareSessionDidNotInitLocalVariableList")
  void severalInitializersAreRunAndMayNotSuffice() {
    Variable v = variable("v");
    Variable u = variable("u");
    Variable w = localVariable("w", 2f);
    var manager = new SessionManager(ready(reportUninitializedVariables()));

    assertThrows(
        IllegalStateException.class,
        () -> manager.prepareSession(init(v.initializer(), u.initializer())));
    try (Session session =
        manager.prepareSession(init(v.initializer(), u.initializer(), w.initializer()))) {
      assertEquals(2.0, session.run(w).doubleValue());
    }
  }

  @Test
  @Tag(ROW + "testPrepareSessionWithReadyNotReadyForLocal")
  void withoutReadinessForTheLocalInitializationThereIsNoSession() {
    Variable v = variable("v");
    Variable w = localVariable("w", 2f);
    var manager =
        new SessionManager(
            ready(reportUninitializedVariables()),
            readyForLocalInit(reportUninitializedVariables()),
            localInit(w.initializer()));

    var error =
        assertThrows(
            IllegalStateException.class, () -> manager.prepareSession(init(v.initializer())));

    assertTrue(error.getMessage().contains("ready for the local one"), error.getMessage());
  }

  @Test
  @Tag(ROW + "testPrepareSessionWithInsufficientReadyForLocalInitCheck")
  void aTestOfReadinessThatForgetsAVariableFindsItLater() {
    variable("v");
    Variable w = localVariable("w", 2f);
    var manager =
        new SessionManager(
            ready(reportUninitializedVariables()),
            readyForLocalInit(reportUninitializedVariables(List.of())),
            localInit(w.initializer()));

    var error = assertThrows(IllegalStateException.class, manager::prepareSession);

    assertTrue(error.getMessage().contains("did not make the model ready"), error.getMessage());
    assertTrue(error.getMessage().contains("not initialized: v"), error.getMessage());
  }

  private static Variable variable(String name) {
    return new Variable(1f, name(name));
  }

  private static Variable localVariable(String name, Object value) {
    return new Variable(value, trainable(false), local(), useResource(true), name(name));
  }

  private static org.ckpt4j.options.Collections local() {
    return collections(GraphKeys.LOCAL_VARIABLES);
  }

  private static boolean isInitialized(Session session, Variable variable) {
    List<String> none =
        session.run(reportUninitializedVariables(List.of(variable))).raw().elements().stream()
            .map(Object::toString)
            .toList();
    return none.isEmpty();
  }

  private String saved(Saver saver, Variable variable, float value) {
    try (Session session = new Session()) {
      session.run(variable.assign(value));
      return saver.save(session, folder.resolve("ckpt").toString());
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
