package org.ckpt4j.conformance.rows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.ckpt4j.conformance.Selection;

/** The numbered behaviours of the guide, and which of its sections show each. */
record FeatureTable(TreeMap<Integer, List<String>> sections) {
  static FeatureTable read(Path file) throws IOException {
    TreeMap<Integer, List<String>> out = new TreeMap<>();
    List<List<String>> lines = RowTable.lines(file);
    for (List<String> line : lines.subList(1, lines.size())) {
      out.put(
          Integer.valueOf(line.get(0)),
          line.get(1).equals("-") ? List.of() : List.of(line.get(1).split(",")));
    }
    return new FeatureTable(out);
  }

  /**
   * One row of the report: the sections that are done are in {@code holds}, the others in the rest.
   */
  record State(int feature, List<String> holds, List<String> left, List<String> later) {
    String word() {
      return left.isEmpty() ? "holds" : "left";
    }
  }

  /**
   * The features that {@code scope} covers.
   *
   * @param results a section holds if every test with the id {@code section:NN} or {@code
   *     section:NN-name} passed; a feature is left, whatever its sections say, if a test with the
   *     id {@code feature:N} did not pass
   */
  List<State> states(Selection scope, TestResults results) {
    List<State> out = new ArrayList<>();
    sections.forEach(
        (feature, names) -> {
          State state = new State(feature, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
          String own = "feature:" + feature;
          boolean contradicted = !results.of(own).isEmpty() && !results.holds(own);
          for (String name : names) {
            List<String> list =
                !scope.takesSection(name)
                    ? state.later()
                    : results.sectionHolds(name) && !contradicted ? state.holds() : state.left();
            list.add(name);
          }
          if (!state.holds().isEmpty() || !state.left().isEmpty()) {
            out.add(state);
          }
        });
    return out;
  }
}
