package org.ckpt4j.guide;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a program of the guide did, for comparison with what TensorFlow did.
 *
 * <p>Values are plain: null, {@code Boolean}, {@code Long}, {@code Double}, {@code String}, {@code
 * List} and {@code Map} of those, as JSON has them.
 *
 * @param prints what the program printed, in order
 * @param results other values it observed, by name
 * @param errors what failed, and what was expected to fail and did not, in order
 * @param events what the runtime logged, in order, with the program's own markers
 * @param states the state file's text at the moments the program chose
 * @param output the lines a reader saw, in order
 */
public record Transcript(
    List<Print> prints,
    Map<String, @Nullable Object> results,
    List<Failure> errors,
    List<Event> events,
    List<State> states,
    List<String> output) {

  /** Something printed: a label with values, or a listing of a checkpoint. */
  public sealed interface Print {
    String label();
  }

  /** A label and what stands behind it. */
  public record Values(String label, @Nullable Object values) implements Print {}

  /** All tensors of a checkpoint in the order the reader lists them, and the text printed. */
  public record Listing(String path, List<Entry> entries, List<String> text) implements Print {
    @Override
    public String label() {
      return "print_checkpoint";
    }
  }

  /** A tensor of a listing. */
  public record Entry(String key, List<Long> shape, String dtype, @Nullable Object value) {}

  /** An attempt: the error it ended with, or null if it succeeded. */
  public record Failure(String when, @Nullable Throwable error) {}

  /** Something logged. */
  public record Event(String kind, String level, Map<String, Object> details, String message) {
    public boolean isWarning() {
      return level.equals("WARNING") || level.equals("ERROR");
    }
  }

  /** A state file's text, null if there is no such file. */
  public record State(String after, String file, @Nullable String text) {}
}
