package org.ckpt4j.guide;

import static org.ckpt4j.TF.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.ckpt4j.framework.Diagnostic;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.guide.Transcript.Event;
import org.ckpt4j.guide.Transcript.Failure;
import org.ckpt4j.guide.Transcript.Listing;
import org.ckpt4j.guide.Transcript.State;
import org.ckpt4j.tensor.PythonText;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/**
 * What a program of the guide prints and observes, kept in order.
 *
 * <p>Programs tell it what the guide's cells print; it keeps values to compare and lines to read.
 */
public final class Recorder {
  private final Path folder;
  private final List<Transcript.Print> prints = new ArrayList<>();
  private final Map<String, @Nullable Object> results = new LinkedHashMap<>();
  private final List<Failure> errors = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final List<State> states = new ArrayList<>();
  private final List<String> output = new ArrayList<>();
  private final Set<Map<String, Object>> deprecations = new HashSet<>();

  Recorder(Path folder) {
    this.folder = folder;
  }

  Transcript transcript() {
    return new Transcript(prints, results, errors, events, states, output);
  }

  /** Prints a label and values: numbers, texts, tensors, variables, and lists of them. */
  void print(String label, @Nullable Object values) {
    Object plain = PlainValue.of(values);
    prints.add(new Transcript.Values(label, plain));
    output.add(label + ": " + PlainValue.text(plain));
  }

  /** The guide's own function: every tensor of a checkpoint, in the reader's order. */
  void printCheckpoint(String path) {
    List<Transcript.Entry> entries = new ArrayList<>();
    List<String> text = new ArrayList<>(List.of("Checkpoint at '" + path + "':"));
    try (var reader = train.loadCheckpoint(path)) {
      var dtypes = reader.getVariableToDtypeMap();
      for (var variable : reader.getVariableToShapeMap().entrySet()) {
        String key = variable.getKey();
        RawTensor value = reader.getTensor(key);
        entries.add(
            new Transcript.Entry(
                key,
                PlainValue.dims(variable.getValue()),
                dtypes.get(key).tfName(),
                PlainValue.listed(value)));
        text.add(PythonText.entry(TensorKey.of(key), value));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    prints.add(new Listing(path, entries, text));
    output.addAll(text);
  }

  /** Another value that is compared: what a call returned. */
  void result(String key, @Nullable Object value) {
    Object plain = PlainValue.of(value);
    results.put(key, plain);
    output.add("  " + key + " = " + PlainValue.text(plain));
  }

  /** Tries something that may fail, and keeps how it ended. */
  void error(String when, Attempt attempt) {
    try {
      attempt.run();
    } catch (Exception | AssertionError e) {
      errors.add(new Failure(when, e));
      output.add("  %s -> %s: %s".formatted(when, PythonError.nameOf(e), e.getMessage()));
      return;
    }
    errors.add(new Failure(when, null));
    output.add("  " + when + " -> fine");
  }

  /** What may fail. */
  @FunctionalInterface
  interface Attempt {
    void run() throws Exception;
  }

  /** Notes a moment among the log events. */
  void marker(String name, String value) {
    events.add(new Event("marker", "DEBUG", Map.of(name, value), name + " " + value));
  }

  /** Keeps the text of the state file. */
  void state(String after) {
    state(after, "checkpoint");
  }

  void state(String after, String file) {
    try {
      Path path = folder.resolve(file);
      states.add(new State(after, file, Files.exists(path) ? Files.readString(path) : null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps which files there are. */
  void listing(String label) {
    listing(label, ".");
  }

  void listing(String label, String below) {
    try (Stream<Path> all = Files.walk(folder.resolve(below))) {
      results.put(
          "files_" + label,
          all.filter(Files::isRegularFile)
              .map(file -> folder.relativize(file.normalize()).toString().replace('\\', '/'))
              .sorted()
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void makeFolder(String path) {
    try {
      Files.createDirectories(folder.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void removeFolder(String path) {
    try {
      Files.delete(folder.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean exists(String path) {
    return Files.exists(folder.resolve(path));
  }

  boolean sameBytes(String a, String b) {
    try {
      return Files.mismatch(folder.resolve(a), folder.resolve(b)) < 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first elements of a vector. */
  List<?> head(Tensor value, int count) {
    return ((List<?>) Objects.requireNonNull(PlainValue.of(value))).subList(0, count);
  }

  /** The first element and the last. */
  List<@Nullable Object> ends(Tensor value) {
    List<@Nullable Object> all = new ArrayList<>();
    flatten(PlainValue.of(value), all);
    return Arrays.asList(all.get(0), all.get(all.size() - 1));
  }

  private static void flatten(@Nullable Object plain, List<@Nullable Object> out) {
    if (plain instanceof List<?> items) {
      items.forEach(item -> flatten(item, out));
    } else {
      out.add(plain);
    }
  }

  /** The variables' values now. */
  List<@Nullable Object> values(Variable... variables) {
    return values(Arrays.asList(variables));
  }

  List<@Nullable Object> values(List<Variable> variables) {
    List<@Nullable Object> plain = new ArrayList<>();
    variables.forEach(variable -> plain.add(PlainValue.of(variable)));
    return plain;
  }

  List<String> names(Variable... variables) {
    return names(Arrays.asList(variables));
  }

  List<String> names(List<Variable> variables) {
    return variables.stream().map(Variable::name).toList();
  }

  /** Python warns of a deprecated function once a process; a program here is a process there. */
  void log(Diagnostic diagnostic) {
    if (diagnostic.kind().equals("deprecated") && !deprecations.add(diagnostic.details())) {
      return;
    }
    String level = diagnostic.level().name();
    events.add(new Event(diagnostic.kind(), level, diagnostic.details(), diagnostic.message()));
    output.add("  [%s] %s".formatted(level, diagnostic.message()));
  }
}
