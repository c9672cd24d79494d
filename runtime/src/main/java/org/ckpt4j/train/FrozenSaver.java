package org.ckpt4j.train;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Session;
import org.ckpt4j.trackable.SaveSpec;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.train.objectgraph.ObjectGraphSaver;
import org.ckpt4j.train.objectgraph.ObjectGraphView;
import org.ckpt4j.train.saveops.Saveable;
import org.ckpt4j.train.saveops.SaverPlan;
import org.jspecify.annotations.Nullable;

/**
 * Saves and restores the objects that were below a root when it was made: in a graph its operations
 * are added once, and later changes of the object graph do not show.
 *
 * <p>Its files are object-based: {@link Checkpoint} restores them. It restores only files of
 * exactly the same objects. Counterpart: {@code frozen_saver}.
 */
public final class FrozenSaver {
  private final List<Saveable> saveables;
  private final SaveSpec objectGraph;
  private final @Nullable Plan plan;

  private record Plan(Tensor prefix, Tensor saved, List<Node> restore) {}

  /**
   * @throws IllegalArgumentException if an object cannot be saved
   */
  public FrozenSaver(Trackable root) {
    var saver =
        new ObjectGraphSaver(
            new ObjectGraphView(root),
            (session, values, prefix) -> {
              throw new IllegalStateException("a frozen saver never restores by names");
            });
    this.saveables = saver.saveables();
    this.objectGraph = saver.objectGraph();
    this.plan = Contexts.current().isEager() ? null : plan();
  }

  private Plan plan() {
    Tensor prefix = SaverPlan.text("model");
    Tensor saved = SaverPlan.saveByTask(prefix, specs());
    return new Plan(
        prefix, saved, List.copyOf(SaverPlan.restoreObjects(prefix, saveables).values()));
  }

  private List<SaveSpec> specs() {
    List<SaveSpec> specs = new ArrayList<>();
    saveables.forEach(saveable -> specs.addAll(saveable.specs()));
    specs.add(objectGraph);
    return specs;
  }

  /**
   * Writes a checkpoint of exactly this name.
   *
   * @return {@code prefix}
   * @throws IllegalStateException in a graph without a session
   */
  public String save(String prefix) {
    SaverPlan.createFolder(prefix);
    if (plan == null) {
      SaverPlan.saveByTask(SaverPlan.text(prefix), specs());
    } else {
      Session.requireDefault("saving " + prefix).run(plan.saved(), new Feed(plan.prefix(), prefix));
    }
    return prefix;
  }

  /**
   * Restores a checkpoint of the same objects.
   *
   * @throws org.ckpt4j.errors.NotFoundError if it lacks a value
   * @throws IllegalStateException in a graph without a session
   */
  public void restore(String prefix) {
    if (plan == null) {
      SaverPlan.restoreObjects(SaverPlan.text(prefix), saveables);
    } else {
      Session.requireDefault("restoring " + prefix)
          .run(plan.restore(), new Feed(plan.prefix(), prefix));
    }
  }
}
