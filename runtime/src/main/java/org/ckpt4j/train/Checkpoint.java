package org.ckpt4j.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.ckpt4j.checkpoint.CheckpointDirectory;
import org.ckpt4j.checkpoint.CheckpointState;
import org.ckpt4j.checkpoint.plan.MatchReport;
import org.ckpt4j.checkpoint.plan.PlannedValue;
import org.ckpt4j.checkpoint.plan.ValueFit;
import org.ckpt4j.errors.AttributeError;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.graph.Session;
import org.ckpt4j.module.TrackedVariable;
import org.ckpt4j.ops.io.CheckpointErrors;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.options.Typed;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.trackable.TrackableList;
import org.ckpt4j.train.objectgraph.LoadStatus;
import org.ckpt4j.train.objectgraph.NameBasedSaverStatus;
import org.ckpt4j.train.objectgraph.ObjectGraphMatch;
import org.ckpt4j.train.objectgraph.ObjectGraphSaver;
import org.ckpt4j.train.objectgraph.ObjectGraphView;
import org.ckpt4j.train.saveops.BackgroundSave;
import org.ckpt4j.train.saveops.CodePoints;
import org.ckpt4j.train.saveops.Saveable;
import org.ckpt4j.train.saveops.SaverPlan;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Saves objects with all they own, and restores them, also into objects that are made later.
 *
 * <pre>{@code
 * var checkpoint = new Checkpoint(kw("net", net), kw("step", step));
 * String path = checkpoint.save("folder/ck");
 * checkpoint.restore(path).assertConsumed().runRestoreOps();
 * }</pre>
 *
 * <p>With a root, the root takes the checkpoint's place: its children lie at the top, beside those
 * given by name. Works eagerly and, with a default session, in a graph. Counterpart: {@code
 * tf.train.Checkpoint}.
 */
public class Checkpoint extends AutoTrackable implements AutoCloseable {
  private static final String SAVE_COUNTER = "save_counter";

  private final @Nullable Trackable root;
  private final ObjectGraphView view;
  private final ObjectGraphSaver saver;
  private final BackgroundSave background = new BackgroundSave();
  private @Nullable Variable saveCounter;
  private @Nullable Operand countUp;

  /**
   * Saves the objects given by name; they become attributes.
   *
   * @throws IllegalArgumentException if one of them cannot be tracked
   */
  public Checkpoint(Kwarg... kwargs) {
    this(null, List.of(kwargs));
  }

  /**
   * Saves {@code root}, and beside its children the objects given by name.
   *
   * @throws IllegalArgumentException if one cannot be tracked, or the root has another child of its
   *     name
   */
  public Checkpoint(Trackable root, Kwarg... kwargs) {
    this(Objects.requireNonNull(root, "root"), List.of(kwargs));
  }

  private Checkpoint(@Nullable Trackable root, List<Kwarg> kwargs) {
    this.root = root;
    this.view = new ObjectGraphView(root == null ? this : root);
    List<Kwarg> sorted = new ArrayList<>(kwargs);
    if (root != null) {
      // TF keeps the root under this attribute too; it shows when this is part of a larger
      // checkpoint.
      set("_root", root);
      saveCounter = root.dependencies().find(SAVE_COUNTER).map(Variable.class::cast).orElse(null);
      sorted.add(new Kwarg("root", root));
    }
    sorted.sort(Comparator.comparing(Kwarg::name, CodePoints.ORDER));
    sorted.forEach(this::attach);
    this.saver = new ObjectGraphSaver(view, Checkpoint::restoreByName);
  }

  private void attach(Kwarg kwarg) {
    set(kwarg.name(), kwarg.value());
    if (!(attribute(kwarg.name()) instanceof Trackable object)) {
      throw new IllegalArgumentException(
          "%s = %s cannot be tracked; give variables, modules, or lists and maps of them"
              .formatted(kwarg.name(), kwarg.value()));
    }
    if (root != null) {
      Trackable present = root.dependencies().find(kwarg.name()).orElse(null);
      if (present == null) {
        view.attach(kwarg.name(), object);
      } else if (!isSame(present, object)) {
        throw new IllegalArgumentException(
            "the root has another child named %s already (%s); choose another name"
                .formatted(kwarg.name(), present));
      }
    }
  }

