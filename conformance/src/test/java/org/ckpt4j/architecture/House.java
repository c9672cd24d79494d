package org.ckpt4j.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The modules of this build: which packages each owns, and its compiled classes and sources. */
record House(Path root) {
  static final String BASE = "org.ckpt4j";

  /** A module and the packages (with all below them) that are its own. */
  enum Module {
    TESTKIT("testkit", "testkit"),
    CHECKPOINT("checkpoint", "tensor", "checkpoint", "proto"),
    CLI("cli", "cli"),
    RUNTIME(
        "runtime",
        "",
        "errors",
        "framework",
        "options",
        "ops",
        "gradients",
        "eager",
        "graph",
        "control",
        "trackable",
        "variables",
        "module",
        "metagraph",
        "train",
        "layers",
        "losses",
        "metrics",
        "summary",
        "compat"),
    ESTIMATOR_COMPAT("estimator-compat", "estimator"),
    KERAS_COMPAT("keras-compat", "keras"),
    GUIDE("guide", "guide"),
    CONFORMANCE("conformance", "conformance"),
    BENCHMARKS("benchmarks", "bench"),
    BENCHMARKS_PEER("benchmarks-peer", "bench.peer");

    private final String folder;
    private final List<String> packages;

    Module(String folder, String... packages) {
      this.folder = folder;
      this.packages = List.of(packages);
    }

    String folder() {
      return folder;
    }

    /** How specifically this module owns a package: the length of the matching name, or -1. */
    private int claim(String packageName) {
      int best = -1;
      for (String own : packages) {
        String full = own.isEmpty() ? BASE : BASE + "." + own;
        boolean below = !own.isEmpty() && packageName.startsWith(full + ".");
        if (packageName.equals(full) || below) {
          best = Math.max(best, full.length());
        }
      }
      return best;
    }

    static Optional<Module> owning(String packageName) {
      return Stream.of(values())
          .filter(module -> module.claim(packageName) >= 0)
          .max((a, b) -> Integer.compare(a.claim(packageName), b.claim(packageName)));
    }
  }

  static House ofThisBuild() {
    String root = System.getProperty("ckpt4j.root");
    if (root == null) {
      throw new IllegalStateException("system property ckpt4j.root is not set; run with Maven");
    }
    return new House(Path.of(root));
  }

  /** The main classes of every module that is compiled by the time this module is tested. */
  JavaClasses mainClasses() {
    return new ClassFileImporter()
        .importPaths(
            Stream.of(Module.values())
                .map(module -> root.resolve(module.folder()).resolve("target/classes"))
                .filter(Files::isDirectory)
                .toList());
  }

  Path classesOf(Module module) {
    return root.resolve(module.folder()).resolve("target/classes");
  }

  /** The hand-written sources of all modules below {@code src/main} or {@code src/test}. */
  List<Path> sources(String below) {
    return Stream.of(Module.values())
        .map(module -> root.resolve(module.folder()).resolve(below))
        .filter(Files::isDirectory)
        .flatMap(House::javaFiles)
        .toList();
  }

  String relative(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  static Module moduleOf(JavaClass type) {
    return Module.owning(type.getPackageName())
        .orElseThrow(
            () ->
                new AssertionError(
                    type.getName() + " lies in a package that no module owns; add it to House"));
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
