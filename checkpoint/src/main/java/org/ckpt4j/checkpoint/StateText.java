package org.ckpt4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ckpt4j.tensor.PythonText;

/**
 * The text of a state file, both ways: protobuf's text format of {@code CheckpointState}.
 *
 * <pre>
 *   model_checkpoint_path: "model-11"
 *   all_model_checkpoint_paths: "model-5"                 (one line a path)
 *   all_model_checkpoint_timestamps: 1701296551.25        (one line a path, or none)
 *   last_preserved_timestamp: 1701296060.25               (left out if 0)
 * </pre>
 *
 * <p>Writes Python's form and reads what Python's parser reads, which differs from Java's in
 * escapes and numbers: {@code \}{@code u00e9} is the byte e9, {@code 0x10} is no number.
 */
final class StateText {
  private static final String MODEL = "model_checkpoint_path";
  private static final String ALL = "all_model_checkpoint_paths";
  private static final String TIMES = "all_model_checkpoint_timestamps";
  private static final String PRESERVED = "last_preserved_timestamp";

  private static final Pattern WORD =
      Pattern.compile("[a-zA-Z_][0-9a-zA-Z_+-]*+|(?:[0-9+-]|\\.[0-9])[0-9a-zA-Z_.+-]*+");
  private static final Pattern NUMBER =
      Pattern.compile(
          "[+-]?(?:D(?:\\.D?)?|\\.D)(?:[eE][+-]?D)?".replace("D", "(?:[0-9]++(?:_[0-9]++)*+)"));
  private static final Pattern INFINITY =
      Pattern.compile("(?:[+-]?inf(?:inity)?|-?inf(?:inity)?f)", Pattern.CASE_INSENSITIVE);
  private static final Pattern NOT_A_NUMBER =
      Pattern.compile("(?:[+-]?nan|nanf)", Pattern.CASE_INSENSITIVE);

  /** The text does not have the form; says where. */
  static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1;

