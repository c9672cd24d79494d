package org.ckpt4j.framework;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.LookupError;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * One operation: TensorFlow's registered name, inputs, outputs and attributes, and how its shapes,
 * its values and its gradient are found.
 *
 * <p>Signatures are written as TensorFlow's registry has them: {@code "x: T"}, {@code "inputs: N *
 * T"}, {@code "tensors: list(dtypes)"}, {@code "handle: resource"}, {@code "ref: Ref(T)"}. Type and
 * count attributes are found from the inputs and need not be given by callers.
 */
public final class OpDef {
  private final String name;
  private final List<ArgDef> inputs;
  private final List<ArgDef> outputs;
  private final Map<String, AttrKind> attrKinds;
  private final Map<String, Object> defaults;
  private final Map<String, AttrLimit> limits;
  private final boolean stateful;
  private final boolean countsHolders;
  private final @Nullable ShapeFunction shapes;
  private final Kernel kernel;
  private final @Nullable Gradient gradient;
  private final GradientPolicy gradientPolicy;

  private enum GradientPolicy {
    GIVEN,
    NOT_DIFFERENTIABLE,
    NONE_REGISTERED,
    LATER
  }

  private OpDef(Builder b) {
    this.name = b.name;
    this.inputs = List.copyOf(b.inputs);
    this.outputs = List.copyOf(b.outputs);
    this.attrKinds = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(b.attrKinds));
    this.defaults = new LinkedHashMap<>(b.defaults);
    this.limits = Map.copyOf(b.limits);
    this.stateful = b.stateful;
    this.countsHolders = b.countsHolders;
    this.shapes = b.shapes;
    this.kernel = java.util.Objects.requireNonNull(b.kernel, "kernel");
    this.gradient = b.gradient;
    this.gradientPolicy = java.util.Objects.requireNonNull(b.gradientPolicy, "gradient");
  }

  public static Builder named(String name) {
    return new Builder(name);
  }

  /** TensorFlow's registered name: {@code MatMul}. */
  public String name() {
    return name;
  }

  /** Whether it reads or changes more than its inputs, so that equal calls are not equal. */
  public boolean isStateful() {
    return stateful;
  }

  /** Whether an attribute names a function of the graph's library. */
  public boolean takesFunctions() {
    return attrKinds.containsValue(AttrKind.FUNC) || attrKinds.containsValue(AttrKind.FUNC_LIST);
  }

  /** Whether its kernel holds the values that it keeps, and lets go of them. */
  public boolean countsHolders() {
    return countsHolders;
  }

  public boolean hasRandomKernel() {
    return attrKinds.containsKey("seed2");
  }

  /** Its inputs as the signature declares them. */
  public List<ArgDef> inputs() {
    return inputs;
  }

  /** Its outputs as the signature declares them. */
  public List<ArgDef> outputs() {
    return outputs;
  }

  /** Names and kinds of its attributes, in the order in which they were declared. */
  public Map<String, AttrKind> attrKinds() {
    return attrKinds;
  }

  /** What an attribute is if nobody gives it; null if it must be given. */
  public @Nullable Object defaultOf(String attr) {
    return defaults.get(attr);
  }

  /** The kind of an attribute, or null if the operation has none of this name. */
  public @Nullable AttrKind attrKind(String attr) {
    return attrKinds.get(attr);
  }

  public Kernel kernel() {
    return kernel;
  }

  /** Whether something flows back through it; where nothing does, the gradient is null. */
  public boolean isDifferentiable() {
    return gradientPolicy != GradientPolicy.NOT_DIFFERENTIABLE;
  }

  /**
   * @throws LookupError if TensorFlow has none either
   * @throws UnsupportedOperationException if its gradient is not written yet
   * @throws IllegalStateException if it has none
   */
  public Gradient gradient() {
    if (gradient != null) {
      return gradient;
    }
    if (gradientPolicy == GradientPolicy.LATER) {
      throw new UnsupportedOperationException("the gradient of " + name + " is not supported yet");
    }
    if (gradientPolicy == GradientPolicy.NONE_REGISTERED) {
      throw new LookupError(
          "operation %s has no gradient; stopGradient takes its result as a constant"
              .formatted(name));
    }
    throw new IllegalStateException(name + " is not differentiable");
  }

  /** Calls it in the current context under its own name, and gives its one output. */
  public Tensor call(Attrs attrs, Operand... operands) {
    return call(null, attrs, operands);
  }

  /**
   * Calls it in the current context.
   *
   * @param nodeName the node's name in a graph; with a trailing slash it is taken as it stands
   */
  public Tensor call(@Nullable String nodeName, Attrs attrs, Operand... operands) {
    return run(nodeName, attrs, List.of(operands)).output(0);
  }

  /** Calls it in the current context, whatever outputs it has. */
  public Node run(@Nullable String nodeName, Attrs attrs, List<? extends Operand> operands) {
    return Contexts.current().execute(this, nodeName, attrs, operands);
  }

  /** Whether input {@code index} takes a reference rather than the value it refers to. */
  boolean takesReference(int index) {
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).list()) {
        return false;
      }
      if (i == index) {
        return inputs.get(i).reference();
      }
    }
    return false;
  }

  /** The attributes with defaults filled in, and with types and counts found from the inputs. */
  Attrs complete(Attrs given, List<? extends Tensor> operands, boolean eager) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (Map.Entry<String, Object> attr : given.asMap().entrySet()) {
      if (!attrKinds.containsKey(attr.getKey()) && !attr.getKey().startsWith("_")) {
        throw new IllegalArgumentException(name + " has no attribute \"" + attr.getKey() + "\"");
      }
      all.put(attr.getKey(), attr.getValue());
    }
    inferTypes(operands, all, eager);
    defaults.forEach(all::putIfAbsent);
    for (String attr : attrKinds.keySet()) {
      if (!all.containsKey(attr)) {
        throw new TypeError(name + " needs attribute \"" + attr + "\"");
      }
    }
    return Attrs.of(flat(all));
  }

  private static Object[] flat(Map<String, Object> all) {
    List<Object> out = new ArrayList<>();
    all.forEach(
        (k, v) -> {
          out.add(k);
          out.add(v);
        });
    return out.toArray();
  }

  private void inferTypes(List<? extends Tensor> operands, Map<String, Object> all, boolean eager) {
    int at = 0;
    int rest = operands.size();
    int open = 0; // lists whose lengths nobody said: those of one attribute are equally long
    for (ArgDef arg : inputs) {
      int declared = declaredCount(arg, all);
      rest -= Math.max(0, declared);
      open += declared < 0 && arg.countAttr() != null ? 1 : 0;
    }
    rest /= Math.max(1, open);
    for (ArgDef arg : inputs) {
      int declared = declaredCount(arg, all);
      int count = declared < 0 ? rest : declared;
      if (arg.list() && arg.countAttr() != null) {
        all.putIfAbsent(arg.countAttr(), (long) count);
      }
      if (count < 0 || at + count > operands.size()) {
        throw new TypeError(
            "%s takes %d inputs, given %d".formatted(name, inputs.size(), operands.size()));
      }
      List<? extends Tensor> mine = operands.subList(at, at + count);
      checkTypes(arg, mine, all, eager);
      at += count;
    }
    if (at != operands.size()) {
      throw new TypeError(
          "%s takes %d inputs, given %d".formatted(name, inputs.size(), operands.size()));
    }
  }

  /** How many tensors an input is, as attributes say; -1 if none does. */
  private static int declaredCount(ArgDef arg, Map<String, Object> attrs) {
    if (!arg.list()) {
      return 1;
    }
    Object says = attrs.get(arg.countAttr() != null ? arg.countAttr() : arg.typeAttr());
    return says instanceof Long n ? n.intValue() : says instanceof List<?> l ? l.size() : -1;
  }

  private void checkTypes(
      ArgDef arg, List<? extends Tensor> mine, Map<String, Object> all, boolean eager) {
    if (arg.typeAttr() != null && arg.list() && arg.countAttr() == null) {
      all.putIfAbsent(arg.typeAttr(), mine.stream().map(Operand::dtype).toList());
      return;
    }
    for (Tensor tensor : mine) {
      DType wanted =
          arg.fixed() != null
              ? arg.fixed()
              : (DType) all.computeIfAbsent(arg.typeAttr(), key -> tensor.dtype());
      if (tensor.dtype() != wanted) {
        String message =
            "%s: input \"%s\" must be %s, given %s; cast one of them"
                .formatted(name, arg.name(), wanted, tensor.dtype());
        throw eager ? new InvalidArgumentError(message) : new TypeError(message);
      }
      if (arg.reference() && !tensor.isReference()) {
        throw new TypeError(
            "%s: input \"%s\" must be a reference to a variable; this is a value"
                .formatted(name, arg.name()));
      }
    }
  }

  /** Refuses attributes beyond what the registry allows. */
  void checkLimits(Attrs complete, boolean eager) {
    for (Map.Entry<String, AttrLimit> limit : limits.entrySet()) {
      Object value = complete.get(limit.getKey());
      String fault = limit.getValue().fault(value);
      if (fault != null) {
        String message =
            "%s: attribute \"%s\" is %s, %s".formatted(name, limit.getKey(), value, fault);
        if (eager) {
          throw new InvalidArgumentError(message);
        }
        throw value instanceof DType
            ? new TypeError(message)
            : new IllegalArgumentException(message);
      }
    }
  }

  /** What an attribute may be; empty if the registry does not say. */
  public java.util.Optional<AttrLimit> limit(String attr) {
    return java.util.Optional.ofNullable(limits.get(attr));
  }

  /** One output: its type, and whether it is a reference. */
  record Output(DType dtype, boolean reference) {}

  List<Output> outputTypes(Attrs complete) {
    List<Output> types = new ArrayList<>();
    for (ArgDef arg : outputs) {
      if (arg.fixed() != null && arg.countAttr() == null) {
        types.add(new Output(arg.fixed(), arg.reference()));
      } else if (arg.countAttr() != null) {
        int count = complete.<Long>get(arg.countAttr()).intValue();
        DType type = arg.fixed() != null ? arg.fixed() : complete.<DType>get(arg.typeAttr());
        for (int i = 0; i < count; i++) {
          types.add(new Output(type, false));
        }
      } else if (arg.list()) {
        complete.<List<DType>>get(arg.typeAttr()).forEach(t -> types.add(new Output(t, false)));
      } else {
        types.add(new Output(complete.get(arg.typeAttr()), arg.reference()));
      }
    }
    return types;
  }

  List<org.ckpt4j.tensor.Shape> shapes(InferCall call, int outputs) {
    return shapes == null
        ? java.util.Collections.nCopies(outputs, org.ckpt4j.tensor.Shape.unknown())
        : shapes.infer(call);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Puts an operation together; every part but the defaults must be given. */
  public static final class Builder {
    private final String name;
    private final List<ArgDef> inputs = new ArrayList<>();
    private final List<ArgDef> outputs = new ArrayList<>();
    private final Map<String, AttrKind> attrKinds = new LinkedHashMap<>();
    private final Map<String, Object> defaults = new LinkedHashMap<>();
    private final Map<String, AttrLimit> limits = new LinkedHashMap<>();
    private boolean stateful;
    private boolean countsHolders;
    private @Nullable ShapeFunction shapes;
    private @Nullable Kernel kernel;
    private @Nullable Gradient gradient;
    private @Nullable GradientPolicy gradientPolicy;

    private Builder(String name) {
      this.name = name;
    }

    public Builder inputs(String... signatures) {
      for (String signature : signatures) {
        inputs.add(ArgDef.parse(signature));
      }
      return this;
    }

    public Builder outputs(String... signatures) {
      for (String signature : signatures) {
        outputs.add(ArgDef.parse(signature));
      }
      return this;
    }

    /** An attribute that callers give, or that is found from the inputs. */
    public Builder attr(String attr, AttrKind kind) {
      attrKinds.put(attr, kind);
      return this;
    }

    public Builder attr(String attr, AttrKind kind, Object defaultValue) {
      attrKinds.put(attr, kind);
      defaults.put(attr, defaultValue instanceof Integer n ? Long.valueOf(n) : defaultValue);
      return this;
    }

    /** The types this attribute may have; others are refused before anything is computed. */
    public Builder allow(String attr, DType... types) {
      limits.put(attr, new AttrLimit.OneOf(List.of(types)));
      return this;
    }

    /** The words this attribute may have. */
    public Builder oneOf(String attr, String... words) {
      limits.put(attr, new AttrLimit.OneOf(List.of(words)));
      return this;
    }

    /** The least number this attribute may be; of a list, its least length. */
    public Builder atLeast(String attr, long least) {
      limits.put(attr, new AttrLimit.AtLeast(least));
      return this;
    }

    public Builder stateful() {
      stateful = true;
      return this;
    }

    /**
     * The kernel calls {@link EagerTensor#hold} and {@link EagerTensor#release} on what it puts
     * into lists, stacks and other objects. Without this the memory of everything that goes in and
     * out of such an operation is left to the garbage collector.
     */
    public Builder countsHolders() {
      countsHolders = true;
      return this;
    }

    /** Without a shape function the outputs' shapes are unknown while a graph is built. */
    public Builder infer(ShapeFunction function) {
      shapes = function;
      return this;
    }

    public Builder kernel(Kernel function) {
      kernel = function;
      return this;
    }

    public Builder compute(Kernel.Single function) {
      kernel = call -> List.of(function.compute(call));
      return this;
    }

    public Builder act(Kernel.Action function) {
      kernel =
          call -> {
            function.run(call);
            return List.of();
          };
      return this;
    }

    public Builder gradient(Gradient function) {
      gradient = function;
      gradientPolicy = GradientPolicy.GIVEN;
      return this;
    }

    public Builder notDifferentiable() {
      gradientPolicy = GradientPolicy.NOT_DIFFERENTIABLE;
      return this;
    }

    /** TensorFlow has no gradient for it, and says so when it is asked for one. */
    public Builder noGradient() {
      gradientPolicy = GradientPolicy.NONE_REGISTERED;
      return this;
    }

    /** It has a gradient in TensorFlow that is not written here yet: asking for it is an error. */
    public Builder gradientLater() {
      gradientPolicy = GradientPolicy.LATER;
      return this;
    }

    public OpDef build() {
      for (List<ArgDef> args : List.of(inputs, outputs)) {
        for (ArgDef arg : args) {
          if (arg.typeAttr() != null) {
            attrKinds.putIfAbsent(
                arg.typeAttr(),
                arg.list() && arg.countAttr() == null ? AttrKind.TYPE_LIST : AttrKind.TYPE);
          }
          if (arg.countAttr() != null) {
            attrKinds.putIfAbsent(arg.countAttr(), AttrKind.INT);
          }
        }
      }
      return new OpDef(this);
    }
  }
}
