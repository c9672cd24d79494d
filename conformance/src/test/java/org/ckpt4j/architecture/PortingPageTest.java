package org.ckpt4j.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every line of Java in the page on porting compiles, and does what it does without an error. */
final class PortingPageTest {
  private static final Pattern IMPORTS = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Pattern MODE = Pattern.compile("<!-- (graph|eager) -->");
  private static final Pattern ROW = Pattern.compile("\\| (`.*|[^`|]*) \\| `([^|]*)` \\|");

  @TempDir private Path output;

  /** A line, and whether a graph is being built around it. */
  private record Line(String python, String java, boolean graph) {
    String method(int number) {
      String given =
          """
              Tensor x = TF.constant(new float[][] {{1, 2}, {3, 4}});
              Tensor y = TF.constant(new float[][] {{0.5f, -1}, {2, 1}});
              Tensor ids = TF.constant(new int[] {1, 0});
              Variable w = %s;
          """
              .formatted(
                  graph
                      ? "TF1.getVariable(\"w\", TF.shape(2, 2), TF1.onesInitializer())"
                      : "new Variable(new float[][] {{1, 2}, {3, 4}}, TF.name(\"w\"))");
      String start =
          graph
              ? "try (var lines = new Graph().asDefault(); Session session = new Session()) {\n"
              : "{\n";
      String loss =
          graph
              ? """
                Tensor loss = TF.reduceSum(TF.matmul(x, w));
                session.run(TF1.globalVariablesInitializer());
                """
              : "";
      return "  public static void line%d(String folder) throws Exception {\n%s%s%s%s\n}\n}\n"
          .formatted(number, start, given, loss, "{\n" + java + "\n}");
    }
  }

  private static String page() throws IOException {
    return Files.readString(House.ofThisBuild().root().resolve("docs/porting.md"));
  }

  private static List<Line> lines(String page) {
    List<Line> out = new ArrayList<>();
    boolean graph = true;
    for (String line : page.lines().toList()) {
      Matcher mode = MODE.matcher(line);
      if (mode.matches()) {
        graph = mode.group(1).equals("graph");
      }
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        out.add(new Line(row.group(1), row.group(2), graph));
      }
    }
    return out;
  }

  @Test
  void everyRowIsUnderstood() throws IOException {
    long rows =
        page()
            .lines()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| Python "))
            .count();

    assertEquals(rows, lines(page()).size());
    assertTrue(rows > 100, "only " + rows + " lines");
  }

  @Test
  void everyLineCompilesAndRuns() throws Exception {
    List<Line> lines = lines(page());
    Matcher imports = IMPORTS.matcher(page());
    assertTrue(imports.find(), "the page shows no imports");
    StringBuilder source = new StringBuilder(imports.group(1)).append("\npublic class Lines {\n");
    for (int i = 0; i < lines.size(); i++) {
      source.append(lines.get(i).method(i));
    }
    compile(source.append("}\n").toString());

    List<String> failed = new ArrayList<>();
    try (var loader =
        new URLClassLoader(new URL[] {output.toUri().toURL()}, getClass().getClassLoader())) {
      Class<?> compiled = loader.loadClass("Lines");
      for (int i = 0; i < lines.size(); i++) {
        Path folder = Files.createDirectories(output.resolve("files" + i));
        try {
          compiled.getMethod("line" + i, String.class).invoke(null, folder.toString());
        } catch (InvocationTargetException e) {
          failed.add(lines.get(i).java() + "\n    " + e.getCause());
        }
      }
    }

    assertEquals("", String.join("\n", failed));
  }

  private void compile(String source) {
    var messages = new StringWriter();
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Lines.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    List<String> options =
        List.of(
            "-proc:none",
            "-d",
            output.toString(),
            "-classpath",
            System.getProperty("java.class.path"));
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(messages, null, null, options, null, List.of(file))
            .call();
    assertTrue(
        compiled, () -> messages.toString().lines().limit(60).collect(Collectors.joining("\n")));
  }
}
