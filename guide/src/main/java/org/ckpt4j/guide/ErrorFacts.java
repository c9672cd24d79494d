package org.ckpt4j.guide;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an error says: its kind by Python's name, a category, and the things its message names.
 *
 * <p>Messages are ckpt4j's own words, so the category is found by what all messages of a category
 * have in common, as the recording found TensorFlow's by TensorFlow's words.
 *
 * @param type as Python calls it
 */
public record ErrorFacts(String type, String category, String message) {
  /** What the message of each category says; the first that matches counts. */
  private static final Map<String, Pattern> CATEGORIES = new LinkedHashMap<>();

  static {
    add("tensor_not_in_checkpoint", "has no tensor \"");
    add("key_not_in_checkpoint", "no tensor \"");
    add("shape_mismatch", "variable .* has shape .*, tensor .* has shape");
    add("scope_must_map_to_scope", "to map a whole scope, write");
    add("variable_already_exists", "variable \"[^\"]*\" exists; reopen");
    add("variable_does_not_exist", "there is no variable \"[^\"]*\" to reuse");
    add("shared_variable_shape_mismatch", "has shape .*, asked for with shape");
    add("shared_variable_dtype_mismatch", "variable .* is \\w+, asked for as \\w+");
    add("duplicate_variable_name", "two variables are named");
    add("one_variable_two_names", "is to be saved under two names");
    add("not_a_variable", "which is no variable; name variables");
    add("warm_start_names_not_used", "which are not among the variables to warm-start");
    add("warm_start_missing_variables", "is object-based and has no values whose full names");
    add("object_based_names_do_not_match", "have no counterpart among the full names");
    add("no_checkpoint_in_directory", "folder .* names no checkpoint");
    add("no_files_match", "no file |no checkpoint: neither");
    add("save_path_is_none", "there is no path to restore from");
    add("save_path_not_a_checkpoint", "there is no checkpoint ");
    add("no_checkpoint_specified", "no checkpoint was given");
    add("not_trackable", "cannot be tracked");
    add("unsavable_object", "cannot save .* a key that is not a string");
    add(
        "container_mutated",
        "cannot save .* (replaced, removed or moved|changed (through|behind))");
    add("eager_restriction", "in eager mode .* needs");
    add("no_variables_to_save", "there are no variables to save");
    add("incompatible_shape", "of shape .* cannot take the saved value of shape");
    add(
        "dtype_mismatch",
        "is \\w+, restored as \\w+|is stored as \\w+, expected|variable of \\w+ is given \\w+");
    add("uninitialized_variable", "has no value; run its initializer");
    add("name_based_attributes_not_restored", "has no tensors of these names");
    add("object_not_restored", "was not restored from");
    add("unresolved_checkpoint_object", "holds values that no object of the program took");
    add("unmatched_python_objects", "\\d+ objects of the program have no value");
    add("only_root_matched", "only the root matched");
    add("nothing_to_load", "nothing was restored from .* nothing is tracked");
  }

  private static void add(String category, String regex) {
    CATEGORIES.put(category, Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL));
  }

  public static ErrorFacts of(Throwable error) {
    String message = String.valueOf(error.getMessage());
    String category =
        CATEGORIES.entrySet().stream()
            .filter(entry -> entry.getValue().matcher(message).find())
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse("other");
    return new ErrorFacts(PythonError.nameOf(error), category, message);
  }

  /**
   * Whether the message names what TensorFlow's named.
   *
   * @param entity which thing it is: {@code key}, {@code path}, {@code variable_shape}
   * @param value the thing, or a list of things
   */
  public boolean names(String entity, @Nullable Object value) {
    if (value instanceof List<?> all) {
      return all.stream().allMatch(one -> names(entity, one));
    }
    String text = String.valueOf(value);
    if ((text.startsWith("{'") && text.endsWith("}"))
        || text.endsWith(" ")) { // Python's set, or names with commas between
      return names(entity, List.of(text.replaceAll("[{}']", "").strip().split(", ")));
    }
    if (text.startsWith("{'") && text.endsWith(":")) { // how Python begins to print a dict
      return names(entity, text.substring(2, text.length() - 2));
    }
    if (entity.endsWith("shape") || text.startsWith("(")) {
      return message.contains(text) || message.contains(asList(text));
    }
    return Pattern.compile("(?<!\\w)" + Pattern.quote(bare(entity, text)) + "(?!\\w)")
        .matcher(message)
        .find();
  }

  /** Variables are named with or without {@code :0}, types as Python or as C++ call them. */
  private static String bare(String entity, String text) {
    if (entity.startsWith("variable") && text.endsWith(":0")) {
      return text.substring(0, text.length() - 2);
    }
    return entity.equals("found") && text.equals("float") ? "float32" : text;
  }

  /** Python's tuple {@code (2,)}, also without its parentheses, is {@code [2]} here. */
  private static String asList(String tuple) {
    return "[" + tuple.replaceAll("^\\(|,?\\)$|,$", "") + "]";
  }
}
