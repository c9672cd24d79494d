package org.ckpt4j.ops.lookup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.ops.io.CheckpointErrors;
import org.ckpt4j.tensor.DType;

/** The entries of a table in a text file: a line each, keys and values in its columns. */
final class TextFileEntries {
  private static final int WHOLE_LINE = -2;
  private static final int LINE_NUMBER = -1;

  private TextFileEntries() {}

  static Map<TableEntry, TableEntry> read(LookupTable table, String file, KernelCall call) {
    long most = call.<Long>attr("vocab_size");
    long offset = call.<Long>attr("offset");
    Pattern delimiter = Pattern.compile(Pattern.quote(call.<String>attr("delimiter")));
    Map<TableEntry, TableEntry> out = new LinkedHashMap<>();
    List<String> lines = lines(file);
    if (most > lines.size()) {
      throw new InvalidArgumentError(
          "%s has %d lines; a vocabulary of %d was asked for".formatted(file, lines.size(), most));
    }
    int count = most < 0 ? lines.size() : (int) most;
    for (int i = 0; i < count; i++) {
      String[] columns = delimiter.split(lines.get(i), -1);
      int at = i;
      TableEntry key =
          entry(table.keyType(), call.<Long>attr("key_index"), lines.get(i), columns, at + offset);
      TableEntry value =
          entry(
              table.valueType(),
              call.<Long>attr("value_index"),
              lines.get(i),
              columns,
              at + offset);
      TableEntry before = out.put(key, value);
      if (before != null && !before.equals(value)) {
        throw new InvalidArgumentError(
            "%s has two values for one key, the second in line %d".formatted(file, i + 1));
      }
    }
    return out;
  }

  private static TableEntry entry(
      DType type, long column, String line, String[] columns, long number) {
    if (column == LINE_NUMBER) {
      return TableEntry.ofNumber(type, Long.toString(number));
    }
    if (column >= columns.length) {
      throw new InvalidArgumentError(
          "line \"%s\" has %d columns, so no column %d".formatted(line, columns.length, column));
    }
    String text = column == WHOLE_LINE ? line : columns[(int) column];
    if (type == DType.STRING) {
      return TableEntry.ofText(text);
    }
    try {
      return TableEntry.ofNumber(type, text.strip());
    } catch (NumberFormatException e) {
      throw new InvalidArgumentError("\"%s\" is no %s".formatted(text, type), e);
    }
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(
          Contexts.environment().files().resolve(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new NotFoundError("there is no file " + file, e);
    } catch (IOException e) {
      throw CheckpointErrors.translate(e);
    }
  }
}
