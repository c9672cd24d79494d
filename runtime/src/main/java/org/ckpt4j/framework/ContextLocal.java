package org.ckpt4j.framework;

import java.util.function.Supplier;

/**
 * A key under which an upper storey keeps something for each {@link ExecutionContext}: the variable
 * scopes and variable stores live in one.
 *
 * @param <T> what is kept
 */
public final class ContextLocal<T> {
  private final String name;
  private final Supplier<? extends T> initial;
  private final boolean perThread;

  private ContextLocal(String name, Supplier<? extends T> initial, boolean perThread) {
    this.name = name;
    this.initial = initial;
    this.perThread = perThread;
  }

  /** A key whose value in a context is made by {@code initial} on first use. */
  public static <T> ContextLocal<T> withInitial(String name, Supplier<? extends T> initial) {
    return new ContextLocal<>(name, initial, false);
  }

  /** As {@link #withInitial}, but each thread that builds a graph has a value of its own. */
  public static <T> ContextLocal<T> withInitialPerThread(
      String name, Supplier<? extends T> initial) {
    return new ContextLocal<>(name, initial, true);
  }

  boolean isPerThread() {
    return perThread;
  }

  T initial() {
    return initial.get();
  }

  /** Its value in the current context. */
  public T get() {
    return Contexts.current().local(this);
  }

  /** Its value in {@code context}. */
  public T in(ExecutionContext context) {
    return context.local(this);
  }

  /** Replaces its value in the current context. */
  public void set(T value) {
    Contexts.current().setLocal(this, value);
  }

  /** Replaces its value in {@code context}, as what restores it when a scope is left. */
  public void setIn(ExecutionContext context, T value) {
    context.setLocal(this, value);
  }

  @Override
  public String toString() {
    return name;
  }
}
