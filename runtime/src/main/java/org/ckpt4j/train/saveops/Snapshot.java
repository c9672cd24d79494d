package org.ckpt4j.train.saveops;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Session;
import org.ckpt4j.trackable.SaveSpec;
import org.jspecify.annotations.Nullable;

/**
 * Values as they are now, to be saved later. Nothing is copied here: a value is shared until its
 * variable changes, and the change then makes a copy first.
 */
public final class Snapshot {
  private Snapshot() {}

  /**
   * The same values under the same keys, read now.
   *
   * @param session where a graph's values are; null in eager mode
   * @param feeds what a graph needs to give them
   * @throws org.ckpt4j.errors.FailedPreconditionError if a variable of a graph has no value
   */
  public static List<SaveSpec> of(
      List<SaveSpec> specs, @Nullable Session session, List<Feed> feeds) {
    List<@Nullable Tensor> tensors = new ArrayList<>();
    for (SaveSpec spec : specs) {
      tensors.add(spec.value().get());
    }
    List<@Nullable EagerTensor> values =
        session == null
            ? eager(tensors)
            : session.run(List.copyOf(tensors), feeds.toArray(Feed[]::new));
    List<SaveSpec> taken = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      EagerTensor value = values.get(i);
      EagerTensor kept = value == null ? null : value.keep();
      SaveSpec spec = specs.get(i);
      taken.add(new SaveSpec(spec.name(), spec.slice(), spec.dtype(), spec.device(), () -> kept));
    }
    return taken;
  }

  private static List<@Nullable EagerTensor> eager(List<@Nullable Tensor> tensors) {
    List<@Nullable EagerTensor> values = new ArrayList<>();
    for (Tensor tensor : tensors) {
      values.add((EagerTensor) tensor);
    }
    return values;
  }

  /** As {@link #of(List, Session, List)}, of whole objects. */
  public static List<Saveable> ofSaveables(List<Saveable> saveables, @Nullable Session session) {
    List<SaveSpec> specs = saveables.stream().flatMap(each -> each.specs().stream()).toList();
    List<SaveSpec> taken = of(specs, session, List.of());
    List<Saveable> out = new ArrayList<>();
    int at = 0;
    for (Saveable saveable : saveables) {
      int end = at + saveable.specs().size();
      out.add(
          new Saveable(
              saveable.object(), saveable.name(), taken.subList(at, end), saveable.localNames()));
      at = end;
    }
    return out;
  }

  /** The session whose values are meant; null in eager mode. */
  public static @Nullable Session session(String what) {
    return Contexts.current().isEager() ? null : Session.requireDefault(what);
  }
}