    private SyntaxException(String message) {
      super(message);
    }
  }

  private final String text;

  /** Where the current token begins. */
  private int at;

  private int line = 1;

  /** The current token; empty at the end. */
  private String token = "";

  private StateText(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException if a path holds half of a surrogate pair
   */
  static String format(CheckpointState state) {
    StringBuilder out = new StringBuilder();
    if (!state.modelCheckpointPath().isEmpty()) {
      appendPath(out, MODEL, state.modelCheckpointPath());
    }
    state.allModelCheckpointPaths().forEach(path -> appendPath(out, ALL, path));
    state.allModelCheckpointTimestamps().forEach(time -> appendTime(out, TIMES, time));
    state
        .lastPreservedTimestamp()
        .ifPresent(
            time -> {
              // A message leaves out zero; minus zero has other bits.
              if (Double.doubleToRawLongBits(time) != 0) {
                appendTime(out, PRESERVED, time);
              }
            });
    return out.toString();
  }

  private static void appendTime(StringBuilder out, String field, double time) {
    out.append(field).append(": ").append(PythonText.number(time)).append('\n');
  }

  private static void appendPath(StringBuilder out, String field, String path) {
    out.append(field).append(": \"");
    for (byte b : utf8(path)) {
      switch (b) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '"', '\'', '\\' -> out.append('\\').append((char) b);
        default -> {
          if (b < ' ' || b == 0x7f) {
            out.append(String.format("\\%03o", b & 0xff));
          } else {
            out.append((char) b);
          }
        }
      }
    }
    out.append("\"\n");
  }

  private static byte[] utf8(String path) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(path));
      byte[] out = new byte[bytes.remaining()];
      bytes.get(out);
      return out;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "path " + PythonText.string(path) + " is no text: it holds half of a surrogate pair", e);
    }
  }

  /** A path that is not given is empty. */
  static CheckpointState parse(String text) throws SyntaxException {
    StateText in = new StateText(text);
    String model = "";
    List<String> all = new ArrayList<>();
    List<Double> times = new ArrayList<>();
    OptionalDouble preserved = OptionalDouble.empty();
    in.advance();
    while (!in.token.isEmpty()) {
      String field = in.token;
      in.advance();
      switch (field) {
        case MODEL -> {
          in.consume(":");
          model = in.string();
        }
        case ALL -> in.repeated(() -> all.add(in.string()));
        case TIMES -> in.repeated(() -> times.add(in.number()));
        case PRESERVED -> {
          in.consume(":");
          preserved = OptionalDouble.of(in.number());
        }
        default -> throw in.error("no field is called " + shown(field));
      }
      if (!in.tryConsume(",")) {
        in.tryConsume(";");
      }
    }
    return new CheckpointState(model, all, times, preserved);
  }

  private interface Item {
    void read() throws SyntaxException;
  }

  private void repeated(Item item) throws SyntaxException {
    consume(":");
    if (!tryConsume("[")) {
      item.read();
    } else if (!tryConsume("]")) {
      item.read();
      while (!tryConsume("]")) {
        consume(",");
        item.read();
      }
    }
  }

  private String string() throws SyntaxException {
    StateEscapes out = new StateEscapes();
    do {
      char quote = token.isEmpty() ? 0 : token.charAt(0);
      if (quote != '"' && quote != '\'') {
        throw error("expected a text in quotes, found " + shown(token));
      }
      String problem = out.append(token.substring(1, token.length() - 1));
      if (!problem.isEmpty()) {
        throw error(problem);
      }
      advance();
    } while (token.startsWith("\"") || token.startsWith("'"));
    try {
      return out.text();
    } catch (CharacterCodingException e) {
      throw error("the bytes of a path are not UTF-8");
    }
  }

  private double number() throws SyntaxException {
    String digits = token;
    advance();
    if (NUMBER.matcher(digits).matches()) {
      return Double.parseDouble(digits.replace("_", ""));
    }
    if (INFINITY.matcher(digits).matches()) {
      return digits.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (NOT_A_NUMBER.matcher(digits).matches()) {
      return Double.NaN;
    }
    String withoutSuffix = digits.replaceFirst("f++$", "");
    if (NUMBER.matcher(withoutSuffix).matches()) {
      return Double.parseDouble(withoutSuffix.replace("_", ""));
    }
    throw error("expected a number, found " + shown(digits));
  }

  private void consume(String expected) throws SyntaxException {
    if (!tryConsume(expected)) {
      throw error("expected " + shown(expected) + ", found " + shown(token));
    }
  }

  private boolean tryConsume(String expected) throws SyntaxException {
    if (!token.equals(expected)) {
      return false;
    }
    advance();
    return true;
  }

  private void advance() throws SyntaxException {
    at += token.length();
    skipBlanksAndComments();
    if (at >= text.length()) {
      token = "";
      return;
    }
    char first = text.charAt(at);
    if (first == '"' || first == '\'') {
      token = text.substring(at, endOfString(first));
      return;
    }
    Matcher word = WORD.matcher(text).region(at, text.length());
    token = word.lookingAt() ? word.group() : text.substring(at, at + 1);
  }

  private int endOfString(char quote) throws SyntaxException {
    for (int i = at + 1; i < text.length() && text.charAt(i) != '\n'; i++) {
      if (text.charAt(i) == quote) {
        return i + 1;
      }
      if (text.charAt(i) == '\\' && i + 1 < text.length() && text.charAt(i + 1) != '\n') {
        i++;
      }
    }
    throw error("the text in quotes does not end in its line");
  }

  private void skipBlanksAndComments() {
    boolean comment = false;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\n') {
        comment = false;
        line++;
      } else if (c == '#') {
        comment = true;
      } else if (!comment && !isBlank(c)) {
        return;
      }
    }
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }

  private SyntaxException error(String message) {
    return new SyntaxException("line " + line + ": " + message);
  }

  private static String shown(String token) {
    return token.isEmpty()
        ? "the end"
        : PythonText.string(token.length() > 60 ? token.substring(0, 60) : token);
  }
}
