package org.ckpt4j.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static org.ckpt4j.architecture.House.BASE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.ckpt4j.architecture.House.Module;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which package may see which, inside the two modules that have storeys of their own. */
final class RoomsTest {
  /** Where the classes stand through which users enter: they open the rooms below them. */
  private static final String DOOR = "checkpoint's doors";

  private static final Set<String> DOORS =
      Set.of(
          "CheckpointReader",
          "CheckpointWriter",
          "CheckpointMerger",
          "CheckpointDirectory",
          "InterruptedSave");

  /**
   * Bottom to top: a package sees its own row and the rows before it. The rest of {@code
   * checkpoint}, its options, entries and exceptions, is the vocabulary of the rooms.
   */
  private static final List<Set<String>> CHECKPOINT =
      List.of(
          Set.of("proto"),
          Set.of("tensor"),
          Set.of("checkpoint"),
          Set.of("checkpoint.coding"),
          Set.of("checkpoint.table"),
          Set.of("checkpoint.bundle"),
          Set.of("checkpoint.slices"),
          Set.of("checkpoint.objectgraph"),
          Set.of(DOOR),
          Set.of("checkpoint.plan"),
          Set.of("checkpoint.convert", "checkpoint.audit"));

  /** Bottom to top, as {@link #CHECKPOINT}; a name stands for the packages below it as well. */
  private static final List<Set<String>> RUNTIME =
      List.of(
          Set.of("errors"),
          Set.of("framework"),
          Set.of("options"),
          Set.of("ops"),
          Set.of("gradients"),
          Set.of("eager", "graph"), // neither sees the other: see the test
          Set.of("graph.graphdef"),
          Set.of("control"),
          Set.of("trackable"),
          Set.of("variables"),
          Set.of("module"),
          Set.of("metagraph"),
          Set.of("train.saveops"),
          Set.of("train.objectgraph"),
          Set.of("train"),
          Set.of("train.optimizers"),
          Set.of("layers", "losses", "metrics"),
          Set.of("summary"),
          Set.of("train.monitored"),
          Set.of("", "compat")); // the facades

  private static JavaClasses classes;

  @BeforeAll
  static void readTheClasses() {
    classes = House.ofThisBuild().mainClasses();
  }

  @Test
  void theFormatLibrarysPackagesSeeOnlyTheRowsBelow() {
    assertEquals("", upwardArrows(Module.CHECKPOINT, CHECKPOINT));
  }

  @Test
  void theRuntimesPackagesSeeOnlyTheRowsBelow() {
    assertEquals("", upwardArrows(Module.RUNTIME, RUNTIME));
  }

  @Test
  void eagerAndGraphDoNotKnowEachOther() {
    Set<String> wrong = new TreeSet<>();

    for (Dependency arrow : arrowsWithin(Module.RUNTIME)) {
      String from = room(arrow.getOriginClass());
      String to = room(target(arrow));
      if ((from.equals("eager") && to.startsWith("graph"))
          || (from.startsWith("graph") && to.equals("eager"))) {
        wrong.add(arrow.getDescription());
      }
    }

    assertEquals("", String.join("\n", wrong));
  }

  @Test
  void noPackagesDependOnEachOtherInACircle() {
    ArchRule rule =
        SlicesRuleDefinition.slices()
            .assignedFrom(new Rooms())
            .should()
            .beFreeOfCycles()
            .ignoreDependency(
                describe("a format", type -> room(type).matches("checkpoint\\.(bundle|slices)")),
                describe("its door", type -> room(type).equals(DOOR)));

    rule.check(classes);
  }

  private static String upwardArrows(Module module, List<Set<String>> rows) {
    Set<String> wrong = new TreeSet<>();
    for (Dependency arrow : arrowsWithin(module)) {
      JavaClass to = target(arrow);
      int from = row(rows, arrow.getOriginClass());
      if (row(rows, to) > from && !isImplementation(arrow)) {
        wrong.add(arrow.getDescription());
      }
    }
    return String.join("\n", wrong);
  }

  private static List<Dependency> arrowsWithin(Module module) {
    return classes.stream()
        .filter(type -> House.moduleOf(type) == module)
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .filter(arrow -> target(arrow).getPackageName().startsWith(BASE))
        .filter(arrow -> House.moduleOf(target(arrow)) == module)
        .toList();
  }

  private static JavaClass target(Dependency arrow) {
    return arrow.getTargetClass().getBaseComponentType();
  }

  private static String room(JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith(BASE)) {
      return "outside";
    }
    String room = name.equals(BASE) ? "" : name.substring(BASE.length() + 1);
    // A nested enum is vocabulary: what a door answers.
    if (room.equals("checkpoint") && DOORS.contains(outermost(type)) && !type.isEnum()) {
      return DOOR;
    }
    // The command names its subcommands, which live in rooms below it.
    return outermost(type).equals("ConformanceCommand") ? "the command" : room;
  }

  private static String outermost(JavaClass type) {
    String name = type.getName().substring(type.getPackageName().length() + 1);
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  /** The row whose name is the longest that the type's package has at its front. */
  private static int row(List<Set<String>> rows, JavaClass type) {
    String room = room(type);
    int best = -1;
    int length = -1;
    for (int i : IntStream.range(0, rows.size()).toArray()) {
      for (String name : rows.get(i)) {
        boolean owns = room.equals(name) || (!name.isEmpty() && room.startsWith(name + "."));
        if (owns && name.length() > length) {
          best = i;
          length = name.length();
        }
      }
    }
    if (best < 0) {
      throw new AssertionError(type.getName() + " is in no row; say where its package stands");
    }
    return best;
  }

  /** The readers and writers of the two formats are what the doors give out, so they see them. */
  private static boolean isImplementation(Dependency arrow) {
    return Set.of("checkpoint.bundle", "checkpoint.slices").contains(room(arrow.getOriginClass()))
        && Set.of("CheckpointReader", "CheckpointWriter").contains(outermost(target(arrow)));
  }

  /** A slice a package; all of {@code ops} is one, and so are the doors. */
  private static final class Rooms implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      if (!type.getPackageName().startsWith(BASE)) {
        return SliceIdentifier.ignore();
      }
      String room = room(type);
      return SliceIdentifier.of(room.startsWith("ops.") ? "ops" : room);
    }

    @Override
    public String getDescription() {
      return "packages of " + BASE;
    }
  }
}
