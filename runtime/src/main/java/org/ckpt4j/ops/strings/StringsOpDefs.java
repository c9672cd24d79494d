package org.ckpt4j.ops.strings;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class StringsOpDefs {
  private StringsOpDefs() {}

  public static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>();
    ops.add(StaticRegexFullMatch.DEF);
    ops.add(StringJoin.DEF);
    return ops;
  }
}
