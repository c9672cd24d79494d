package org.ckpt4j.checkpoint.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the optimizers of {@code tf.compat.v1.train} name their slots: in an object graph by what
 * they hold ({@code momentum}), as variables after the optimizer ({@code w/Momentum}).
 */
public final class SlotNames {
  /** An optimizer's name in variables, and its slots in the order in which they are made. */
  private static final Map<String, List<String>> SLOTS = new LinkedHashMap<>();

  static {
    SLOTS.put("Momentum", List.of("momentum"));
    SLOTS.put("Adam", List.of("m", "v", "vhat"));
    SLOTS.put("Adagrad", List.of("accumulator"));
    SLOTS.put("RMSProp", List.of("rms", "momentum"));
    SLOTS.put("Ftrl", List.of("accum", "linear"));
    SLOTS.put("Adadelta", List.of("accum", "accum_update"));
    SLOTS.put("AdagradDA", List.of("gradient_accumulator", "gradient_squared_accumulator"));
  }

  /** Variables an optimizer has once, beside its slots. */
  private static final List<String> SINGLE = List.of("beta1_power", "beta2_power");

  private SlotNames() {}

  /**
   * A slot variable's name, taken apart.
   *
   * @param variable the name of the variable it is kept for
   * @param optimizer {@code Adam}
   * @param slot {@code v}
   */
  public record Parsed(String variable, String optimizer, String slot) {}

  /** {@code w/Adam_1} is slot {@code v} of {@code Adam} for {@code w}. */
  public static Optional<Parsed> parse(String name) {
    int slash = name.lastIndexOf('/');
    if (slash <= 0) {
      return Optional.empty();
    }
    String last = name.substring(slash + 1);
    int underscore = last.lastIndexOf('_');
    int number = 0;
    if (underscore > 0 && last.substring(underscore + 1).matches("[1-9]\\d?")) {
      number = Integer.parseInt(last.substring(underscore + 1));
      last = last.substring(0, underscore);
    }
    List<String> slots = SLOTS.get(last);
    return slots == null || number >= slots.size()
        ? Optional.empty()
        : Optional.of(new Parsed(name.substring(0, slash), last, slots.get(number)));
  }

  private static String ending(String optimizer, int number) {
    return number == 0 ? optimizer : optimizer + "_" + number;
  }

  /**
   * The ending of a slot variable's name: {@code Adam_1}.
   *
   * @param all the names of all slots its optimizer keeps, which tell which optimizer it is
   */
  public static String ending(Set<String> all, String slot) {
    for (Map.Entry<String, List<String>> each : SLOTS.entrySet()) {
      if (each.getValue().containsAll(all) && each.getValue().contains(slot)) {
        return ending(each.getKey(), each.getValue().indexOf(slot));
      }
    }
    return slot; // an optimizer that v1 did not have: its own word
  }

  /** Whether {@code name} is a variable that an optimizer has once. */
  public static boolean isSingle(String name) {
    return SINGLE.contains(name.substring(name.lastIndexOf('/') + 1));
  }
}
