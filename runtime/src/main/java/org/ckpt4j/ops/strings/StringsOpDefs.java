package org.ckpt4j.ops.strings;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class StringsOpDefs {
  private StringsOpDefs() {}

  public static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>();
    ops.add(AsString.DEF);
    ops.add(ByteOps.DECODE_BASE64);
    ops.add(ByteOps.DECODE_RAW);
    ops.add(ByteOps.ENCODE_BASE64);
    ops.add(CaseOps.LENGTH);
    ops.add(CaseOps.LOWER);
    ops.add(CaseOps.STRIP);
    ops.add(CaseOps.UPPER);
    ops.add(DecodeCsv.DEF);
    ops.add(HashOps.FAST);
    ops.add(HashOps.OLD);
    ops.add(HashOps.STRONG);
    ops.add(NumberOps.TO_NUMBER);
    ops.add(RegexOps.FULL_MATCH);
    ops.add(RegexOps.REPLACE);
    ops.add(RegexOps.STATIC_FULL_MATCH);
    ops.add(RegexOps.STATIC_REPLACE);
    ops.add(StringFormat.DEF);
    ops.add(StringJoin.DEF);
    ops.add(StringJoin.REDUCE);
    ops.add(StringSplit.OLD);
    ops.add(StringSplit.V2);
    ops.add(Substr.DEF);
    ops.add(UnicodeScript.DEF);
    ops.addAll(Unicode.defs());
    ops.add(NGrams.DEF);
    ops.add(NGrams.SEGMENT_JOIN);
    return ops;
  }
}
