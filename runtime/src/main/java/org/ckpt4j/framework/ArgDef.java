package org.ckpt4j.framework;

import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * One input or output of an operation as its signature declares it: {@code x: T}, {@code inputs: N
 * * T}, {@code tensors: dtypes}, {@code handle: resource}, {@code ref: Ref(T)}.
 *
 * @param fixed the type, if the signature names one
 * @param typeAttr the attribute that holds the type, or the list of types
 * @param countAttr the attribute that holds how many tensors of one type there are
 * @param list whether it is any number of tensors
 * @param reference whether it is a reference to a variable's buffer
 */
public record ArgDef(
    String name,
    @Nullable DType fixed,
    @Nullable String typeAttr,
    @Nullable String countAttr,
    boolean list,
    boolean reference) {

  static ArgDef parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(
          "a signature reads \"name: type\", given \"" + text + "\"");
    }
    String name = text.substring(0, colon).strip();
    String type = text.substring(colon + 1).strip();
    int star = type.indexOf('*');
    String count = star < 0 ? null : type.substring(0, star).strip();
    String element = type.substring(star + 1).strip();
    boolean reference = element.startsWith("Ref(");
    if (reference) {
      element = element.substring("Ref(".length(), element.length() - 1).strip();
    }
    boolean many = element.startsWith("list(");
    if (many) {
      element = element.substring("list(".length(), element.length() - 1).strip();
    }
    DType fixed = DType.findByName(element).orElse(null);
    return new ArgDef(
        name, fixed, fixed == null ? element : null, count, count != null || many, reference);
  }
}
