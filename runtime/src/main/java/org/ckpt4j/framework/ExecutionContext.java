package org.ckpt4j.framework;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where operations go: the eager world, or a graph.
 *
 * <p>Owns what belongs to it and survives being left and entered again: its name scope, its device,
 * and what upper storeys keep for it. Used by one thread at a time.
 */
public abstract class ExecutionContext {
  private final Map<ContextLocal<?>, Object> own = new IdentityHashMap<>();
  private final Map<ContextLocal<?>, Object> shared;
  private String nameScope = "";
  private String device = "";

  protected ExecutionContext() {
    shared = new IdentityHashMap<>();
  }

  /**
   * For another thread that builds what {@code first} builds: what is no thread's own is shared.
   */
  protected ExecutionContext(ExecutionContext first) {
    shared = first.shared;
  }

  /** Where operations called here go: here, unless a program was told otherwise. */
  ExecutionContext destination() {
    return this;
  }

  /** Whether operations run at once. */
  public abstract boolean isEager();

  /**
   * The one hook: calls an operation.
   *
   * @param name the node's name, or null for the operation's own
   */
  public abstract Node execute(
      OpDef def, @Nullable String name, Attrs attrs, List<? extends Operand> operands);

  /** The name with which something new is called here; a graph makes it unique. */
  public abstract String uniqueName(String name);

  /** What entering a name scope of this name leads to: ends with a slash, or is empty. */
  protected abstract String resolveNameScope(@Nullable String name);

  /**
   * Nodes that everything added within waits for; null forgets those of outer scopes. Eager:
   * nothing.
   */
  @MustBeClosed
  public abstract Scope enterControlDependencies(@Nullable List<Node> nodes);

  /**
   * Everything added within is placed with {@code operand}; null ends the placements of outer
   * scopes.
   */
  @MustBeClosed
  public abstract Scope enterColocation(@Nullable Operand operand);

  /** Everything added within has this attribute, unless it sets it itself. Eager: nothing. */
  @MustBeClosed
  public abstract Scope enterAttribute(String name, Object value);

  /**
   * A scope for making variables and their initial values, which wait for nothing that surrounds
   * them.
   */
  @MustBeClosed
  public final Scope enterInitScope() {
    return enterControlDependencies(null);
  }

  /** The current name scope without a trailing slash; empty at the root. */
  public final String nameScope() {
    return nameScope;
  }

  final void setNameScope(String scope) {
    nameScope = scope;
  }

  /** The device that was asked for, as merged from the open device scopes; empty if none was. */
  public final String device() {
    return device;
  }

  /** Everything added within asks for this device; null forgets outer scopes. */
  @MustBeClosed
  public final Scope enterDevice(@Nullable String spec) {
    String before = device;
    device =
        spec == null
            ? ""
            : DeviceSpec.parse(before).overriddenBy(DeviceSpec.parse(spec)).toString();
    return Contexts.entered("device \"" + spec + "\"", () -> device = before);
  }

  @SuppressWarnings("unchecked")
  final <T> T local(ContextLocal<T> key) {
    Map<ContextLocal<?>, Object> locals = locals(key);
    synchronized (locals) {
      Object value = locals.get(key);
      if (value == null) {
        value = key.initial();
        locals.put(key, value);
      }
      return (T) value;
    }
  }

  final <T> void setLocal(ContextLocal<T> key, T value) {
    Map<ContextLocal<?>, Object> locals = locals(key);
    synchronized (locals) {
      locals.put(key, value);
    }
  }

  private Map<ContextLocal<?>, Object> locals(ContextLocal<?> key) {
    return key.isPerThread() ? own : shared;
  }

  /** Infers the outputs of a call: complete attributes, types, shapes. */
  protected static Inferred infer(
      OpDef def, Attrs attrs, List<? extends Tensor> inputs, boolean eager) {
    Attrs complete = def.complete(attrs, inputs, eager);
    def.checkLimits(complete, eager);
    InferCall call = new InferCall(def, complete, inputs, eager);
    List<OpDef.Output> types = def.outputTypes(complete);
    List<org.ckpt4j.tensor.Shape> shapes = def.shapes(call, types.size());
    return new Inferred(complete, types, shapes, call);
  }

  /** What inference found. */
  protected static final class Inferred {
    private final Attrs attrs;
    private final List<OpDef.Output> types;
    private final List<org.ckpt4j.tensor.Shape> shapes;
    private final InferCall call;

    private Inferred(
        Attrs attrs,
        List<OpDef.Output> types,
        List<org.ckpt4j.tensor.Shape> shapes,
        InferCall call) {
      if (shapes.size() != types.size()) {
        throw new IllegalStateException(
            "%d shapes inferred for %d outputs".formatted(shapes.size(), types.size()));
      }
      this.attrs = attrs;
      this.types = types;
      this.shapes = shapes;
      this.call = call;
    }

    public Attrs attrs() {
      return attrs;
    }

    public int numOutputs() {
      return types.size();
    }

    public org.ckpt4j.tensor.DType dtype(int output) {
      return types.get(output).dtype();
    }

    public boolean isReference(int output) {
      return types.get(output).reference();
    }

    public org.ckpt4j.tensor.Shape shape(int output) {
      return shapes.get(output);
    }

    public org.ckpt4j.tensor.@Nullable TensorSpec handleSpec(int output) {
      return call.handle(output);
    }
  }
}
