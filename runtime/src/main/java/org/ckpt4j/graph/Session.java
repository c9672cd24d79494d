package org.ckpt4j.graph;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.ResourceStore;
import org.ckpt4j.framework.RunScope;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
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
    Session session = new Session(options);
    session.entered.add(session.graph.asDefault());
    session.entered.add(session.asDefault());
    return session;
  }

  /**
   * A session that is the default one from now until it is closed. Counterpart: {@code
   * tf.compat.v1.InteractiveSession}.
   */
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // what is entered here is left by close()
  public static Session interactive(SessionOption... options) {
    Session session = new Session(options);
    session.entered.add(session.asDefault());
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
   * @param fetches a tensor, variable, operation, the name of one, or lists and maps of these,
   *     nested
   * @return for each tensor and variable its value, for each operation null
   * @throws TypeError if something among the fetches cannot be fetched
   * @throws IllegalArgumentException if it belongs to another graph, or a feed does not fit
   * @throws IllegalStateException if the session is closed
   */
  public @Nullable Object runAll(Object fetches, Feed... feeds) {
    if (closed) {
      throw new IllegalStateException("the session is closed; run() needs an open one");
    }
    List<SymbolicTensor> fed = new ArrayList<>(feeds.length);
    List<EagerTensor> values = new ArrayList<>(feeds.length);
    for (Feed feed : feeds) {
      SymbolicTensor target = own(feed.target());
      EagerTensor value = fit(target, feed.value());
      int before = fed.indexOf(target);
      if (before < 0) {
        fed.add(target);
        values.add(value);
      } else {
        values.set(before, value);
      }
    }
    Set<SymbolicTensor> wanted = new LinkedHashSet<>();
    Set<Operation> targets = new LinkedHashSet<>();
    collect(fetches, wanted, targets);
    if (graph.isEmpty()) {
      throw new IllegalStateException("the session's graph is empty; add operations to it first");
    }
    List<SymbolicTensor> order = List.copyOf(wanted);
    EagerTensor[] results =
        run(plan(order, List.copyOf(targets), fed), values.toArray(EagerTensor[]::new));
    Map<SymbolicTensor, EagerTensor> byTensor = new IdentityHashMap<>();
    for (int i = 0; i < results.length; i++) {
      byTensor.put(order.get(i), results[i]);
    }
    return assemble(fetches, byTensor);
  }

  /**
   * A function that runs {@code fetches}, whose arguments are fed to {@code feeds} in order; all
   * names and places are looked up once. Counterpart: {@code Session.make_callable}.
   *
   * @throws TypeError if something among the fetches cannot be fetched
   */
  public SessionCallable makeCallable(List<?> fetches, List<? extends Operand> feeds) {
    List<SymbolicTensor> fed = feeds.stream().map(this::own).toList();
    Set<SymbolicTensor> wanted = new LinkedHashSet<>();
    Set<Operation> targets = new LinkedHashSet<>();
    collect(fetches, wanted, targets);
    List<SymbolicTensor> order = List.copyOf(wanted);
    List<Operation> effects = List.copyOf(targets);
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
    try (RunScope scope = new RunScope(resources, graph.functions())) {
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

  private void collect(Object fetch, Set<SymbolicTensor> wanted, Set<Operation> targets) {
    if (fetch instanceof Operand operand) {
      SymbolicTensor tensor = own(operand);
      checkFetchable(tensor.op());
      wanted.add(tensor);
    } else if (fetch instanceof Operation op) {
      if (op.graph() != graph) {
        throw new IllegalArgumentException(op + " belongs to another graph than this session's");
      }
      checkFetchable(op);
      targets.add(op);
    } else if (fetch instanceof String name) {
      collect(named(name), wanted, targets);
    } else if (fetch instanceof Iterable<?> list) {
      list.forEach(item -> collect(item, wanted, targets));
    } else if (fetch instanceof Map<?, ?> map) {
      map.values().forEach(item -> collect(item, wanted, targets));
    } else {
      throw new TypeError(
          "cannot fetch %s (%s); fetch tensors, variables, operations, names, lists or maps"
              .formatted(fetch, fetch == null ? "null" : fetch.getClass().getSimpleName()));
    }
  }

  private static void checkFetchable(Operation op) {
    if (!op.isFetchable()) {
      throw new IllegalArgumentException(
          "\"%s\" is inside of a loop or branch and cannot be fetched; fetch what that gives"
              .formatted(op.name()));
    }
  }

  private Object named(String name) {
    return name.contains(":") ? graph.getTensorByName(name) : graph.getOperationByName(name);
  }

  private SymbolicTensor own(Operand operand) {
    Tensor element = operand.graphElement();
    if (!(element instanceof SymbolicTensor symbol)) {
      throw new TypeError(
          operand + " is a value of the eager world; a session runs a graph's tensors");
    }
    if (symbol.op().graph() != graph) {
      throw new IllegalArgumentException(symbol + " belongs to another graph than this session's");
    }
    return symbol;
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
    return Values.of(value, target.dtype());
  }

  private @Nullable Object assemble(Object fetch, Map<SymbolicTensor, EagerTensor> values) {
    if (fetch instanceof Operand operand) {
      return values.get(own(operand));
    }
    if (fetch instanceof Iterable<?> list) {
      List<@Nullable Object> out = new ArrayList<>();
      list.forEach(item -> out.add(assemble(item, values)));
      return out;
    }
    if (fetch instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> out = new LinkedHashMap<>();
      map.forEach((key, item) -> out.put(key, assemble(item, values)));
      return out;
    }
    return fetch instanceof String name && named(name) instanceof SymbolicTensor tensor
        ? values.get(tensor)
        : null;
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
