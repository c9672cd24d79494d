package org.ckpt4j.framework;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one stack of what a thread has entered: graphs, sessions, environments, name scopes, variable
 * scopes.
 *
 * <p>At its bottom lies an {@link EagerContext}, so a new thread is eager. Scopes are left in the
 * reverse order in which they were entered; anything else is an error that names both.
 */
public final class Contexts {
  private static final ThreadLocal<Contexts> STACK = ThreadLocal.withInitial(Contexts::new);

  private final ArrayDeque<Frame> frames = new ArrayDeque<>();
  private final EagerContext root = new EagerContext();
  private OpListener[] listeners = {};

  private Contexts() {}

  /** Where operations called now go. */
  public static ExecutionContext current() {
    Contexts stack = STACK.get();
    for (Frame frame : stack.frames) {
      if (frame.context != null) {
        return frame.context.destination();
      }
    }
    return stack.root.destination();
  }

  /** The program that runs on this thread: the eager context entered last, or the thread's own. */
  public static EagerContext program() {
    Contexts stack = STACK.get();
    for (Frame frame : stack.frames) {
      if (frame.value instanceof EagerContext program) {
        return program;
      }
    }
    return stack.root;
  }

  /** The files, clock and diagnostics of this program. */
  public static Environment environment() {
    return innermost(Environment.class).orElseGet(Environment::defaults);
  }

  /** Passes a diagnostic to the environment's sink. */
  public static void emit(Diagnostic diagnostic) {
    environment().diagnostics().emit(diagnostic);
  }

  /** From now on {@code listener} hears what this thread calls. */
  public static void addListener(OpListener listener) {
    Contexts stack = STACK.get();
    OpListener[] more = Arrays.copyOf(stack.listeners, stack.listeners.length + 1);
    more[more.length - 1] = listener;
    stack.listeners = more;
  }

  public static void removeListener(OpListener listener) {
    Contexts stack = STACK.get();
    stack.listeners =
        Arrays.stream(stack.listeners).filter(l -> l != listener).toArray(OpListener[]::new);
  }

  /** Those who listen on this thread now, in the order they began to. */
  public static List<OpListener> listeners() {
    return List.of(STACK.get().listeners);
  }

  /** Tells the listeners of an operation that ran or was recorded. */
  public static void tellCalled(Node node) {
    for (OpListener listener : STACK.get().listeners) {
      listener.called(node);
    }
  }

  /** Tells the listeners that a trainable variable is about to be read. */
  public static void tellRead(Operand variable) {
    for (OpListener listener : STACK.get().listeners) {
      listener.read(variable);
    }
  }

  /** The value entered last that is of this type, such as the default session. */
  public static <T> Optional<T> innermost(Class<T> type) {
    for (Frame frame : STACK.get().frames) {
      if (type.isInstance(frame.value)) {
        return Optional.of(type.cast(frame.value));
      }
    }
    return Optional.empty();
  }

  /** As {@link #innermost}; null if there is none. */
  static <T> @Nullable T innermostOrNull(Class<T> type) {
    for (Frame frame : STACK.get().frames) {
      if (type.isInstance(frame.value)) {
        return type.cast(frame.value);
      }
    }
    return null;
  }

  /**
   * Makes {@code context} the current one. A new {@link EagerContext} is a program with a clean
   * slate.
   */
  @MustBeClosed
  public static Scope enter(ExecutionContext context) {
    return STACK.get().push(context.toString(), context, context, null);
  }

  @MustBeClosed
  public static Scope enter(Environment environment) {
    return enter("environment", environment);
  }

  /** Makes {@code value} what {@link #innermost} finds for its type. */
  @MustBeClosed
  public static Scope enter(String what, Object value) {
    return STACK.get().push(what, current(), value, null);
  }

  /**
   * As {@link #enter(String, Object)}, but it may be left in any order: nothing minds whether it is
   * still open.
   */
  @MustBeClosed
  public static Scope enterLoosely(String what, Object value) {
    return STACK.get().push(what, null, value, null);
  }

  /** Enters a scope whose effect was already made; {@code leave} undoes it. */
  @MustBeClosed
  public static Scope entered(String what, Runnable leave) {
    return STACK.get().push(what, current(), null, leave);
  }

  private Scope push(
      String what,
      @Nullable ExecutionContext context,
      @Nullable Object value,
      @Nullable Runnable leave) {
    Frame frame = new Frame(this, what, context, value, leave);
    frames.push(frame);
    return frame;
  }

  private @Nullable Frame topStrict() {
    for (Frame frame : frames) {
      if (frame.context != null) {
        return frame;
      }
    }
    return null;
  }

  private static final class Frame implements Scope {
    private final Contexts stack;
    private final String what;

    /** Null for what was entered loosely. */
    private final @Nullable ExecutionContext context;

    private final @Nullable Object value;
    private final @Nullable Runnable leave;
    private boolean left;

    Frame(
        Contexts stack,
        String what,
        @Nullable ExecutionContext context,
        @Nullable Object value,
        @Nullable Runnable leave) {
      this.stack = stack;
      this.what = what;
      this.context = context;
      this.value = value;
      this.leave = leave;
    }

    @Override
    public void close() {
      if (left) {
        return;
      }
      Frame top = stack.topStrict();
      if (context != null && top != this) {
        throw new IllegalStateException(
            "%s is left while %s, entered after it, is open; close scopes in reverse order, on the thread"
                    .formatted(what, top == null ? "nothing" : top.what)
                + " that entered them");
      }
      left = true;
      stack.frames.remove(this);
      if (leave != null) {
        leave.run();
      }
    }

    @Override
    public String toString() {
      return what;
    }
  }
}
