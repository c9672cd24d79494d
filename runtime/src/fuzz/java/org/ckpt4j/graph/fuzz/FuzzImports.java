package org.ckpt4j.graph.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ckpt4j.graph.graphdef.GraphDefFiles;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.testkit.FuzzRun;
import org.ckpt4j.testkit.GoldenFiles;

/** Fuzzes the import of graphs: {@code FOLDER SECONDS [TARGET…]}. */
public final class FuzzImports {
  private static final long MOST = 1 << 16;

  private FuzzImports() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    FuzzRun.main(
        "org.ckpt4j.graph.fuzz",
        "org.ckpt4j.graph.**:org.ckpt4j.metagraph.**",
        List.of("GraphFuzz", "MetaGraphFuzz"),
        FuzzImports::seeds,
        args);
  }

  static void loadOperations() {
    if (StandardOps.registry().find("NoOp").isEmpty()) {
      throw new IllegalStateException("no operations");
    }
  }

  /** The small ones of the recorded graphs; of a meta graph also its nodes alone. */
  private static int seeds(String target, Path folder) throws IOException {
    Files.createDirectories(folder);
    int count = 0;
    for (Path recorded : GoldenFiles.folders("golden/graphs", "case.json")) {
      try (Stream<Path> files = Files.list(recorded)) {
        for (Path file : files.filter(each -> isSeed(target, each)).sorted().toList()) {
          byte[] seed =
              target.equals("GraphFuzz") && file.toString().endsWith(".meta")
                  ? GraphDefFiles.readMetaGraph(file.toString()).getGraphDef().toByteArray()
                  : Files.readAllBytes(file);
          if (seed.length <= MOST) {
            Files.write(folder.resolve("seed-" + count++), seed);
          }
        }
      }
    }
    return count;
  }

  private static boolean isSeed(String target, Path file) {
    String name = file.toString();
    return name.endsWith(".meta") || (target.equals("GraphFuzz") && name.endsWith(".pb"));
  }
}
