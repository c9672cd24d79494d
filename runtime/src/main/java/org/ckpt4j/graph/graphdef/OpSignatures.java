package org.ckpt4j.graph.graphdef;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.ckpt4j.framework.ArgDef;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.AttrLimit;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.OpRegistry;
import org.ckpt4j.proto.OpList;
import org.ckpt4j.tensor.DType;

/**
 * The registry's signatures as messages: what the {@code stripped_op_list} of a meta graph holds.
 */
public final class OpSignatures {
  private OpSignatures() {}

  /** The signatures of these operations, by name; those the registry lacks are left out. */
  public static OpList of(Collection<String> names, OpRegistry registry) {
    OpList.Builder out = OpList.newBuilder();
    for (String name : new TreeSet<>(names)) {
      registry.find(name).ifPresent(def -> out.addOp(of(def)));
    }
    return out.build();
  }

  private static org.ckpt4j.proto.OpDef of(OpDef def) {
    org.ckpt4j.proto.OpDef.Builder out =
        org.ckpt4j.proto.OpDef.newBuilder().setName(def.name()).setIsStateful(def.isStateful());
    def.inputs().forEach(arg -> out.addInputArg(of(arg)));
    def.outputs().forEach(arg -> out.addOutputArg(of(arg)));
    for (Map.Entry<String, AttrKind> attr : def.attrKinds().entrySet()) {
      out.addAttr(of(def, attr.getKey(), attr.getValue()));
    }
    return out.build();
  }

  private static org.ckpt4j.proto.OpDef.ArgDef of(ArgDef arg) {
    org.ckpt4j.proto.OpDef.ArgDef.Builder out =
        org.ckpt4j.proto.OpDef.ArgDef.newBuilder().setName(arg.name()).setIsRef(arg.reference());
    DType fixed = arg.fixed();
    String type = arg.typeAttr();
    String count = arg.countAttr();
    if (fixed != null) {
      out.setType(TensorProtos.writeType(fixed));
    } else if (type != null && arg.list() && count == null) {
      out.setTypeListAttr(type);
    } else if (type != null) {
      out.setTypeAttr(type);
    }
    if (count != null) {
      out.setNumberAttr(count);
    }
    return out.build();
  }

  private static org.ckpt4j.proto.OpDef.AttrDef of(OpDef def, String name, AttrKind kind) {
    org.ckpt4j.proto.OpDef.AttrDef.Builder out =
        org.ckpt4j.proto.OpDef.AttrDef.newBuilder().setName(name).setType(typeName(kind));
    Object byDefault = def.defaultOf(name);
    if (byDefault != null) {
      out.setDefaultValue(AttrValues.write(byDefault));
    }
    def.limit(name)
        .ifPresent(
            limit -> {
              if (limit instanceof AttrLimit.AtLeast least) {
                out.setHasMinimum(true).setMinimum(least.least());
              } else if (limit instanceof AttrLimit.OneOf some) {
                out.setAllowedValues(AttrValues.write(List.copyOf(some.allowed())));
              }
            });
    return out.build();
  }

  private static String typeName(AttrKind kind) {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return name.endsWith("_list")
        ? "list(" + name.substring(0, name.length() - "_list".length()) + ")"
        : name;
  }
}
