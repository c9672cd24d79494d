package org.ckpt4j.framework;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A device as programs name it: {@code /job:ps/replica:0/task:1/device:CPU:0}, any part missing.
 *
 * <p>Recorded, never obeyed. Counterpart: {@code tf.DeviceSpec}.
 */
record DeviceSpec(
    @Nullable String job,
    @Nullable String replica,
    @Nullable String task,
    @Nullable String type,
    @Nullable String index) {

  static DeviceSpec parse(String text) {
    String job = null;
    String replica = null;
    String task = null;
    String type = null;
    String index = null;
    for (String part : text.split("/", -1)) {
      String[] words = part.split(":", -1);
      if (words[0].isEmpty()) {
        continue;
      }
      if (words.length == 2 && words[0].equals("job")) {
        job = words[1];
      } else if (words.length == 2 && words[0].equals("replica")) {
        replica = number(words[1], text);
      } else if (words.length == 2 && words[0].equals("task")) {
        task = number(words[1], text);
      } else if (words.length == 3 && words[0].equals("device")) {
        type = words[1];
        index = words[2].equals("*") ? null : number(words[2], text);
      } else if (words.length == 2 && words[0].toUpperCase(Locale.ROOT).matches("CPU|GPU|TPU")) {
        type = words[0].toUpperCase(Locale.ROOT);
        index = words[1].equals("*") ? null : number(words[1], text);
      } else {
        throw new IllegalArgumentException(
            "no device: \"%s\"; write parts such as /job:ps/task:0/device:CPU:0".formatted(text));
      }
    }
    return new DeviceSpec(job, replica, task, type, index);
  }

  private static String number(String word, String text) {
    try {
      return Integer.toString(Integer.parseInt(word));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "no number: \"" + word + "\" in device \"" + text + "\"", e);
    }
  }

  /** This, with the parts that {@code inner} names replaced. */
  DeviceSpec overriddenBy(DeviceSpec inner) {
    return new DeviceSpec(
        inner.job != null ? inner.job : job,
        inner.replica != null ? inner.replica : replica,
        inner.task != null ? inner.task : task,
        inner.type != null ? inner.type : type,
        inner.index != null ? inner.index : index);
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    append(out, "/job:", job);
    append(out, "/replica:", replica);
    append(out, "/task:", task);
    if (type != null) {
      out.append("/device:").append(type).append(':').append(index == null ? "*" : index);
    }
    return out.toString();
  }

  private static void append(StringBuilder out, String label, @Nullable String value) {
    if (value != null) {
      out.append(label).append(value);
    }
  }
}
