package org.ckpt4j.eager;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Operand;
import org.jspecify.annotations.Nullable;

/** Lists and maps of operands, nested: flattened, and put together again. */
final class Structure {
  private Structure() {}

  /**
   * @throws TypeError if it holds anything but operands
   */
  static List<Operand> flatten(@Nullable Object structure) {
    List<Operand> out = new ArrayList<>();
    flatten(structure, out);
    return out;
  }

  private static void flatten(@Nullable Object structure, List<Operand> out) {
    if (structure instanceof Operand operand) {
      out.add(operand);
    } else if (structure instanceof Iterable<?> list) {
      list.forEach(item -> flatten(item, out));
    } else if (structure instanceof Map<?, ?> map) {
      map.values().forEach(item -> flatten(item, out));
    } else {
      throw new TypeError(
          "gradients are of tensors and variables, or lists and maps of them, not of "
              + (structure == null ? "null" : structure.getClass().getName()));
    }
  }

  /** The same structure with other leaves. */
  static @Nullable Object pack(Object structure, Iterator<? extends @Nullable Object> leaves) {
    if (structure instanceof Iterable<?> list && !(structure instanceof Operand)) {
      List<@Nullable Object> out = new ArrayList<>();
      list.forEach(item -> out.add(pack(item, leaves)));
      return out;
    }
    if (structure instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> out = new LinkedHashMap<>();
      map.forEach((key, item) -> out.put(key, pack(item, leaves)));
      return out;
    }
    return leaves.next();
  }
}
