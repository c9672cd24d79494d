package org.ckpt4j.layers;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.LayerOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.variables.Constraint;
import org.ckpt4j.variables.Initializer;
import org.ckpt4j.variables.Regularizer;
import org.jspecify.annotations.Nullable;

/** What a layer was configured with, by Python's keywords. */
final class LayerArguments {
  private static final Set<String> COMMON =
      Set.of("trainable", "reuse", "dtype", "activity_regularizer", "training", "use_resource");

  private final Map<String, Object> values = new LinkedHashMap<>();
  private @Nullable String name;

  /**
   * @param allowed the keywords of the layer, beside those of all layers
   * @throws TypeError if another is given
   */
  LayerArguments(LayerOption[] options, String... allowed) {
    List<String> own = Arrays.asList(allowed);
    for (LayerOption option : options) {
      if (option instanceof Named named) {
        name = named.name();
      } else if (option instanceof LayerOption.Parameter parameter) {
        if (!own.contains(parameter.name()) && !COMMON.contains(parameter.name())) {
          throw new TypeError(
              "this layer takes no \"%s\"; it takes %s and %s"
                  .formatted(parameter.name(), own, COMMON));
        }
        values.put(parameter.name(), parameter.value());
      }
    }
  }

  @Nullable String name() {
    return name;
  }

  boolean flag(String keyword, boolean otherwise) {
    return (Boolean) values.getOrDefault(keyword, otherwise);
  }

  double number(String keyword, double otherwise) {
    return ((Number) values.getOrDefault(keyword, otherwise)).doubleValue();
  }

  String text(String keyword, String otherwise) {
    return (String) values.getOrDefault(keyword, otherwise);
  }

  @Nullable Object find(String keyword) {
    return values.get(keyword);
  }

  @Nullable DType dtype() {
    return (DType) values.get("dtype");
  }

  @Nullable Initializer initializer(String keyword) {
    return (Initializer) values.get(keyword);
  }

  @Nullable Regularizer regularizer(String keyword) {
    return (Regularizer) values.get(keyword);
  }

  @Nullable Constraint constraint(String keyword) {
    return (Constraint) values.get(keyword);
  }

  @SuppressWarnings("unchecked")
  @Nullable UnaryOperator<Tensor> activation() {
    return (UnaryOperator<Tensor>) values.get("activation");
  }

  /**
   * Sizes along {@code rank} dimensions: one number for all, or one each.
   *
   * @throws IllegalArgumentException if there are others
   */
  long[] sizes(String keyword, int rank, long otherwise) {
    return sizes(values.get(keyword), keyword, rank, otherwise);
  }

  static long[] sizes(@Nullable Object value, String keyword, int rank, long otherwise) {
    long[] given =
        value == null
            ? new long[] {otherwise}
            : value instanceof Number one ? new long[] {one.longValue()} : (long[]) value;
    long[] sizes = given;
    if (given.length == 1) {
      sizes = new long[rank];
      Arrays.fill(sizes, given[0]);
    }
    if (sizes.length != rank || Arrays.stream(sizes).anyMatch(size -> size <= 0)) {
      throw new IllegalArgumentException(
          "%s must be one or %d positive numbers, not %s"
              .formatted(keyword, rank, Arrays.toString(given)));
    }
    return sizes;
  }

  /** Whether channels come first; otherwise last. */
  boolean channelsFirst() {
    String format = text("data_format", "channels_last");
    if (!format.equals("channels_first") && !format.equals("channels_last")) {
      throw new IllegalArgumentException(
          "data_format is \"%s\", neither channels_last nor channels_first".formatted(format));
    }
    return format.equals("channels_first");
  }

  /** {@code VALID} or {@code SAME}. */
  String padding() {
    String padding = text("padding", "valid").toUpperCase(java.util.Locale.ROOT);
    if (!padding.equals("VALID") && !padding.equals("SAME")) {
      throw new IllegalArgumentException(
          "padding is \"%s\", neither valid nor same".formatted(padding));
    }
    return padding;
  }
}
