package org.ckpt4j.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.coding.ByteSource;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.checkpoint.table.TableReader;
import org.ckpt4j.testkit.GoldenFiles;

/**
 * What fuzzing begins with: the small ones of the recorded checkpoints, each once. Damaged ones
 * only of the state file; of the others Jazzer makes its own.
 */
final class FuzzSeeds {
  /** A length in the input's form. */
  private static final int MOST = 0xffff;

  private final Path folder;
  private final Set<ByteBuffer> saved = new HashSet<>();

  private FuzzSeeds(Path folder) {
    this.folder = folder;
  }

  /** Writes the seeds of {@code target} and gives their number. */
  static int write(String target, Path folder) throws IOException {
    FuzzSeeds seeds = new FuzzSeeds(Files.createDirectories(folder));
    for (Path golden : GoldenFiles.folders("golden/format", "expected.json")) {
      seeds.addAll(target, golden);
    }
    if (target.equals("StateFuzz") && GoldenFiles.find("golden/format/bad").isPresent()) {
      seeds.addAll(target, GoldenFiles.at("golden/format/bad"));
    }
    return seeds.saved.size();
  }

  private void addAll(String target, Path recorded) throws IOException {
    try (Stream<Path> files = Files.walk(recorded, 3)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        add(target, file);
      }
    }
  }

  private void add(String target, Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    boolean small = Files.size(file) <= MOST;
    if (!small) {
      return;
    }
    switch (target) {
      case "BundleFuzz" -> {
        if (name.endsWith(".index")) {
          addBundle(file);
        }
      }
      case "V1Fuzz" -> {
        if (name.equals("model")) {
          addTable(file, new byte[0], 0);
        }
      }
      case "StateFuzz" -> {
        if (name.equals("checkpoint")) {
          save(Files.readAllBytes(file));
        }
      }
      case "ObjectGraphFuzz" -> {
        if (name.endsWith(".index")) {
          addGraph(prefix(file));
        }
      }
      default -> throw new IllegalArgumentException("no target " + target);
    }
  }

  private static Path prefix(Path index) {
    String name = index.toString();
    return Path.of(name.substring(0, name.length() - ".index".length()));
  }

  private void addBundle(Path index) throws IOException {
    Path data = Path.of(prefix(index) + ".data-00000-of-00001");
    boolean hasData = Files.exists(data) && Files.size(data) <= MOST;
    byte[] rest = hasData ? Files.readAllBytes(data) : new byte[0];
    addTable(index, rest, 0);
    addTable(index, rest, 2);
  }

  private void addTable(Path file, byte[] rest, int kind) throws IOException {
    save(TableInput.seed(kind, Files.readAllBytes(file), rest));
    try (ByteSource source = ByteSource.open(file, false)) {
      byte[] entries = TableInput.entries(TableReader.open(source).cursor());
      if (entries.length <= MOST) {
        save(TableInput.seed(kind | 1, entries, rest));
      }
    } catch (IOException e) {
      // A damaged one has no entries to begin with; its bytes are a seed all the same.
      save(TableInput.seed(kind, Files.readAllBytes(file), rest));
    }
  }

  private void addGraph(Path prefix) throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      if (reader.hasTensor(ObjectGraph.KEY)) {
        save(reader.getTensor(ObjectGraph.KEY).elements().get(0).toByteArray());
      }
    } catch (IOException e) {
      // Damaged ones give nothing here.
      return;
    }
  }

  private void save(byte[] seed) throws IOException {
    if (saved.add(ByteBuffer.wrap(seed))) {
      Files.write(folder.resolve("seed-" + saved.size()), seed);
    }
  }
}
