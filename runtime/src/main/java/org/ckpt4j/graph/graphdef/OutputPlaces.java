package org.ckpt4j.graph.graphdef;

import java.util.List;
import java.util.Map;
import org.ckpt4j.framework.ArgDef;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.proto.AttrValue;

/**
 * Outputs of nodes by name, as bodies of functions name them ({@code split:output:1}), and by
 * number, as graphs do ({@code split:1}).
 */
final class OutputPlaces {
  private OutputPlaces() {}

  /**
   * The number of an output.
   *
   * @throws IllegalArgumentException if the operation has no such output
   */
  static int number(OpDef def, Map<String, AttrValue> attrs, String output, int index) {
    int at = 0;
    for (ArgDef arg : def.outputs()) {
      int size = size(arg, def, attrs);
      if (arg.name().equals(output)) {
        if (index < 0 || index >= size) {
          throw new IllegalArgumentException(
              "output \"%s\" of %s has %d parts, not number %d"
                  .formatted(output, def.name(), size, index));
        }
        return at + index;
      }
      at += size;
    }
    throw new IllegalArgumentException(def.name() + " has no output \"" + output + "\"");
  }

  /** The name and index of an output: {@code output:1}. */
  static String name(OpDef def, Map<String, AttrValue> attrs, int number) {
    int at = 0;
    for (ArgDef arg : def.outputs()) {
      int size = size(arg, def, attrs);
      if (number < at + size) {
        return arg.name() + ":" + (number - at);
      }
      at += size;
    }
    throw new IllegalArgumentException(def.name() + " has no output " + number);
  }

  private static int size(ArgDef arg, OpDef def, Map<String, AttrValue> attrs) {
    String count = arg.countAttr();
    String types = arg.typeAttr();
    if (count != null) {
      AttrValue value = attrs.get(count);
      long size = value != null ? value.getI() : def.defaultOf(count) instanceof Long n ? n : 0;
      if (size < 0 || size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("no output has " + size + " parts");
      }
      return (int) size;
    } else if (arg.list() && types != null) {
      AttrValue value = attrs.get(types);
      return value != null
          ? value.getList().getTypeCount()
          : def.defaultOf(types) instanceof List<?> list ? list.size() : 0;
    }
    return 1;
  }
}
