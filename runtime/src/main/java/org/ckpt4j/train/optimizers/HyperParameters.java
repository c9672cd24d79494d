package org.ckpt4j.train.optimizers;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OptimizerOption;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/** What an optimizer was configured with, by Python's keywords. */
final class HyperParameters {
  private final Map<String, Object> values;
  private final @Nullable String name;

  private HyperParameters(Map<String, Object> values, @Nullable String name) {
    this.values = values;
    this.name = name;
  }

  /**
   * @param defaults pairs of a keyword and its default
   * @throws TypeError if an option is given that is not among them
   */
  static HyperParameters of(OptimizerOption[] options, Object... defaults) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("use_locking", false);
    for (int i = 0; i < defaults.length; i += 2) {
      values.put((String) defaults[i], defaults[i + 1]);
    }
    String name = null;
    for (OptimizerOption option : options) {
      if (option instanceof Named named) {
        name = named.name();
      } else if (option instanceof OptimizerOption.Parameter parameter) {
        if (!values.containsKey(parameter.name())) {
          throw new TypeError(
              "this optimizer takes no \"%s\"; it takes %s"
                  .formatted(parameter.name(), values.keySet()));
        }
        values.put(parameter.name(), parameter.value());
      }
    }
    return new HyperParameters(values, name);
  }

  /** The name given, or TensorFlow's. */
  String name(String otherwise) {
    return name == null ? otherwise : name;
  }

  boolean flag(String keyword) {
    return (Boolean) values.get(keyword);
  }

  double number(String keyword) {
    return ((Number) values.get(keyword)).doubleValue();
  }

  String text(String keyword, String otherwise) {
    String text = (String) values.get(keyword);
    return text.isEmpty() ? otherwise : text;
  }

  Object value(String keyword) {
    return values.get(keyword);
  }

  /** As a tensor, under its keyword or another name. */
  Tensor tensor(String keyword, String name) {
    return tensor(values.get(keyword), name);
  }

  /** A number (Python's floats are FLOAT32), a tensor, a variable, or a supplier's answer now. */
  static Tensor tensor(Object value, String name) {
    Object now = value instanceof Supplier<?> supplier ? supplier.get() : value;
    return ToTensor.of(now instanceof Double number ? number.floatValue() : now, null, name);
  }

  /** What stands beside a tensor of this type: a number is rounded to it, as Python's are. */
  static Object beside(DType dtype, Object value) {
    if (!(value instanceof Number number) || !dtype.isFloating()) {
      return value;
    }
    return switch (dtype) {
      case FLOAT64 -> number.doubleValue();
      case FLOAT32 -> number.floatValue();
      default -> ToTensor.of(number.doubleValue(), dtype, "y");
    };
  }
}
