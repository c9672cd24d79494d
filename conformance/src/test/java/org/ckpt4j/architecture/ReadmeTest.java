package org.ckpt4j.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.ckpt4j.architecture.House.Module;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages a user reads first: their Java compiles, and their links lead somewhere. */
final class ReadmeTest {
  private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");

  @TempDir private Path output;

  static List<Path> pages() {
    Path root = House.ofThisBuild().root();
    return Stream.concat(
            Stream.of(
                    "README.md",
                    "CONTRIBUTING.md",
                    "CHANGELOG.md",
                    "docs/architecture.md",
                    "docs/porting.md")
                .map(root::resolve),
            Stream.of(Module.values())
                .map(module -> root.resolve(module.folder()).resolve("README.md")))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void theJavaOnThePageCompiles(Path page) throws IOException {
    assertTrue(Files.exists(page), page + " is missing");
    List<JavaFileObject> sources = new ArrayList<>();
    JAVA.matcher(Files.readString(page))
        .results()
        .forEach(block -> sources.add(new Snippet("Snippet" + sources.size(), block.group(1))));
    if (sources.isEmpty()) {
      return; // a page without Java; the next test says which must have some
    }
    var messages = new StringWriter();

    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(
                messages,
                null,
                null,
                List.of(
                    "-proc:none",
                    "-d",
                    output.toString(),
                    "-classpath",
                    System.getProperty("java.class.path")),
                null,
                sources)
            .call();

    assertTrue(compiled, messages.toString());
  }

  @Test
  void theLibrariesShowTenLinesOfJava() throws IOException {
    for (String page : List.of("README.md", "checkpoint/README.md", "runtime/README.md")) {
      String text = Files.readString(House.ofThisBuild().root().resolve(page));
      assertTrue(JAVA.matcher(text).find(), page + " shows no Java");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void linksLeadSomewhere(Path page) throws IOException {
    String broken =
        LINK.matcher(Files.readString(page))
            .results()
            .map(link -> link.group(1))
            .filter(link -> !link.contains("://"))
            .filter(link -> !Files.exists(page.resolveSibling(link)))
            .collect(Collectors.joining(" "));

    assertEquals("", broken);
  }

  @Test
  void pagesKnowNothingOfTheMachineTheyWereWrittenOn() throws IOException {
    for (Path page : pages()) {
      String text = Files.readString(page);
      assertFalse(
          Pattern.compile("/(work|root|home|tmp)/").matcher(text).find(),
          page + " names a folder of some machine");
    }
  }

  /** A block of the page as a class: its imports first, the rest as the body of a method. */
  private static final class Snippet extends SimpleJavaFileObject {
    private final String source;

    Snippet(String name, String block) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      String imports = block.lines().filter(Snippet::isImport).collect(Collectors.joining("\n"));
      String body = block.lines().filter(line -> !isImport(line)).collect(Collectors.joining("\n"));
      source =
          imports
              + "\nclass "
              + name
              + " {\n  void run() throws Exception {\n"
              + body
              + "\n  }\n}\n";
    }

    private static boolean isImport(String line) {
      return line.startsWith("import ");
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source;
    }
  }
}
