package org.ckpt4j.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Keeps, for every test that carries the id of a conformance row, how it ended, in {@code
 * target/row-results.tsv} of the module: id, outcome, class and method. JUnit finds it as a
 * service.
 *
 * <p>An id is a tag, or the first word of a display name, of the form {@code file::Class::method},
 * {@code feature:12} or {@code section:02b}. The first line says whether the whole module ran.
 */
public final class RowResults implements TestExecutionListener {
  private static final Path FILE = Path.of("target", "row-results.tsv");

  private final Set<String> lines = new TreeSet<>();
  private @Nullable TestPlan plan;

  @Override
  public void testPlanExecutionStarted(TestPlan started) {
    plan = started;
  }

  @Override
  public synchronized void executionSkipped(TestIdentifier skipped, String reason) {
    record(skipped, "disabled");
    for (TestIdentifier below : plan().getDescendants(skipped)) {
      record(below, "disabled");
    }
  }

  @Override
  public synchronized void executionFinished(TestIdentifier finished, TestExecutionResult result) {
    switch (result.getStatus()) {
      case SUCCESSFUL -> {
        // That a container ended well says nothing of the tests in it.
        if (finished.isTest()) {
          record(finished, "passed");
        }
      }
      case ABORTED -> record(finished, "disabled");
      case FAILED -> {
        record(finished, "failed");
        if (!finished.isTest()) {
          plan().getDescendants(finished).forEach(below -> record(below, "failed"));
        }
      }
    }
  }

  @Override
  public synchronized void testPlanExecutionFinished(TestPlan finished) {
    // Set by the build's test run; other runners of tests (an editor, a mutation run) leave no
    // results.
    String folder = System.getProperty("basedir");
    if (folder == null || !Files.isDirectory(Path.of(folder, "target"))) {
      return;
    }
    Path file = Path.of(folder).resolve(FILE);
    List<String> out = new ArrayList<>();
    out.add(System.getProperty("test") == null ? "# whole module" : "# some tests only");
    out.addAll(lines);
    try {
      Files.write(file, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void record(TestIdentifier test, String outcome) {
    for (String id : ids(test)) {
      lines.add(id + "\t" + outcome + "\t" + place(test));
    }
  }

  private Set<String> ids(TestIdentifier test) {
    Set<String> out = new LinkedHashSet<>();
    for (Optional<TestIdentifier> at = Optional.of(test); at.isPresent(); at = parent(at.get())) {
      for (TestTag tag : at.get().getTags()) {
        if (isId(tag.getName())) {
          out.add(tag.getName());
        }
      }
      String first = at.get().getDisplayName().split("\\s", 2)[0];
      if (isId(first)) {
        out.add(first);
      }
    }
    return out;
  }

  private static boolean isId(String word) {
    return word.contains("::") || word.startsWith("feature:") || word.startsWith("section:");
  }

  private String place(TestIdentifier test) {
    for (Optional<TestIdentifier> at = Optional.of(test); at.isPresent(); at = parent(at.get())) {
      TestSource source = at.get().getSource().orElse(null);
      if (source instanceof MethodSource method) {
        return method.getClassName() + "#" + method.getMethodName();
      }
      if (source instanceof ClassSource type) {
        return type.getClassName();
      }
    }
    return "?";
  }

  private Optional<TestIdentifier> parent(TestIdentifier test) {
    return plan().getParent(test);
  }

  private TestPlan plan() {
    if (plan == null) {
      throw new IllegalStateException("no test plan is running");
    }
    return plan;
  }
}
