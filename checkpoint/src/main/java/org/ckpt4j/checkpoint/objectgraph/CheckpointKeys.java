package org.ckpt4j.checkpoint.objectgraph;

import java.util.List;
import java.util.StringJoiner;

/**
 * How the path of an object becomes the key of its value.
 *
 * <pre>
 *   value  a/b/.ATTRIBUTES/VARIABLE_VALUE                              (root.a.b)
 *   slot   a/b/.OPTIMIZER_SLOT/opt/momentum/.ATTRIBUTES/VARIABLE_VALUE (that opt keeps for root.a.b)
 * </pre>
 *
 * <p>In names {@code .} becomes {@code ..} and {@code /} becomes {@code .S}. Counterpart: {@code
 * escape_local_name}, {@code checkpoint_key}, {@code slot_variable_key}.
 */
public final class CheckpointKeys {
  public static final String ATTRIBUTES = "/.ATTRIBUTES/";
  public static final String OPTIMIZER_SLOT = "/.OPTIMIZER_SLOT/";
  public static final String VARIABLE_VALUE = "VARIABLE_VALUE";

  private CheckpointKeys() {}

  /** {@code .} becomes {@code ..}, {@code /} becomes {@code .S}. */
  public static String escape(String localName) {
    return localName.replace(".", "..").replace("/", ".S");
  }

  /**
   * Undoes {@link #escape}.
   *
   * @throws IllegalArgumentException if no name is escaped so
   */
  public static String unescape(String escaped) {
    StringBuilder out = new StringBuilder(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '/') {
        throw new IllegalArgumentException("\"" + escaped + "\" is a path, not one escaped name");
      }
      if (c == '.') {
        i++;
        char kind = i < escaped.length() ? escaped.charAt(i) : 0;
        if (kind != '.' && kind != 'S') {
          throw new IllegalArgumentException(
              "\"%s\" is no escaped name: the dot at %d is followed by neither '.' nor 'S'"
                  .formatted(escaped, i - 1));
        }
        out.append(kind == '.' ? '.' : '/');
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** The names, escaped, with slashes between them; empty for the root. */
  public static String path(List<String> localNames) {
    StringJoiner out = new StringJoiner("/");
    localNames.forEach(name -> out.add(escape(name)));
    return out.toString();
  }

  /** The key of an attribute of the object at {@code path}, which is escaped already. */
  public static String key(String path, String attribute) {
    return path + ATTRIBUTES + escape(attribute);
  }

  /** The path of a slot variable, to which {@link #key} adds the attribute. */
  public static String slotPath(String variablePath, String optimizerPath, String slotName) {
    return variablePath + OPTIMIZER_SLOT + optimizerPath + "/" + escape(slotName);
  }
}
