package org.ckpt4j;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.strings.AsString;
import org.ckpt4j.ops.strings.CaseOps;
import org.ckpt4j.ops.strings.HashOps;
import org.ckpt4j.ops.strings.NumberOps;
import org.ckpt4j.ops.strings.RegexOps;
import org.ckpt4j.ops.strings.StringFormat;
import org.ckpt4j.ops.strings.StringJoin;
import org.ckpt4j.ops.strings.Substr;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;

/** {@code tf.strings}. */
public final class StringsApi {
  StringsApi() {}

  public Tensor asString(Object input, OpOption... options) {
    return AsString.of(input, Attrs.none(), options);
  }

  public Tensor asString(Object input, Attrs format, OpOption... options) {
    return AsString.of(input, format, options);
  }

  public Tensor format(String template, List<?> inputs, OpOption... options) {
    return StringFormat.of(template, inputs, options);
  }

  public Tensor join(List<?> inputs, OpOption... options) {
    return StringJoin.of(inputs, options);
  }

  public Tensor join(List<?> inputs, String separator, OpOption... options) {
    return StringJoin.of(inputs, separator, options);
  }

  public Tensor reduceJoin(Object inputs, Object axis, String separator, OpOption... options) {
    return StringJoin.reduce(inputs, axis, false, separator, options);
  }

  public Tensor length(Object input, OpOption... options) {
    return CaseOps.length(input, "BYTE", options);
  }

  public Tensor lower(Object input, OpOption... options) {
    return CaseOps.lower(input, "", options);
  }

  public Tensor upper(Object input, OpOption... options) {
    return CaseOps.upper(input, "", options);
  }

  public Tensor strip(Object input, OpOption... options) {
    return CaseOps.strip(input, options);
  }

  public Tensor regexFullMatch(Object input, Object pattern, OpOption... options) {
    return RegexOps.fullMatch(input, pattern, options);
  }

  public Tensor regexReplace(Object input, String pattern, String rewrite, OpOption... options) {
    return RegexOps.replace(input, pattern, rewrite, true, options);
  }

  public Tensor substr(Object input, Object pos, Object len, OpOption... options) {
    return Substr.of(input, pos, len, "BYTE", options);
  }

  public Tensor toHashBucketFast(Object input, long numBuckets, OpOption... options) {
    return HashOps.fast(input, numBuckets, options);
  }

  public Tensor toHashBucketStrong(
      Object input, long numBuckets, List<Long> key, OpOption... options) {
    return HashOps.strong(input, numBuckets, key, options);
  }

  public Tensor toNumber(Object input, DType outType, OpOption... options) {
    return NumberOps.toNumber(input, outType, options);
  }
}
