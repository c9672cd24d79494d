package org.ckpt4j.guide;

import static org.ckpt4j.TF.FLOAT32;
import static org.ckpt4j.TF.INT32;
import static org.ckpt4j.TF.dict;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.getPartitionedVariable;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.globalVariables;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.initialValue;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.train;
import static org.ckpt4j.compat.TF1.variableScope;
import static org.ckpt4j.compat.TF1.zerosInitializer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.Session;
import org.ckpt4j.train.Saver;
import org.ckpt4j.variables.Partitioner;
import org.ckpt4j.variables.Variable;

/** Every form of an assignment map, and what it refuses. */
final class Section14InitFromCheckpointForms {
  private Section14InitFromCheckpointForms() {}

  private static final Partitioner FIVE_ROWS = (shape, dtype) -> List.of(5, 1);

  private record Pair(Variable first, Variable second) {}

  static void run(Parameters p, Recorder r) {
    saveOld(p);
    r.printCheckpoint(p.path("old"));
    new Forms(p, r).all();
    initializer(p, r);
    eager(p, r);
  }

  private static void saveOld(Parameters p) {
    try (var g = graph()) {
      getVariable(p.name("root_v"), initialValue(p.values(100, 101)));
      getVariable(p.name("old_scope_1/var1"), initialValue(arange(p, 20)));
      getVariable(p.name("old_scope_1/var2"), initialValue(rows(arange(p, 20), 4)));
      getVariable(p.name("old_scope_2/var3"), initialValue(rows(arange(p, 40), 4)));
      try (var sess = session()) {
        sess.run(globalVariablesInitializer());
        new Saver().save(sess, p.path("old"));
      }
    }
  }

  private static float[] arange(Parameters p, int n) {
    double[] numbers = new double[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = i;
    }
    return p.values(numbers);
  }

  static float[][] rows(float[] flat, int columns) {
    float[][] rows = new float[flat.length / columns][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = java.util.Arrays.copyOfRange(flat, i * columns, (i + 1) * columns);
    }
    return rows;
  }

  private static Variable zeros(Parameters p, String name, long... dims) {
    return getVariable(p.name(name), shape(dims), FLOAT32, zerosInitializer());
  }

  private static Pair pair(Parameters p, String scope1, String scope2) {
    Variable var1;
    try (var scope = variableScope(p.name(scope1))) {
      var1 = zeros(p, "var1", 20);
    }
    try (var scope = variableScope(p.name(scope2))) {
      return new Pair(var1, zeros(p, "var2", 5, 4));
    }
  }

  /** Each form: a new graph, its variables at zero, the map, all initializers. */
  private record Forms(Parameters p, Recorder r) {
    void all() {
      Map<String, Object> scopes = map("old_scope_1/", "new_scope_1/");
      Supplier<Pair> same = () -> pair(p, "new_scope_1", "new_scope_1");
      Supplier<Pair> two = () -> pair(p, "new_scope_1", "new_scope_2");
      form("scope_to_scope", same, v -> scopes);
      form(
          "name_to_name",
          two,
          v -> map("old_scope_1/var1", "new_scope_1/var1", "old_scope_1/var2", "new_scope_2/var2"));
      form(
          "name_to_variable",
          two,
          v -> dict(p.name("old_scope_1/var1"), v.first, p.name("old_scope_1/var2"), v.second));
      form(
          "name_to_partitioned_name",
          this::parts,
          v -> map("old_scope_2/var3", "new_scope_2/var3"));
      form("name_to_variable_list", this::parts, v -> dict(p.name("old_scope_2/var3"), v));
      form("root_to_root", this::root, v -> map("/", "/"));
      form("root_to_scope", this::rootWithin, v -> map("/", "n/"));
      form("scope_to_root", this::atRoot, v -> map("old_scope_1/", "/"));
      pairs(same);
      form("directory", same, v -> scopes, ".");
      form("scope_map_skips_variables_not_made_by_get_variable", this::plain, v -> scopes);
      form(
          "variable_object_not_made_by_get_variable",
          this::plain,
          v -> dict(p.name("old_scope_1/var1"), v.first));
      form("partitioned_by_scope", this::parts, v -> map("old_scope_2/", "new_scope_2/"));
      form("error_tensor_missing", same, v -> map("old_scope_1/nope", "new_scope_1/var1"));
      form("error_shape_mismatch", same, v -> map("old_scope_1/var2", "new_scope_1/var1"));
      form("error_graph_variable_missing", same, v -> map("old_scope_1/var1", "new_scope_1/nope"));
      form("error_name_to_scope", same, v -> map("old_scope_1/var1", "new_scope_1/"));
      form("error_scope_without_slash", same, v -> map("old_scope_1", "new_scope_1"));
      form("error_scope_has_extra_variable", this::extra, v -> scopes);
      form("error_dtype_mismatch_at_run", this::integers, v -> scopes);
      form("no_match_in_graph_scope_is_silent", () -> pair(p, "other", "other"), v -> scopes);
      form("error_missing_file", same, v -> scopes, "no-such");
    }

