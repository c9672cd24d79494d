package org.ckpt4j.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a source file may look like. */
final class SourcesTest {
  private static final int LONGEST = 600;

  /** One forwarding line a TensorFlow symbol: as long as TensorFlow is wide. */
  private static final Pattern FACADE =
      Pattern.compile("runtime/src/main/java/org/ckpt4j/(TF|compat/\\w+|\\w+(Ops|Api))\\.java");

  private static final Pattern DRAWER =
      Pattern.compile(".*(Util|Utils|Utility|Utilities|Helper|Helpers|Impl|Common|Misc)\\w*");

  private static final Pattern DECISION = Pattern.compile("\\b(if|switch|for|while)\\s*\\(");

  private final House house = House.ofThisBuild();

  @Test
  void noFileIsLongerThanOneConcept() throws IOException {
    Set<String> wrong = new TreeSet<>();

    for (Path file : all()) {
      String name = house.relative(file);
      long lines = Files.readAllLines(file).size();
      if (lines > LONGEST && !FACADE.matcher(name).matches()) {
        wrong.add(name + ": " + lines + " lines, at most " + LONGEST);
      }
    }

    assertEquals("", String.join("\n", wrong));
  }

  @Test
  void noTypeIsADrawer() {
    assertEquals("", offenders(file -> DRAWER.matcher(simpleName(file)).matches()));
  }

  @Test
  void everyPackageSaysWhatItIsAndIsNullMarked() throws IOException {
    Set<String> wrong = new TreeSet<>();

    for (Path folder :
        house.sources("src/main/java").stream().map(Path::getParent).distinct().toList()) {
      if (Files.exists(folder.resolve("module-info.java"))) {
        continue;
      }
      Path page = folder.resolve("package-info.java");
      if (!Files.exists(page)) {
        wrong.add(house.relative(folder) + ": no package-info.java");
        continue;
      }
      String text = Files.readString(page);
      if (!text.contains("@NullMarked") || !text.startsWith("/**")) {
        wrong.add(house.relative(page) + ": needs a page of Javadoc and @NullMarked");
      }
    }

    assertEquals("", String.join("\n", wrong));
  }

  @Test
  void facadesForwardAndDecideNothing() throws IOException {
    for (String facade : List.of("TF.java", "compat/TF1.java")) {
      Path file = house.root().resolve("runtime/src/main/java/org/ckpt4j").resolve(facade);
      if (Files.exists(file)) {
        assertFalse(
            DECISION.matcher(Files.readString(file)).find(), facade + " contains a decision");
      }
    }
  }

  @Test
  void nothingIsSwitchedOffInTheTests() {
    assertEquals(
        "",
        offenders(
            file ->
                house.relative(file).contains("src/test")
                    && read(file).contains("@" + "Disabled(")),
        "tests that do not run");
  }

  private List<Path> all() {
    return Stream.concat(
            house.sources("src/main/java").stream(), house.sources("src/test/java").stream())
        .toList();
  }

  private String offenders(Predicate<Path> wrong) {
    return String.join("\n", all().stream().filter(wrong).map(house::relative).toList());
  }

  private static String simpleName(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - ".java".length());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
