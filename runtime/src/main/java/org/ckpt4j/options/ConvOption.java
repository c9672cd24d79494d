package org.ckpt4j.options;

import java.util.List;

/** Configures a convolution or a pooling. */
public interface ConvOption extends OpOption {
  /** {@code data_format}: {@code NHWC}, {@code NCHW} and so on. */
  record DataFormat(String value) implements ConvOption {}

  /** {@code dilations}: how far apart the taps are, one number for each spatial dimension. */
  record Dilations(List<Long> value) implements ConvOption {
    public Dilations {
      value = List.copyOf(value);
    }
  }

  static ConvOption dataFormat(String value) {
    return new DataFormat(value);
  }

  static ConvOption dilations(long... value) {
    return new Dilations(java.util.Arrays.stream(value).boxed().toList());
  }
}
