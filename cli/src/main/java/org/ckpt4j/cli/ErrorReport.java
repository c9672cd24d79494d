package org.ckpt4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.NoSuchTensorException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever went wrong into one line (or a JSON object) and an exit code. */
final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    StringBuilder message = new StringBuilder(String.valueOf(e.getMessage()));
    if (e instanceof UnmatchedArgumentException unmatched) {
      List<String> close = unmatched.getSuggestions();
      if (!close.isEmpty()) {
        message.append("; did you mean ").append(String.join(" or ", close)).append('?');
      }
    }
    String name = command.getCommandSpec().qualifiedName();
    print(
        command.getOut(),
        command.getErr(),
        name,
        List.of(args).contains("--json"),
        "usage",
        message.toString(),
        "see " + name + " --help",
        null);
    if (List.of(args).contains("--debug")) {
      e.printStackTrace(command.getErr());
    }
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    String name = command.getCommandSpec().qualifiedName();
    Verdict verdict = judge(e);
    print(
        command.getOut(),
        command.getErr(),
        name,
        command.getParseResult().hasMatchedOption("--json"),
        verdict.type,
        verdict.message,
        verdict.next,
        e instanceof CorruptCheckpointException corrupt ? corrupt : null);
    if (command.getParseResult().hasMatchedOption("--debug")) {
      e.printStackTrace(command.getErr());
    }
    return verdict.code;
  }

  private record Verdict(int code, String type, String message, String next) {}

  private static Verdict judge(Exception e) {
    if ((e instanceof UncheckedIOException || e instanceof DirectoryIteratorException)
        && e.getCause() instanceof IOException cause) {
      return judge(cause);
    }
    String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    if (e instanceof CorruptCheckpointException) {
      return new Verdict(
          ExitCode.FOUND,
          "corrupt",
          text,
          "ckpt4j verify lists all damage, salvage saves the rest");
    }
    if (e instanceof NoSuchTensorException) {
      return new Verdict(ExitCode.USAGE, "no such tensor", text, "");
    }
    if (e instanceof FileAlreadyExistsException) {
      return new Verdict(ExitCode.USAGE, "exists", text + " exists", "--force overwrites it");
    }
    if (e instanceof AccessDeniedException) {
      return new Verdict(ExitCode.USAGE, "access denied", "no permission for " + text, "");
    }
    if (e instanceof NotDirectoryException) {
      return new Verdict(ExitCode.USAGE, "no folder", text + " is not a folder", "");
    }
    if (e instanceof NoSuchFileException missing) {
      return new Verdict(
          ExitCode.USAGE,
          "no such file",
          missing.getReason() == null ? "no such file: " + missing.getFile() : text,
          "");
    }
    if (e instanceof InvalidPathException) {
      return new Verdict(ExitCode.USAGE, "bad path", text, "");
    }
    if (e instanceof FileSystemException || e instanceof IOException) {
      return new Verdict(ExitCode.FOUND, "input or output", text, "");
    }
    if (e instanceof UnsupportedOperationException || e instanceof IllegalArgumentException) {
      return new Verdict(ExitCode.USAGE, "cannot be done", text, "");
    }
    return new Verdict(
        ExitCode.FOUND,
        "internal",
        "internal error, " + e.getClass().getName() + ": " + text,
        "--debug shows where; please report it");
  }

  private static void print(
      PrintWriter out,
      PrintWriter err,
      String command,
      boolean json,
      String type,
      String message,
      String next,
      @Nullable CorruptCheckpointException corrupt) {
    if (json) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("command", command);
      error.put("type", type);
      error.put("message", message);
      if (corrupt != null) {
        error.put("file", corrupt.file());
        if (corrupt.offset() >= 0) {
          error.put("offset", corrupt.offset());
        }
        corrupt.key().ifPresent(key -> error.put("key", key));
      }
      if (!next.isEmpty()) {
        error.put("next", next);
      }
      Json.print(out, Map.of("error", error));
      return;
    }
    err.println(
        command + ": " + Printable.text(message) + (next.isEmpty() ? "" : " (" + next + ")"));
  }
}
