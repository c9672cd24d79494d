package org.ckpt4j.ops.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.ops.array.Dims;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/** {@code ReadFile}, {@code WriteFile}, {@code MatchingFiles}; {@code Timestamp}. */
final class FileOps {
  private FileOps() {}

  static List<OpDef> defs() {
    return List.of(
        OpDef.named("ReadFile")
            .inputs("filename: string")
            .outputs("contents: string")
            .infer(
                call -> {
                  Dims.rank(call, 0, 0);
                  return List.of(Shape.scalar());
                })
            .compute(FileOps::read)
            .noGradient()
            .build(),
        OpDef.named("WriteFile")
            .inputs("filename: string", "contents: string")
            .stateful()
            .infer(
                call -> {
                  Dims.rank(call, 0, 0);
                  Dims.rank(call, 1, 0);
                  return List.of();
                })
            .act(FileOps::write)
            .noGradient()
            .build(),
        OpDef.named("MatchingFiles")
            .inputs("pattern: string")
            .outputs("filenames: string")
            .infer(
                call -> {
                  if (call.shape(0).hasKnownRank() && call.shape(0).rank() > 1) {
                    throw call.invalid("patterns of shape %s", call.shape(0));
                  }
                  return List.of(Dims.unknown(1));
                })
            .compute(FileOps::matching)
            .noGradient()
            .build(),
        OpDef.named("Timestamp")
            .outputs("ts: float64")
            .stateful()
            .infer(call -> List.of(Shape.scalar()))
            .compute(
                call -> ElementArrays.scalar(DType.FLOAT64, System.currentTimeMillis() / 1000.0))
            .notDifferentiable()
            .build());
  }

  private static EagerTensor read(KernelCall call) {
    String name = call.input(0).stringValue();
    try {
      return EagerTensor.of(RawTensor.ofString(Files.readAllBytes(Path.of(name))));
    } catch (NoSuchFileException e) {
      throw new NotFoundError(name + ": there is no such file");
    } catch (IOException e) {
      throw new FailedPreconditionError(name + ": " + e.getMessage());
    }
  }

  private static void write(KernelCall call) {
    Path file = Path.of(call.input(0).stringValue());
    try {
      if (file.getParent() != null) {
        Files.createDirectories(file.getParent());
      }
      Files.write(file, ElementArrays.strings(call.input(1))[0]);
    } catch (IOException e) {
      throw new FailedPreconditionError(file + ": " + e.getMessage());
    }
  }

  private static EagerTensor matching(KernelCall call) {
    List<String> found = new ArrayList<>();
    for (byte[] pattern : ElementArrays.strings(call.input(0))) {
      TreeSet<String> mine = new TreeSet<>();
      match(new String(pattern, StandardCharsets.UTF_8), mine);
      found.addAll(mine);
    }
    byte[][] names =
        found.stream().map(s -> s.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    return ElementArrays.tensor(Shape.of(names.length), names);
  }

  /** Walks down from the last folder whose name has no wildcards. */
  private static void match(String pattern, TreeSet<String> found) {
    int wild = 0;
    while (wild < pattern.length() && "*?[{\\".indexOf(pattern.charAt(wild)) < 0) {
      wild++;
    }
    if (wild == pattern.length()) {
      if (Files.exists(Path.of(pattern))) {
        found.add(pattern);
      }
      return;
    }
    int slash = pattern.lastIndexOf('/', wild);
    Path base = Path.of(slash <= 0 ? (slash == 0 ? "/" : "") : pattern.substring(0, slash));
    int depth = (int) pattern.chars().skip(slash + 1L).filter(c -> c == '/').count() + 1;
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    try (Stream<Path> all = Files.walk(base, depth)) {
      all.filter(matcher::matches).forEach(path -> found.add(path.toString()));
    } catch (IOException e) {
      return; // a folder that is not there holds nothing that matches
    }
  }
}
