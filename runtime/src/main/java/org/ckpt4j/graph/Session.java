package org.ckpt4j.graph;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Diagnostic;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.ResourceStore;
import org.ckpt4j.framework.RunScope;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.ops.array.Values;
import org.ckpt4j.options.SessionOption;
import org.ckpt4j.tensor.RawTensor;
import org.jspecify.annotations.Nullable;

/**
 * Runs a graph and owns the values of its variables.
 *
 * <p>Several sessions may run one graph, each with values of its own; several threads may run one
 * session. Counterpart: {@code tf.compat.v1.Session}.
 */
public final class Session implements AutoCloseable {
  private final Graph graph;
  private final ResourceStore resources = new ResourceStore();
  private final Map<PlanKey, RunPlan> plans = new ConcurrentHashMap<>();
  private final List<Scope> entered = new ArrayList<>();
  private volatile int plannedVersion;
  private volatile boolean closed;

  /** Says that an interactive session is open. */
  private static final class Interactive {}

  private record PlanKey(
      List<SymbolicTensor> fetched,
      List<Operation> targets,
      List<SymbolicTensor> fed,
      int version) {}

  /** A session of the graph that is being built now, or of the program's own. */
  public Session(SessionOption... options) {
    this(ProgramGraph.get(), options);
  }

  /**
   * @param options accepted, and without effect: see each
   */
  public Session(Graph graph, SessionOption... options) {
    this.graph = graph;
  }

  /**
   * A session of the graph that is being built, already the default one; closing it leaves it too.
   * Python's {@code with tf.compat.v1.Session() as s}.
   */
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // what is entered here is left by close()
  public static Session entered(SessionOption... options) {
    return new Session(options).enter();
  }

  /**
   * Makes this the default session, and its graph the one that is built, until it is closed.
   *
   * @throws IllegalStateException if it is entered already, or closed
   */
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // what is entered here is left by close()
  public Session enter() {
    if (!entered.isEmpty()) {
      throw new IllegalStateException(
          "the session is entered already; asDefault() may be entered again");
    }
    if (closed) {
      throw new IllegalStateException("the session is closed; enter an open one");
    }
    entered.add(graph.asDefault());
    entered.add(asDefault());
    return this;
  }

  /**
   * A session that is the default one from now until it is closed; such sessions may be closed in
   * any order. A second one beside one that is open is warned of. Counterpart: {@code
   * tf.compat.v1.InteractiveSession}.
   */
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // what is entered here is left by close()
  public static Session interactive(SessionOption... options) {
    if (Contexts.innermost(Interactive.class).isPresent()) {
      Contexts.emit(
          new Diagnostic(
              Diagnostic.Level.WARNING,
              "interactive_session_is_open",
              Map.of(),
              "an interactive session is open already and keeps its variables' memory; close it"));
    }
    Session session = new Session(options);
    session.entered.add(Contexts.enterLoosely("interactive session", new Interactive()));
    session.entered.add(Contexts.enterLoosely("interactive session", session));
    return session;
  }

  /** The session entered last; empty if none is open. */
  public static Optional<Session> findDefault() {
    return Contexts.innermost(Session.class);
  }