  /**
   * Whether TF's {@code ==} holds: of lists element by element, of eager variables by value, which
   * is an error for two of different types.
   */
  private static boolean isSame(@Nullable Object a, @Nullable Object b) {
    if (a == b) {
      return true;
    } else if (a instanceof TrackableList<?> x && b instanceof TrackableList<?> y) {
      return x.size() == y.size()
          && IntStream.range(0, x.size()).allMatch(i -> isSame(x.get(i), y.get(i)));
    } else if (a instanceof TrackableList<?> list && b instanceof Variable) {
      // Python asks the variable, which makes one tensor of the list.
      list.stream().filter(Variable.class::isInstance).forEach(item -> isSame(item, b));
      return false;
    } else if (a instanceof Variable x && b instanceof Variable y && Contexts.current().isEager()) {
      if (x.dtype() != y.dtype()) {
        throw new InvalidArgumentError(
            "%s and %s cannot be compared: their types differ".formatted(x, y));
      }
      return x.shape().isScalar()
          && y.shape().isScalar()
          && x.dtype().isFixedWidth()
          && Arrays.equals(x.numpy().bytes().toByteArray(), y.numpy().bytes().toByteArray());
    }
    return false;
  }

  private static void restoreByName(Session session, List<Saveable> saveables, String prefix) {
    new Saver(saveables).restore(session, prefix);
  }

  @Override
  public void set(String name, @Nullable Object value) {
    if (name.equals(SAVE_COUNTER)) {
      throw new AttributeError("save_counter is kept by the checkpoint; it cannot be set");
    }
    super.set(name, value);
  }

  @Override
  public @Nullable Object attribute(String name) {
    return name.equals(SAVE_COUNTER) ? saveCounter() : super.attribute(name);
  }

  /** How often {@link #save} was called, as a variable, which is saved too; made on first use. */
  public Variable saveCounter() {
    if (saveCounter == null) {
      try (var cpu = Contexts.current().enterDevice("/cpu:0")) {
        saveCounter =
            TrackedVariable.create(
                this,
                SAVE_COUNTER,
                0L,
                new Named(SAVE_COUNTER),
                new Typed(DType.INT64),
                new Trainable(false));
      }
      if (root != null) {
        view.attach(SAVE_COUNTER, saveCounter);
        root.dependencies()
            .takeWaiting(SAVE_COUNTER)
            .ifPresent(restore -> restore.restoreInto(saveCounter));
      }
    }
    return saveCounter;
  }

  boolean hasSaveCounter() {
    return saveCounter != null;
  }

  /**
   * Writes a checkpoint of exactly this name: no number, no state file.
   *
   * @return {@code prefix}
   * @throws IllegalArgumentException if an object cannot be saved
   * @throws IllegalStateException in a graph without a session
   */
  public String write(String prefix) {
    return write(prefix, CheckpointOptions.defaults());
  }

  /** As {@link #write(String)}. */
  public String write(Path prefix) {
    return write(prefix.toString());
  }

  public String write(String prefix, CheckpointOptions options) {
    sync();
    if (options.enableAsync()) {
      Runnable write = saver.saveLater(prefix);
      background.start(
          () -> {
            write.run();
            options.writeCallbacks().forEach(callback -> callback.accept(prefix));
          });
      return prefix;
    }
    String written = saver.save(prefix);
    options.writeCallbacks().forEach(callback -> callback.accept(written));
    return written;
  }

  /**
   * Waits until an asynchronous save is done.
   *
   * @throws org.ckpt4j.errors.OpError or another error, if it failed; once
   */
  public void sync() {
    background.await();
  }

  /** As {@link #sync}. A checkpoint that never saves asynchronously need not be closed. */
  @Override
  public void close() {
    sync();
  }

  /**
   * Writes the next checkpoint, numbered by {@link #saveCounter}, and names it in the state file.
   *
   * @return its prefix
   * @throws IllegalArgumentException if an object cannot be saved
   * @throws IllegalStateException in a graph without a session
   */
  public String save(String prefix) {
    return save(prefix, CheckpointOptions.defaults());
  }

  /** As {@link #save(String)}. */
  public String save(Path prefix) {
    return save(prefix.toString());
  }

  public String save(String prefix, CheckpointOptions options) {
    sync();
    return write(prefix + "-" + nextNumber(), options.withWriteCallback(Checkpoint::updateState));
  }

