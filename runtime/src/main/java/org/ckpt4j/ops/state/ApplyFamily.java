package org.ckpt4j.ops.state;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The operations of one optimizer: on the whole variable or on some rows of it, by handle or by
 * reference. All of them run one {@link UpdateRule}.
 */
public final class ApplyFamily {

  private final List<String> slots;
  private final @Nullable String flag;
  private final BiFunction<Boolean, Boolean, UpdateRule> rule;
  private final @Nullable OpDef dense;
  private final @Nullable OpDef denseByReference;
  private final @Nullable OpDef sparse;
  private final @Nullable OpDef sparseByReference;

  private ApplyFamily(Builder b) {
    this.slots = List.copyOf(b.slots);
    this.flag = b.flag;
    this.rule = java.util.Objects.requireNonNull(b.rule);
    this.dense = define(b, b.dense, false, false);
    this.denseByReference = b.handlesOnly ? null : define(b, b.dense, false, true);
    this.sparse = b.sparse.isEmpty() ? null : define(b, b.sparse, true, false);
    this.sparseByReference =
        b.sparse.isEmpty() || b.handlesOnly ? null : define(b, b.sparse, true, true);
  }

  static Builder named(String optimizer) {
    return new Builder(optimizer);
  }

  List<OpDef> defs() {
    List<OpDef> all = new ArrayList<>();
    for (OpDef def : new OpDef[] {dense, denseByReference, sparse, sparseByReference}) {
      if (def != null) {
        all.add(def);
      }
    }
    return all;
  }

  /**
   * Updates the variable and its slots, given as handles or references.
   *
   * @param inputs the variable, the slots, and what else the operation takes, in its order
   */
  public Node apply(@Nullable String name, Attrs attrs, List<Tensor> inputs) {
    return pick(inputs, dense, denseByReference).run(name, attrs, inputs);
  }

  /** As {@link #apply}, of the rows that the input {@code indices} names. */
  public Node applyRows(@Nullable String name, Attrs attrs, List<Tensor> inputs) {
    return pick(inputs, sparse, sparseByReference).run(name, attrs, inputs);
  }

  private static OpDef pick(
      List<Tensor> inputs, @Nullable OpDef byHandle, @Nullable OpDef byReference) {
    OpDef def = inputs.get(0).isReference() ? byReference : byHandle;
    if (def == null) {
      throw new UnsupportedOperationException(
          "TensorFlow has no such update of %s variables"
              .formatted(inputs.get(0).isReference() ? "reference" : "resource"));
    }
    return def;
  }

  private OpDef define(Builder b, List<String> inputs, boolean rows, boolean reference) {
    String kind = reference ? ": Ref(T)" : ": resource";
    List<String> signature = new ArrayList<>();
    signature.add("var" + kind);
    slots.forEach(slot -> signature.add(slot + kind));
    UpdateInputs places = UpdateInputs.of(1 + slots.size(), inputs);
    inputs.forEach(input -> signature.add(input + typeOf(input)));
    OpDef.Builder builder =
        OpDef.named((reference ? "" : "Resource") + (rows ? "Sparse" : "") + "Apply" + b.name)
            .inputs(signature.toArray(String[]::new))
            .allow("T", VariableTypes.numbers())
            .attr("use_locking", AttrKind.BOOL, false)
            .noGradient();
    if (flag != null) {
      builder.attr(flag, AttrKind.BOOL, b.flagDefault);
    }
    if (rows) {
      builder.allow("Tindices", VariableTypes.indices());
    }
    if (reference) {
      return builder
          .outputs("out: Ref(T)")
          .infer(call -> List.of(infer(call, places)))
          .compute(
              call -> {
                run(call, places, true);
                return EagerTensor.ofReference(call.variable(0));
              })
          .build();
    }
    return builder
        .stateful()
        .infer(
            call -> {
              infer(call, places);
              return List.of();
            })
        .act(call -> run(call, places, false))
        .build();
  }

  private static String typeOf(String input) {
    return switch (input) {
      case "global_step" -> ": int64";
      case "indices" -> ": Tindices";
      default -> ": T";
    };
  }

  private Shape infer(InferCall call, UpdateInputs places) {
    Shape shape = StateShapes.ofVariable(call, 0);
    for (int i = 1; i <= slots.size(); i++) {
      shape = StateShapes.merge(call, shape, StateShapes.ofVariable(call, i), "a slot");
    }
    for (int number : places.numbers()) {
      StateShapes.requireRank(call, number, 0, "a number such as the learning rate");
    }
    if (places.indices() < 0) {
      return StateShapes.merge(call, shape, call.shape(places.gradient()), "a gradient");
    }
    StateShapes.requireRank(call, places.indices(), 1, "indices");
    return shape;
  }

  private void run(KernelCall call, UpdateInputs places, boolean reference) {
    boolean set = flag != null && call.<Boolean>attr(flag);
    UpdateKernel.run(
        call, 1 + slots.size(), places, rule.apply(set, places.indices() >= 0), reference);
  }

  /** Puts a family together. */
  static final class Builder {
    private final String name;
    private List<String> slots = List.of();
    private List<String> dense = List.of();
    private List<String> sparse = List.of();
    private boolean handlesOnly;
    private @Nullable String flag;
    private boolean flagDefault;
    private @Nullable BiFunction<Boolean, Boolean, UpdateRule> rule;

    private Builder(String name) {
      this.name = name;
    }

    Builder slots(String... names) {
      slots = List.of(names);
      return this;
    }

    /** The inputs after the slots, of the operation on the whole variable. */
    Builder dense(String... names) {
      dense = List.of(names);
      return this;
    }

    /** The inputs after the slots, of the operation on rows. */
    Builder sparse(String... names) {
      sparse = List.of(names);
      return this;
    }

    /** TensorFlow has it for resource variables only. */
    Builder handlesOnly() {
      handlesOnly = true;
      return this;
    }

    Builder flag(String attr, boolean defaultValue) {
      flag = attr;
      flagDefault = defaultValue;
      return this;
    }

    ApplyFamily rule(UpdateRule always) {
      return rule((flag, sparse) -> always);
    }

    /** A rule by the flag's value and by whether rows are updated. */
    ApplyFamily rule(BiFunction<Boolean, Boolean, UpdateRule> byUse) {
      rule = byUse;
      return new ApplyFamily(this);
    }
  }
}
