package org.ckpt4j.ops;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.OpRegistry;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ArrayOpDefs;
import org.ckpt4j.ops.control.ControlOpDefs;
import org.ckpt4j.ops.data.DataOpDefs;
import org.ckpt4j.ops.image.ImageOpDefs;
import org.ckpt4j.ops.io.IoOpDefs;
import org.ckpt4j.ops.linalg.LinalgOpDefs;
import org.ckpt4j.ops.lists.ListsOpDefs;
import org.ckpt4j.ops.lookup.LookupOpDefs;
import org.ckpt4j.ops.math.MathOpDefs;
import org.ckpt4j.ops.nn.NnOpDefs;
import org.ckpt4j.ops.random.RandomOpDefs;
import org.ckpt4j.ops.sparse.SparseOpDefs;
import org.ckpt4j.ops.state.StateOpDefs;
import org.ckpt4j.ops.strings.StringsOpDefs;
import org.ckpt4j.ops.summary.SummaryOpDefs;
import org.jspecify.annotations.Nullable;

/** The explicit list that fills the registry; nothing registers by being loaded. */
public final class StandardOps {
  private static final class Holder {
    static final OpRegistry REGISTRY = OpRegistry.of(all());
  }

  private StandardOps() {}

  public static OpRegistry registry() {
    return Holder.REGISTRY;
  }

  private static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>();
    ops.addAll(ArrayOpDefs.all());
    ops.addAll(ControlOpDefs.all());
    ops.addAll(DataOpDefs.all());
    ops.addAll(ImageOpDefs.all());
    ops.addAll(IoOpDefs.all());
    ops.addAll(LinalgOpDefs.all());
    ops.addAll(ListsOpDefs.all());
    ops.addAll(LookupOpDefs.all());
    ops.addAll(MathOpDefs.all());
    ops.addAll(NnOpDefs.all());
    ops.addAll(RandomOpDefs.all());
    ops.addAll(SparseOpDefs.all());
    ops.addAll(StateOpDefs.all());
    ops.addAll(StringsOpDefs.all());
    ops.addAll(SummaryOpDefs.all());
    return ops;
  }

  /**
   * Calls the operation registered under {@code type}, for code that composes operations of all
   * rooms.
   *
   * @throws UnsupportedOperationException if there is no such operation yet
   */
  public static Node run(
      String type, @Nullable String name, Attrs attrs, List<? extends Operand> inputs) {
    OpDef def =
        registry()
            .find(type)
            .orElseThrow(
                () ->
                    new UnsupportedOperationException(
                        "operation " + type + " is not supported yet"));
    return def.run(name, attrs, inputs);
  }

  /** As {@link #run}, under the operation's own name, for its one output. */
  public static Tensor call(String type, Operand... inputs) {
    return run(type, null, Attrs.none(), List.of(inputs)).output(0);
  }
}