  private long nextNumber() {
    if (Contexts.current().isEager()) {
      return ((EagerTensor) saveCounter().assignAdd(1L).asTensor()).longValue();
    }
    Session session =
        Session.findDefault()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Checkpoint.save in a graph needs a session; open one, as in try (var s = session())"));
    if (saveCounter == null) {
      session.run(List.of(saveCounter().initializer()));
    }
    if (countUp == null) {
      countUp = saveCounter().assignAdd(1L);
    }
    return session.run(countUp).longValue();
  }

  private static void updateState(String prefix) {
    try {
      CheckpointDirectory.at(Saver.folderOf(prefix), Contexts.environment().files())
          .updateCheckpointState(
              new CheckpointState(prefix, List.of(prefix), List.of(), OptionalDouble.empty()),
              CheckpointDirectory.STATE_FILE,
              true);
    } catch (IOException e) {
      throw CheckpointErrors.translate(e);
    }
  }

  /**
   * Restores what {@link #write} wrote.
   *
   * @param path null gives a status that can only initialize
   * @throws NotFoundError if there is no such checkpoint
   * @throws IllegalArgumentException if a shape does not fit
   * @throws org.ckpt4j.errors.InvalidArgumentError if a type does not fit
   */
  public LoadStatus read(@Nullable String path) {
    return read(path, CheckpointOptions.defaults());
  }

  /** As {@link #read(String)}. */
  public LoadStatus readFrom(Path path) {
    return read(path.toString());
  }

  /** As {@link #read(String)}. */
  public LoadStatus read(@Nullable String path, CheckpointOptions options) {
    sync();
    return saver.restore(path, options.skipSlotVariables());
  }

  /**
   * Restores what {@link #save} wrote, the save counter included; also a name-based checkpoint, or
   * the folder of a SavedModel.
   *
   * @param path null gives a status that can only initialize
   * @throws NotFoundError if there is no such checkpoint
   * @throws IllegalArgumentException if a shape does not fit
   * @throws org.ckpt4j.errors.InvalidArgumentError if a type does not fit
   */
  public LoadStatus restore(@Nullable String path) {
    return restore(path, CheckpointOptions.defaults());
  }

  /** As {@link #restore(String)}. */
  public LoadStatus restoreFrom(Path path) {
    return restore(path.toString());
  }

  /** As {@link #restore(String)}. */
  public LoadStatus restore(@Nullable String path, CheckpointOptions options) {
    LoadStatus status;
    try {
      status = read(path == null ? null : variablesOf(path), options);
    } catch (NotFoundError e) {
      throw new NotFoundError(
          "cannot restore %s: %s; check the path, which ends with the checkpoint's number, as in ck-1"
              .formatted(path, e.getMessage()),
          e);
    }
    Variable counter = saveCounter();
    if (status instanceof NameBasedSaverStatus byName) {
      byName.addOptionallyRestored(counter);
    }
    return status;
  }

  /**
   * What {@link #restore} of this path would do, before it touches a value.
   *
   * @throws NotFoundError if there is no such checkpoint
   */
  public RestorePlan plan(String path) {
    String prefix = variablesOf(path);
    ObjectGraphMatch match = ObjectGraphMatch.of(view, NamedRestorePlan.stored(prefix));
    MatchReport report = hasSaveCounter() ? match.report() : withCounter(match.report());
    return new RestorePlan(
        report,
        () -> {
          try (LoadStatus status = restore(path).expectPartial()) {
            status.runRestoreOps();
          }
        },
        () -> SaverPlan.restoreValues(prefix, match.fitting()));
  }

  /** The counter is made by {@link #restore}, so a saved one is not unused. */
  private static MatchReport withCounter(MatchReport report) {
    List<PlannedValue> values = new ArrayList<>();
    for (PlannedValue value : report.values()) {
      boolean counter =
          value.fit() == ValueFit.UNUSED_IN_FILE && value.path().equals(List.of(SAVE_COUNTER));
      values.add(
          counter
              ? new PlannedValue(
                  ValueFit.MATCHED,
                  value.path(),
                  value.key(),
                  value.saved(),
                  value.saved(),
                  false,
                  List.of())
              : value);
    }
    return new MatchReport(report.checkpoint(), report.kind(), values, report.hints());
  }

  private static String variablesOf(String path) {
    var place = Contexts.environment().files().resolve(path);
    boolean savedModel =
        Files.exists(place.resolve("saved_model.pb"))
            || Files.exists(place.resolve("saved_model.pbtxt"));
    return savedModel ? path + "/variables/variables" : path;
  }
}
