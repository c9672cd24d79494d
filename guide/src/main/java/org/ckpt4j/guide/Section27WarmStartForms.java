package org.ckpt4j.guide;

import static org.ckpt4j.TF.FLOAT32;
import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.list;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.TF.trainable;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.globalVariables;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.initialValue;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.train;
import static org.ckpt4j.compat.TF1.zerosInitializer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ckpt4j.graph.Session;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.Saver;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/** {@code warm_start}: which variables, from which checkpoint, under which names. */
final class Section27WarmStartForms {
  private Section27WarmStartForms() {}

  static void run(Parameters p, Recorder r) {
    r.makeFolder(p.path("src"));
    r.makeFolder(p.path("src2"));
    try (var g = graph()) {
      List<Variable> all = build(p, false);
      try (var sess = session()) {
        sess.run(globalVariablesInitializer());
        new Saver().save(sess, p.path("src/model"));
        new Checkpoint(kw("l", list(all.toArray()))).save(p.path("src2/ck"));
      }
    }
    var forms = new Forms(p, r);
    forms.form("default", "src", null, v -> ".*", Map.of());
    forms.form("regex_a", "src", null, v -> p.name("a"), Map.of());
    forms.form("regex_s_slash", "src", null, v -> p.name("s/"), Map.of());
    forms.form("list_of_names", "src", null, v -> List.of(p.name("n"), p.name("b")), Map.of());
    forms.form("list_of_variables", "src", null, v -> List.of(v.get(2), v.get(3)), Map.of());
    forms.form("none", "src", null, v -> null, Map.of());
    forms.form(
        "renamed",
        "src",
        "renamed",
        v -> p.name("renamed"),
        Map.of(p.name("renamed"), p.name("a")));
    forms.form("unused_rename", "src", null, v -> p.name("a"), Map.of(p.name("zzz"), p.name("b")));
    forms.form("missing_in_name_based", "src", "not_there", v -> ".*", Map.of());
    forms.form("object_based", "src2", null, v -> ".*", Map.of());
    forms.form("object_based_missing", "src2", "not_there", v -> ".*", Map.of());
    forms.form("file_path", "src/model", null, v -> ".*", Map.of());
  }

  private static List<Variable> build(Parameters p, boolean zero) {
    return List.of(
        getVariable(p.name("a"), initialValue(zero ? new float[2] : p.values(1, 2))),
        getVariable(p.name("b"), initialValue(zero ? 0f : p.value(3))),
        getVariable(p.name("n"), initialValue(zero ? 0f : p.value(4)), trainable(false)),
        getVariable(p.name("s/c"), initialValue(zero ? 0f : p.value(5))));
  }

  /** Each form: a new graph, its variables at zero, the warm start, all initializers. */
  private record Forms(Parameters p, Recorder r) {
    void form(
        String tag,
        String source,
        @Nullable String extra,
        Function<List<Variable>, @Nullable Object> wanted,
        Map<String, String> previousNames) {
      try (var g = graph()) {
        List<Variable> all = build(p, true);
        if (extra != null) {
          getVariable(p.name(extra), shape(2), FLOAT32, zerosInitializer());
        }
        r.marker("form", tag);
        r.error(
            tag,
            () -> {
              train.warmStart(p.path(source), wanted.apply(all), Map.of(), previousNames);
              try (var sess = session()) {
                sess.run(globalVariablesInitializer());
                r.result(tag, valuesByName(sess));
              }
            });
      }
    }

    private static Map<String, Object> valuesByName(Session sess) {
      Map<String, Object> values = new LinkedHashMap<>();
      globalVariables().forEach(v -> values.put(v.name(), sess.run(v)));
      return values;
    }
  }
}
