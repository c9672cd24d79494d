package org.ckpt4j.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.ckpt4j.architecture.House.BASE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ckpt4j.architecture.House.Module;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which module may see which, and what of the outside world each may touch. */
final class StoreysTest {
  private static final Map<Module, Set<Module>> MAY_SEE = new EnumMap<>(Module.class);

  static {
    MAY_SEE.put(Module.TESTKIT, EnumSet.noneOf(Module.class));
    MAY_SEE.put(Module.CHECKPOINT, EnumSet.noneOf(Module.class));
    MAY_SEE.put(Module.CLI, EnumSet.of(Module.CHECKPOINT));
    MAY_SEE.put(Module.RUNTIME, EnumSet.of(Module.CHECKPOINT));
    MAY_SEE.put(Module.ESTIMATOR_COMPAT, EnumSet.of(Module.CHECKPOINT, Module.RUNTIME));
    MAY_SEE.put(Module.KERAS_COMPAT, EnumSet.of(Module.CHECKPOINT, Module.RUNTIME));
    MAY_SEE.put(
        Module.GUIDE,
        EnumSet.of(
            Module.CHECKPOINT,
            Module.CLI,
            Module.RUNTIME,
            Module.ESTIMATOR_COMPAT,
            Module.KERAS_COMPAT));
    MAY_SEE.put(
        Module.CONFORMANCE,
        EnumSet.of(
            Module.CHECKPOINT,
            Module.CLI,
            Module.RUNTIME,
            Module.ESTIMATOR_COMPAT,
            Module.KERAS_COMPAT,
            Module.GUIDE));
    MAY_SEE.put(Module.BENCHMARKS, EnumSet.of(Module.CHECKPOINT, Module.CLI, Module.RUNTIME));
    MAY_SEE.put(Module.BENCHMARKS_PEER, EnumSet.of(Module.BENCHMARKS));
  }

  private static House house;
  private static JavaClasses classes;

  @BeforeAll
  static void readTheClasses() {
    house = House.ofThisBuild();
    classes = house.mainClasses();
  }

  @Test
  void theModulesBelowThisOneAreCompiled() {
    for (Module module :
        List.of(Module.CHECKPOINT, Module.CLI, Module.RUNTIME, Module.GUIDE, Module.CONFORMANCE)) {
      assertTrue(Files.isDirectory(house.classesOf(module)), module + " is not compiled");
    }
  }

  @Test
  void arrowsBetweenModulesPointDownOnly() {
    Set<String> wrong = new TreeSet<>();

    for (JavaClass from : classes) {
      Module module = House.moduleOf(from);
      for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
        JavaClass to = dependency.getTargetClass().getBaseComponentType();
        if (!to.getPackageName().startsWith(BASE)) {
          continue;
        }
        Module seen = House.moduleOf(to);
        if (seen != module && !MAY_SEE.get(module).contains(seen)) {
          wrong.add(module + " sees " + seen + ": " + dependency.getDescription());
        }
      }
    }

    assertEquals("", wrong.stream().collect(joining("\n")));
  }

  @Test
  void theFormatLibraryNeedsTheJdkAndProtobufOnly() {
    check(
        ArchRuleDefinition.classes()
            .that(areIn(Module.CHECKPOINT))
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                    BASE + "..", "java..", "com.google.protobuf..", "org.jspecify..")));
  }

  @Test
  void storeysAboveSeeOnlyWhatTheFormatLibraryExports() {
    check(
        noClasses()
            .that(DescribedPredicate.not(areIn(Module.CHECKPOINT)))
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                    BASE + ".checkpoint.coding..",
                    BASE + ".checkpoint.table..",
                    BASE + ".checkpoint.bundle..",
                    BASE + ".checkpoint.slices..")));
  }

  @Test
  void nd4jIsImportedByOpKernelsAndTheOneArrayWrapperOnly() {
    check(
        noClasses()
            .that(
                DescribedPredicate.not(
                    resideInAnyPackage(BASE + ".ops..", BASE + ".bench..")
                        .or(outermostIs(BASE + ".framework.EagerTensor"))
                        .or(outermostIs(BASE + ".framework.ArrayBytes"))
                        .or(outermostIs(BASE + ".framework.ArrayPool"))
                        .or(outermostIs(BASE + ".framework.NewTensor"))))
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.nd4j..", "org.bytedeco..")));
  }

  @Test
  void theCommandLineSeesNoModuleButTheFormatLibrary() {
    Set<String> seen =
        classes.stream()
            .filter(type -> House.moduleOf(type) == Module.CLI)
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .map(dependency -> dependency.getTargetClass().getBaseComponentType())
            .filter(type -> type.getPackageName().startsWith(BASE))
            .map(type -> House.moduleOf(type).name())
            .collect(toCollection(TreeSet::new));

    assertEquals(Set.of("CLI", "CHECKPOINT"), seen);
  }

  @Test
  void onlyTheRoomsThatSaveKnowTheFormatLibrary() {
    check(
        noClasses()
            .that(areIn(Module.RUNTIME))
            .and()
            .resideOutsideOfPackages(
                BASE + ".ops.io..",
                BASE + ".train",
                BASE + ".train.saveops",
                BASE + ".train.objectgraph",
                BASE + ".train.monitored",
                BASE + ".compat")
            .should()
            .dependOnClassesThat(
                resideInAPackage(BASE + ".checkpoint..")
                    .and(
                        DescribedPredicate.not(
                            // How an Environment makes paths of strings; what a Saver may be asked
                            // for.
                            outermostIs(BASE + ".checkpoint.PathResolver")
                                .or(outermostIs(BASE + ".checkpoint.CheckpointFormat"))))));
  }

  @Test
  void onlyGraphsAndEventFilesKnowTheMessages() {
    check(
        noClasses()
            .that(areIn(Module.RUNTIME))
            .and()
            .resideOutsideOfPackages(
                BASE, // the facade hands messages through
                BASE + ".compat",
                BASE + ".ops.summary",
                BASE + ".graph.graphdef..",
                BASE + ".variables",
                BASE + ".metagraph..",
                BASE + ".train..",
                BASE + ".summary..")
            .should()
            .dependOnClassesThat(resideInAPackage(BASE + ".proto..")));
  }

  @Test
  void noStaticFieldIsReassigned() {
    check(
        ArchRuleDefinition.noFields()
            .that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat(
                DescribedPredicate.not(resideInAnyPackage(BASE + ".proto..", "..jmh_generated..")))
            .should()
            .notBeFinal());
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(classes);
  }

  private static DescribedPredicate<JavaClass> areIn(Module module) {
    return describe("are in module " + module, type -> House.moduleOf(type) == module);
  }

  private static DescribedPredicate<JavaClass> outermostIs(String name) {
    return describe(
        "belong to " + name,
        type -> type.getName().equals(name) || type.getName().startsWith(name + "$"));
  }
}
