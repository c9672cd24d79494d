package org.ckpt4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rooms of the runtime: who may see whom. */
class ArchitectureTest {
  private static final String ROOT = "org.ckpt4j";

  /** Bottom to top: a package sees those before it, and nothing behind it. */
  private static final List<String> ORDER =
      List.of(
          "org.ckpt4j.errors",
          "org.ckpt4j.options",
          "org.ckpt4j.framework",
          "org.ckpt4j.ops",
          "org.ckpt4j.gradients",
          "org.ckpt4j.eager",
          "org.ckpt4j.graph",
          "org.ckpt4j.control",
          "org.ckpt4j.trackable",
          "org.ckpt4j.variables",
          "org.ckpt4j.module",
          "org.ckpt4j.metagraph",
          "org.ckpt4j.train.saveops",
          "org.ckpt4j.train.objectgraph",
          "org.ckpt4j.train",
          "org.ckpt4j.compat",
          ROOT);

  private static JavaClasses runtime;

  @BeforeAll
  static void importClasses() {
    runtime =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.ckpt4j");
  }

  @Test
  void packagesSeeOnlyThoseBelowThem() {
    List<String> upwards = new ArrayList<>();
    for (JavaClass type : runtime) {
      int own = room(type);
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        if (own >= 0 && room(dependency.getTargetClass()) > own) {
          upwards.add(dependency.getDescription());
        }
      }
    }

    assertEquals(List.of(), upwards);
  }

  /**
   * The place in the order of the room a class lies in: the longest of those it lies below; or -1.
   */
  private static int room(JavaClass type) {
    String name = type.getPackageName();
    return ORDER.stream()
        .filter(room -> name.equals(room) || (!room.equals(ROOT) && name.startsWith(room + ".")))
        .max(Comparator.comparingInt(String::length))
        .map(ORDER::indexOf)
        .orElse(-1);
  }

  @Test
  void roomsHaveNoCycles() {
    slices().matching("org.ckpt4j.(*)..").should().beFreeOfCycles().check(runtime);
  }

  @Test
  void onlyKernelsAndTheValueKnowNd4j() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.ckpt4j.ops..")
        .and()
        .haveNameNotMatching(
            "org\\.ckpt4j\\.framework\\.(EagerTensor|ArrayBytes|ArrayPool|NewTensor|Nd4jBackend)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "org.bytedeco..")
        .check(runtime);
  }

  @Test
  void operationsDoNotKnowGraphs() {
    noClasses()
        .that()
        .resideInAPackage("org.ckpt4j.ops..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.ckpt4j.graph..", "org.ckpt4j.eager..")
        .check(runtime);
  }

  @Test
  void checkpointsAreReadAndWrittenInFewRooms() {
    noClasses()
        .that()
        .resideInAPackage("org.ckpt4j..")
        .and()
        .resideOutsideOfPackages(
            "org.ckpt4j.checkpoint..",
            "org.ckpt4j.proto..",
            "org.ckpt4j.tensor..",
            "org.ckpt4j.ops.io..",
            "org.ckpt4j.train..",
            // The facade and the options name what train takes and gives.
            "org.ckpt4j.options..",
            "org.ckpt4j.compat..")
        // An environment says how the library finds files.
        .and()
        .doNotHaveFullyQualifiedName("org.ckpt4j.framework.Environment")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are of the format library",
                type ->
                    type.getPackageName().startsWith("org.ckpt4j.checkpoint")
                        && !type.getSimpleName().equals("PathResolver")))
        .check(runtime);
  }

  @Test
  void onlyExportedPackagesOfTheFormatLibraryAreSeen() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.ckpt4j.ops..",
            "org.ckpt4j.train..",
            "org.ckpt4j.framework..",
            "org.ckpt4j.compat..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.ckpt4j.checkpoint.bundle..",
            "org.ckpt4j.checkpoint.coding..",
            "org.ckpt4j.checkpoint.table..",
            "org.ckpt4j.checkpoint.slices..")
        .check(runtime);
  }

  @Test
  void theFacadeOnlyForwards() {
    classes()
        .that()
        .haveFullyQualifiedName("org.ckpt4j.TF")
        .or()
        .haveFullyQualifiedName("org.ckpt4j.compat.TF1")
        .should()
        .haveOnlyFinalFields()
        .check(runtime);
  }

  @Test
  void nothingIsADrawer() {
    noClasses()
        .that()
        .resideInAPackage("org.ckpt4j..")
        .and()
        .resideOutsideOfPackages("org.ckpt4j.proto..", "org.ckpt4j.checkpoint..")
        .should()
        .haveSimpleNameContaining("Util")
        .orShould()
        .haveSimpleNameContaining("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .check(runtime);
  }
}
