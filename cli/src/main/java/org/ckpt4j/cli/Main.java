package org.ckpt4j.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code ckpt4j} command: finds the subcommand, runs it, turns errors into one clear line. */
@Command(
    name = "ckpt4j",
    versionProvider = Version.class,
    header = "Reads, checks, repairs and rewrites TensorFlow checkpoints.",
    synopsisSubcommandLabel = "COMMAND",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:All is well.",
      "1:Something was found: damage, a difference, a failed case; or it could not be finished.",
      "2:The command line cannot be carried out: unknown option, no such checkpoint, DST exists."
    },
    footer = {
      "",
      "A checkpoint is given as TensorFlow names it, by its prefix (ckpt/model-7);",
      "its .index or .data file, a folder, a SavedModel or a V1 file do as well.",
      "",
      "Further commands come with other modules, built on first use: guide, run, conformance,",
      "bench.",
      "",
      "Try: ckpt4j inspect PREFIX, ckpt4j verify DIR, ckpt4j help copy"
    })
public final class Main implements Callable<Integer> {
  private static final Map<String, Supplier<Object>> BUILT_IN = new LinkedHashMap<>();

  static {
    BUILT_IN.put("inspect", InspectCommand::new);
    BUILT_IN.put("verify", VerifyCommand::new);
    BUILT_IN.put("salvage", SalvageCommand::new);
    BUILT_IN.put("copy", CopyCommand::new);
    BUILT_IN.put("diff", DiffCommand::new);
    BUILT_IN.put("plan", PlanCommand::new);
    BUILT_IN.put("convert", ConvertCommand::new);
    BUILT_IN.put("latest", LatestCommand::new);
    BUILT_IN.put("completion", CompletionCommand::new);
  }

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  private boolean version;

  private final Terminal terminal;

  private Main(Terminal terminal) {
    this.terminal = terminal;
  }

  Terminal terminal() {
    return terminal;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  public static void main(String[] args) {
    Terminal terminal = Terminal.detect(System.getenv());
    int code = run(writer(System.out), writer(System.err), terminal, args);
    // Not by returning: a library's idle thread must not keep a finished command alive.
    System.exit(code);
  }

  /** UTF-8 unless the user's locale says otherwise; buffered, flushed by {@link #run}. */
  private static PrintWriter writer(PrintStream stream) {
    String named = System.getProperty("native.encoding");
    Charset charset =
        named == null || named.startsWith("ANSI") ? StandardCharsets.UTF_8 : Charset.forName(named);
    return new PrintWriter(new OutputStreamWriter(stream, charset), false);
  }

  /**
   * Runs one command in this process.
   *
   * @return one of {@link ExitCode}'s numbers
   */
  public static int run(PrintWriter out, PrintWriter err, Terminal terminal, String... args) {
    try {
      return commandLine(out, err, terminal, args).execute(args);
    } catch (OutOfMemoryError | StackOverflowError e) {
      err.println("ckpt4j: not enough memory (" + e + "); give Java more with -Xmx, e.g. -Xmx8g");
      return ExitCode.FOUND;
    } catch (LinkageError e) {
      err.println("ckpt4j: broken installation: " + Printable.text(String.valueOf(e)));
      return ExitCode.FOUND;
    } finally {
      out.flush();
      err.flush();
    }
  }

  private static CommandLine commandLine(
      PrintWriter out, PrintWriter err, Terminal terminal, String[] args) {
    CommandLine line = new CommandLine(new Main(terminal));
    addSubcommands(line, firstWord(args));
    ErrorReport errors = new ErrorReport();
    line.setOut(out)
        .setErr(err)
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.colourOut() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpWidth(Math.max(60, Math.min(terminal.columns(), 100)))
        .setUsageHelpAutoWidth(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false) // a checkpoint may be called @model
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
    return line;
  }

  private static String firstWord(String[] args) {
    for (String arg : args) {
      if (!arg.startsWith("-")) {
        return arg;
      }
    }
    return "";
  }

  /** Only the command that is asked for: making all of them would double the start-up time. */
  private static void addSubcommands(CommandLine line, String asked) {
    Supplier<Object> one = BUILT_IN.get(asked);
    if (one != null && !asked.equals("completion")) {
      line.addSubcommand(asked, one.get());
      return;
    }
    BUILT_IN.forEach((name, command) -> line.addSubcommand(name, command.get()));
    for (Subcommand command : ServiceLoader.load(Subcommand.class)) {
      line.addSubcommand(command);
    }
    line.addSubcommand(new CommandLine.HelpCommand());
  }
}
