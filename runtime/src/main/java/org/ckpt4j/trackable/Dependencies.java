package org.ckpt4j.trackable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The named children of one object, and the restores that wait for children it does not have yet.
 *
 * <p>Children keep the order in which their names first came; a child that takes over a name keeps
 * the name's place. Not for use by several threads.
 */
public final class Dependencies {
  private static final Comparator<PendingRestore> NEWEST_FIRST =
      Comparator.comparingLong(PendingRestore::restoreId).reversed();

  private final Map<String, Trackable> children = new LinkedHashMap<>();
  private final Map<String, List<PendingRestore>> waiting = new HashMap<>();
  private final Set<NameBasedRestore> nameBased = new LinkedHashSet<>();
  private long restoreId = -1;

  /** The children in order; a live, unmodifiable view. */
  public Map<String, Trackable> children() {
    return Collections.unmodifiableMap(children);
  }

  public Optional<Trackable> find(String name) {
    return Optional.ofNullable(children.get(name));
  }

  /**
   * Makes {@code child} the child {@code name}, and restores into it what waits under that name.
   *
   * @throws IllegalArgumentException if another object is the child of that name
   */
  public <T extends Trackable> T track(String name, T child) {
    Trackable present = children.get(name);
    if (present != null && present != child) {
      throw new IllegalArgumentException(
          "a child named \"%s\" is tracked already (%s); use another name, or replace()"
              .formatted(name, present));
    }
    return replace(name, child);
  }

  /**
   * As {@link #track}, but takes the name over from another object, as setting an attribute does.
   */
  public <T extends Trackable> T replace(String name, T child) {
    if (children.put(name, child) == null) {
      // TF hands over what waits only when the name is new, not when a child is exchanged.
      restoreWaiting(name, child);
    }
    return child;
  }

  /**
   * Restores into {@code child} what waits under {@code name}; for owners with children of their
   * own.
   */
  public void restoreWaiting(String name, Trackable child) {
    List<PendingRestore> restores = waiting.remove(name);
    if (restores != null) {
      restores.stream().sorted(NEWEST_FIRST).forEach(restore -> restore.restoreInto(child));
    }
    nameBased.stream()
        .sorted(Comparator.comparingLong(NameBasedRestore::restoreId).reversed())
        .forEach(restore -> child.dependencies().joinNameBased(child, restore));
  }

  /** Forgets the child; nothing happens if there is none of that name. */
  public void untrack(String name) {
    children.remove(name);
  }

  /** Remembers a saved child that no live object answers to yet. */
  public void defer(String name, PendingRestore restore) {
    waiting.computeIfAbsent(name, unused -> new ArrayList<>()).add(restore);
  }

  /** The names of the saved children that no live object answers to yet. */
  public Set<String> waiting() {
    return Set.copyOf(waiting.keySet());
  }

  /**
   * The newest restore that waits under {@code name}, if its value may serve as the initial value
   * of a variable about to be made: all that wait must be lone variable values. It keeps waiting;
   * tracking the variable settles it.
   */
  public Optional<PendingRestore> preload(String name) {
    List<PendingRestore> restores = waiting.getOrDefault(name, List.of());
    if (restores.stream().anyMatch(restore -> restore.simpleVariable() == null)) {
      return Optional.empty();
    }
    return restores.stream().min(NEWEST_FIRST);
  }

  /**
   * Removes what waits under {@code name} and gives what came first, for an owner whose child lives
   * elsewhere.
   */
  public Optional<PendingRestore> takeWaiting(String name) {
    List<PendingRestore> restores = waiting.remove(name);
    return restores == null ? Optional.empty() : Optional.of(restores.get(0));
  }

  /** Lets a name-based restore have {@code owner}, and later every child that joins it. */
  public void joinNameBased(Trackable owner, NameBasedRestore restore) {
    nameBased.add(restore);
    if (claim(restore.restoreId())) {
      restore.restoreInto(owner);
    }
  }

  /**
   * Whether a restore may set the owner's values: only if no newer (or the same) one did. If so, it
   * is noted as the newest.
   */
  public boolean claim(long id) {
    if (id <= restoreId) {
      return false;
    }
    restoreId = id;
    return true;
  }

  /** The restore that last set the owner's values, -1 if none did. */
  public long restoreId() {
    return restoreId;
  }

  @Override
  public String toString() {
    return "children "
        + children.keySet()
        + (waiting.isEmpty() ? "" : ", waiting for " + waiting.keySet());
  }
}
