package org.ckpt4j.graph.graphdef;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of nodes, tensors, control inputs ({@code ^x}) and colocation groups ({@code loc:@x}) as
 * they change when a part of a graph leaves its scope, or comes into one.
 */
public final class ScopedNames {
  private static final Pattern MARKED = Pattern.compile("(\\^|loc:@|)(.*)", Pattern.DOTALL);

  private ScopedNames() {}

  /** Without the scope, if the name lies in it; unchanged otherwise. */
  public static String strip(String name, @Nullable String scope) {
    String prefix = withoutSlash(scope);
    if (prefix.isEmpty()) {
      return name;
    }
    Matcher parts = MARKED.matcher(name);
    if (parts.matches() && parts.group(2).startsWith(prefix + "/")) {
      return parts.group(1) + parts.group(2).substring(prefix.length()).replaceFirst("^/+", "");
    }
    return name;
  }

  /** Within the scope. */
  public static String prepend(String name, @Nullable String scope) {
    String prefix = withoutSlash(scope);
    Matcher parts = MARKED.matcher(name);
    return prefix.isEmpty() || !parts.matches()
        ? name
        : parts.group(1) + prefix + "/" + parts.group(2);
  }

  /** Whether it begins with the scope's name, as TensorFlow decides what belongs to a scope. */
  public static boolean lies(String name, @Nullable String scope) {
    return scope == null || scope.isEmpty() || name.startsWith(scope);
  }

  private static String withoutSlash(@Nullable String scope) {
    if (scope == null) {
      return "";
    }
    return scope.endsWith("/") ? scope.substring(0, scope.length() - 1) : scope;
  }
}
