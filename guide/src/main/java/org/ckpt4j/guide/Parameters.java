package org.ckpt4j.guide;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What may differ between two runs of a section: the numbers, strings, names and paths its program
 * uses. Variant 0 is the guide's own program; variant N shifts every constant by one rule, so that
 * a program cannot answer with what was recorded.
 *
 * <pre>
 *   float c       c + N/2, but 0 stays 0
 *   int c         c + N, but 0 stays 0
 *   string s      s followed by N, but the empty string stays empty
 *   name, path    every part between slashes followed by N; empty parts, "." and "..", and the names
 *                 TensorFlow gives itself (global_step, save_counter, kernel, bias) stay
 * </pre>
 *
 * <p>Recorded parameters are looked up first; the rule answers for what a record does not name.
 */
public final class Parameters {
  private static final Set<String> RESERVED =
      Set.of("", ".", "..", "global_step", "save_counter", "kernel", "bias");

  private final int variant;
  private final Map<BigDecimal, Double> floats = new LinkedHashMap<>();
  private final Map<Long, Long> ints = new LinkedHashMap<>();
  private final Map<String, String> strings = new LinkedHashMap<>();
  private final Map<String, String> names = new LinkedHashMap<>();
  private final Map<String, String> paths = new LinkedHashMap<>();

  private Parameters(int variant) {
    if (variant < 0 || variant > 99) {
      throw new IllegalArgumentException("variant " + variant + "; variants are 0 to 99");
    }
    this.variant = variant;
  }

  /** The parameters of variant {@code n}, by the rule. */
  public static Parameters ofVariant(int n) {
    return new Parameters(n);
  }

  /**
   * Recorded parameters: constant of variant 0 to the constant used.
   *
   * @throws NumberFormatException if a key of {@code floats} or {@code ints} is no number
   */
  public static Parameters recorded(
      int variant,
      Map<String, Double> floats,
      Map<String, Long> ints,
      Map<String, String> strings,
      Map<String, String> names,
      Map<String, String> paths) {
    Parameters p = new Parameters(variant);
    floats.forEach((base, used) -> p.floats.put(exact(Double.parseDouble(base)), used));
    ints.forEach((base, used) -> p.ints.put(Long.valueOf(base), used));
    p.strings.putAll(strings);
    p.names.putAll(names);
    p.paths.putAll(paths);
    return p;
  }

  public int variant() {
    return variant;
  }

  /** A float constant; of a complex number the real part. */
  public float value(double base) {
    return base == 0 ? 0f : (float) (double) floats.getOrDefault(exact(base), base + 0.5 * variant);
  }

  /** Float constants, each by itself. */
  public float[] values(double... base) {
    float[] used = new float[base.length];
    for (int i = 0; i < base.length; i++) {
      used[i] = value(base[i]);
    }
    return used;
  }

  /** An integer constant. */
  public long integer(long base) {
    return base == 0 ? 0 : ints.getOrDefault(base, base + variant);
  }

  /** Integer constants, each by itself. */
  public long[] integers(long... base) {
    return Arrays.stream(base).map(this::integer).toArray();
  }

  /** A string value. */
  public byte[] bytes(String base) {
    String used = base.isEmpty() ? base : strings.getOrDefault(base, base + suffix());
    return used.getBytes(StandardCharsets.UTF_8);
  }

  /** A name: of a variable, a scope, a module, or a key of a dict. */
  public String name(String base) {
    return names.getOrDefault(base, suffixed(base));
  }

  /** A path: a prefix, a folder, a file. */
  public String path(String base) {
    return paths.getOrDefault(base, suffixed(base));
  }

  private String suffixed(String base) {
    return List.of(base.split("/", -1)).stream()
        .map(part -> RESERVED.contains(part) ? part : part + suffix())
        .collect(Collectors.joining("/"));
  }

  private String suffix() {
    return variant == 0 ? "" : Integer.toString(variant);
  }

  private static BigDecimal exact(double number) {
    return new BigDecimal(number).stripTrailingZeros();
  }
}