  /**
   * The session entered last.
   *
   * @throws IllegalArgumentException if none is open
   */
  public static Session requireDefault(String what) {
    return findDefault()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    what
                        + " needs a session: pass one, or enter one, as in try (var s = session())"));
  }

  public Graph graph() {
    return graph;
  }

  /** Makes this the default session; the graph being built stays as it is. */
  @MustBeClosed
  public Scope asDefault() {
    return Contexts.enter("session", this);
  }

  /** The value of a tensor or variable. */
  public EagerTensor run(Operand fetch, Feed... feeds) {
    return (EagerTensor) runAll(fetch, feeds);
  }

  /** Runs an operation for its effect. */
  public void run(Node target, Feed... feeds) {
    runAll(target, feeds);
  }

  /** The values of several tensors or variables, all from one run; operations give null. */
  @SuppressWarnings("unchecked")
  public List<@Nullable EagerTensor> run(List<?> fetches, Feed... feeds) {
    return (List<@Nullable EagerTensor>) runAll(fetches, feeds);
  }

  /**
   * Runs what is needed for {@code fetches} once, and gives values in the same structure.
   *
   * @param fetches a tensor, variable, operation, the name of one, or lists, maps and records of
   *     these, nested; a record's components take what is fetched, so they are of type Object
   * @return for each tensor and variable its value, for each operation null
   * @throws TypeError if something among the fetches cannot be fetched
   * @throws IllegalArgumentException if it belongs to another graph, or a feed does not fit
   * @throws IllegalStateException if the session is closed
   */
  public @Nullable Object runAll(@Nullable Object fetches, Feed... feeds) {
    if (closed) {
      throw new IllegalStateException("the session is closed; run() needs an open one");
    }
    List<SymbolicTensor> fed = new ArrayList<>(feeds.length);
    List<EagerTensor> values = new ArrayList<>(feeds.length);
    for (Feed feed : feeds) {
      SymbolicTensor target = fed(feed.target());
      EagerTensor value = fit(target, feed.value());
      int before = fed.indexOf(target);
      if (before < 0) {
        fed.add(target);
        values.add(value);
      } else {
        values.set(before, value);
      }
    }
    if (graph.isEmpty()) {
      throw new IllegalStateException("the session's graph is empty; add operations to it first");
    }
    Fetches wanted = new Fetches(graph, fetches);
    List<SymbolicTensor> order = wanted.tensors();
    EagerTensor[] results =
        run(plan(order, wanted.targets(), fed), values.toArray(EagerTensor[]::new));
    Map<SymbolicTensor, EagerTensor> byTensor = new IdentityHashMap<>();
    for (int i = 0; i < results.length; i++) {
      byTensor.put(order.get(i), results[i]);
    }
    return wanted.assemble(byTensor);
  }

  /**
   * A function that runs {@code fetches}, whose arguments are fed to {@code feeds} in order; all
   * names and places are looked up once. Counterpart: {@code Session.make_callable}.
   *
   * @throws TypeError if something among the fetches cannot be fetched
   */
  public SessionCallable makeCallable(List<?> fetches, List<? extends Operand> feeds) {
    List<SymbolicTensor> fed = feeds.stream().map(this::fed).toList();
    Fetches wanted = new Fetches(graph, fetches);
    List<SymbolicTensor> order = wanted.tensors();
    List<Operation> effects = wanted.targets();
    return arguments -> {
      if (closed) {
        throw new IllegalStateException("the session is closed; its callables need an open one");
      }
      if (arguments.length != fed.size()) {
        throw new IllegalArgumentException(
            "%d values are given for %d feeds".formatted(arguments.length, fed.size()));
      }
      EagerTensor[] values = new EagerTensor[arguments.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = fit(fed.get(i), arguments[i]);
      }
      return List.of(run(plan(order, effects, fed), values));
    };
  }

  /**
   * @throws UnsupportedOperationException always: a run is one whole; fetch all at once
   */
  public Object partialRun(Object fetches) {
    throw new UnsupportedOperationException(
        "Session.partial_run is not supported; fetch all that one run gives at once");
  }

  private RunPlan plan(
      List<SymbolicTensor> fetched, List<Operation> targets, List<SymbolicTensor> fed) {
    int version = graph.version();
    if (version != plannedVersion) {
      plans.clear(); // operations were rewired since
      plannedVersion = version;
    }
    return plans.computeIfAbsent(
        new PlanKey(fetched, targets, fed, version),
        key -> RunPlan.of(key.fetched, key.targets, key.fed));
  }

  /** Runs a plan; the values are the caller's, to keep. */
  private EagerTensor[] run(RunPlan plan, EagerTensor[] fed) {
    long began = resources.runBegins();
    try (Scope memory = Contexts.enter("memory", resources.arrays());
        RunScope scope = new RunScope(resources, graph.functions())) {
      EagerTensor[] results = plan.run(fed, scope);
      for (int i = 0; i < results.length; i++) {
        results[i] =
            results[i].isReference() ? results[i].variable().snapshot() : results[i].keep();
      }
      return results;
    } finally {
      resources.runEnds(began);
    }
  }

  /** The tensor that a feed is for. */
  private SymbolicTensor fed(Object target) {
    SymbolicTensor tensor;
    if (target instanceof Operand operand) {
      tensor = Fetches.own(graph, operand);
    } else if (target instanceof String name) {
      try {
        tensor = graph.getTensorByName(name);
      } catch (IllegalArgumentException | NoSuchElementException none) {
        throw new TypeError("\"%s\" cannot be fed: %s".formatted(name, none.getMessage()), none);
      }
    } else {
      throw new TypeError(
          "%s cannot be fed; feed tensors, variables or names of tensors".formatted(target));
    }
    if (!tensor.op().isFeedable()) {
      throw new IllegalArgumentException(tensor + " may not be fed: its graph prevents it");
    }
    return tensor;
  }

  private static EagerTensor fit(SymbolicTensor target, Object value) {
    EagerTensor fed =
        value instanceof EagerTensor t ? t.keep() : EagerTensor.of(rawOf(value, target));
    if (fed.dtype() != target.dtype()) {
      fed = EagerTensor.of(Values.of(fed.raw(), target.dtype()));
    }
    if (!target.shape().isCompatibleWith(fed.shape())) {
      throw new IllegalArgumentException(
          "%s cannot be fed a value of shape %s".formatted(target, fed.shape()));
    }
    return fed;
  }

  private static RawTensor rawOf(Object value, SymbolicTensor target) {
    try {
      return Values.of(value, target.dtype());
    } catch (TypeError alreadySo) {
      throw alreadySo;
    } catch (UnimplementedError e) {
      throw new TypeError("%s cannot be fed %s: %s".formatted(target, value, e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      if (value instanceof Number) {
        throw new TypeError("%s cannot be fed %s: %s".formatted(target, value, e.getMessage()), e);
      }
      throw e;
    }
  }

  public boolean isClosed() {
    return closed;
  }

  /** Forgets the values of all variables; later runs fail. */
  @Override
  public void close() {
    while (!entered.isEmpty()) {
      entered.get(entered.size() - 1).close();
      entered.remove(entered.size() - 1);
    }
    closed = true;
    plans.clear();
    resources.clear();
  }
}