    private Map<String, Object> map(String... keysAndValues) {
      Object[] named = new Object[keysAndValues.length];
      for (int i = 0; i < named.length; i++) {
        named[i] = p.name(keysAndValues[i]);
      }
      return dict(named);
    }

    private <T> void form(String tag, Supplier<T> build, Function<T, Map<String, Object>> map) {
      form(tag, build, map, "old");
    }

    private <T> void form(
        String tag, Supplier<T> build, Function<T, Map<String, Object>> map, String path) {
      attempt(tag, build, v -> train.initFromCheckpoint(p.path(path), map.apply(v)));
    }

    private void pairs(Supplier<Pair> build) {
      attempt(
          "list_of_pairs",
          build,
          v ->
              train.initFromCheckpoint(
                  p.path("old"),
                  List.of(Map.entry(p.name("old_scope_1/"), p.name("new_scope_1/")))));
    }

    private <T> void attempt(
        String tag, Supplier<T> build, java.util.function.Consumer<T> initialize) {
      try (var g = graph()) {
        T built = build.get();
        try (var sess = session()) {
          r.error(
              tag,
              () -> {
                initialize.accept(built);
                sess.run(globalVariablesInitializer());
                r.result(tag, namesAndValues(sess));
              });
        }
      }
    }

    private List<Variable> parts() {
      try (var scope = variableScope(p.name("new_scope_2"))) {
        return getPartitionedVariable(p.name("var3"), shape(10, 4), zerosInitializer(), FIVE_ROWS)
            .parts();
      }
    }

    private Pair root() {
      return new Pair(zeros(p, "root_v", 2), zeros(p, "old_scope_1/var1", 20));
    }

    private Pair rootWithin() {
      try (var scope = variableScope(p.name("n"))) {
        return root();
      }
    }

    private Pair atRoot() {
      return new Pair(zeros(p, "var1", 20), zeros(p, "var2", 5, 4));
    }

    private Pair plain() {
      try (var scope = variableScope(p.name("new_scope_1"))) {
        return new Pair(new Variable(new float[20], name(p.name("var1"))), zeros(p, "var2", 5, 4));
      }
    }

    private Pair extra() {
      try (var scope = variableScope(p.name("new_scope_1"))) {
        return new Pair(zeros(p, "var1", 20), zeros(p, "extra"));
      }
    }

    private Variable integers() {
      try (var scope = variableScope(p.name("new_scope_1"))) {
        return getVariable(p.name("var1"), shape(20), INT32, zerosInitializer());
      }
    }
  }

  private static List<Object> namesAndValues(Session sess) {
    List<Object> all = new ArrayList<>();
    globalVariables().forEach(v -> all.add(List.of(v.name(), sess.run(v))));
    return all;
  }

  private static void initializer(Parameters p, Recorder r) {
    try (var g = graph()) {
      var var1 = pair(p, "new_scope_1", "new_scope_1").first;
      train.initFromCheckpoint(
          p.path("old"), dict(p.name("old_scope_1/var1"), p.name("new_scope_1/var1")));
      String initializer = var1.initializer().name();
      r.result("initializer_op_name_after", initializer);
      r.result("graph_ops_added", added(g.graph(), initializer));
      try (var sess = session()) {
        r.error("reading var1 before running its initializer", () -> sess.run(var1));
        sess.run(var1.initializer());
        r.result("one_initializer_run_value_head", r.head(sess.run(var1), 3));
      }
    }
  }

  private static List<List<String>> added(Graph graph, String initializer) {
    List<List<String>> added = new ArrayList<>();
    for (Operation op : graph.getOperations()) {
      if (op.name().contains("checkpoint_initializer")
          || op.type().equals("RestoreV2")
          || op.name().equals(initializer)) {
        added.add(List.of(op.name(), op.type()));
      }
    }
    return added;
  }

  private static void eager(Parameters p, Recorder r) {
    var v = new Variable(new float[20], name(p.name("var1")));
    r.error(
        "init_from_checkpoint in eager mode with a Variable object",
        () -> {
          train.initFromCheckpoint(p.path("old"), dict(p.name("old_scope_1/var1"), v));
          r.result("eager_value_head_after_init_from_checkpoint", r.head(v.asTensor(), 3));
        });
  }
}
