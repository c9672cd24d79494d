package org.ckpt4j.train;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ckpt4j.checkpoint.PathResolver;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Diagnostic;
import org.ckpt4j.framework.EagerContext;
import org.ckpt4j.framework.Environment;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.VariableOption;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.variables.Variable;

/**
 * A clean program for a test: its own folder, a clock that stands still, diagnostics that are kept.
 */
final class Program implements AutoCloseable {
  private final Path folder;
  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private final Scope environment;
  private final Scope context;
  private Instant now = Instant.ofEpochSecond(1_600_000_000);

  @MustBeClosed
  Program(Path folder) {
    this.folder = folder;
    environment =
        Contexts.enter(
            new Environment(
                PathResolver.relativeTo(folder), () -> now, diagnostics::add, this::pass));
    context = Contexts.enter(new EagerContext());
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  /** The kinds of the diagnostics since the last call. */
  List<String> kinds() {
    List<String> kinds = diagnostics.stream().map(Diagnostic::kind).toList();
    diagnostics.clear();
    return kinds;
  }

  List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  List<String> files() {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text(String file) {
    try {
      return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path(String file) {
    return folder.resolve(file);
  }

  static Variable variable(Object value, VariableOption... options) {
    return new Variable(value, options);
  }

  static Variable named(String name, Object value) {
    return new Variable(value, new Named(name));
  }

  static List<Float> floats(Variable variable) {
    return floats(variable.numpy());
  }

  static List<Float> floats(RawTensor value) {
    TensorBytes bytes = value.bytes();
    var buffer =
        bytes
            .window(0, Math.toIntExact(bytes.size()))
            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    List<Float> out = new ArrayList<>();
    while (buffer.hasRemaining()) {
      out.add(buffer.get());
    }
    return out;
  }

  @Override
  public void close() {
    context.close();
    environment.close();
  }
}
