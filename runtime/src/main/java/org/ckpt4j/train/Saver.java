package org.ckpt4j.train;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ckpt4j.checkpoint.CheckpointDirectory;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointState;
import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.errors.OpError;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Diagnostic;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.graph.Session;
import org.ckpt4j.metagraph.MetaGraphOption;
import org.ckpt4j.metagraph.SaverDefSource;
import org.ckpt4j.ops.io.CheckpointErrors;
import org.ckpt4j.options.SaveOption;
import org.ckpt4j.options.SaverOption;
import org.ckpt4j.proto.MetaGraphDef;
import org.ckpt4j.proto.SaverDef;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;
import org.ckpt4j.trackable.SaveSpec;
import org.ckpt4j.train.saveops.BackgroundSave;
import org.ckpt4j.train.saveops.Saveable;
import org.ckpt4j.train.saveops.SaverPlan;
import org.ckpt4j.train.saveops.Snapshot;
import org.ckpt4j.variables.SaveSliceInfo;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Saves and restores variables by name, in a session or eagerly, and keeps the newest checkpoints.
 *
 * <pre>{@code
 * var saver = new Saver(dict("old/w", w), maxToKeep(3));
 * saver.save(session, "m", globalStep(step));
 * saver.restore(session, TF.train.latestCheckpoint("."));
 * }</pre>
 *
 * <p>In a graph, the graph itself is written beside each checkpoint, as {@code m-3.meta}; {@link
 * MetaGraphs#importMetaGraph} reads it. Counterpart: {@code tf.compat.v1.train.Saver}.
 */
public final class Saver implements SaverDefSource, AutoCloseable {
  private static final List<String> V1_BANNER =
      List.of(
          "*******************************************************",
          "This checkpoint is written in the V1 format, which is deprecated.",
          "The V2 format is faster, and takes less memory to read:",
          "leave writeVersion(CheckpointFormat.V1) out;",
          "V2 is the default.",
          "*******************************************************");

  private final SaverSettings settings;
  private @Nullable Object variables;
  private boolean isBuilt;
  private boolean isEmpty;
  private SaverPlan.@Nullable Built plan;
  private final KeptCheckpoints kept;
  private final BackgroundSave background = new BackgroundSave();
  private @Nullable Saver objectRestoreSaver;

  /**
   * Saves all global variables of the graph.
   *
   * @throws IllegalStateException in eager mode, where there is no list of all variables
   * @throws IllegalArgumentException if there are none
   */
  public Saver(SaverOption... options) {
    this((Object) null, options);
  }

  /**
   * Saves a list of variables under their names.
   *
   * @throws IllegalArgumentException if two have the same name
   * @throws TypeError if something else is in the list
   */
  public Saver(Collection<?> variables, SaverOption... options) {
    this((Object) variables, options);
  }

  /**
   * Saves variables, partitioned variables, or lists of parts, under the names given.
   *
   * @throws IllegalArgumentException if a variable is given twice
   * @throws TypeError if something else is in the map
   */
  public Saver(Map<String, ?> variables, SaverOption... options) {
    this((Object) variables, options);
  }

  private Saver(@Nullable Object variables, SaverOption... options) {
    this.settings = SaverSettings.of(options);
    this.variables = variables;
    if (settings.deferBuild() && variables != null && !isEmptyList(variables)) {
      throw new IllegalArgumentException(
          "with deferBuild(true) the variables are collected at build(); leave the list out");
    }
    if (Contexts.current().isEager()) {
      warn(
          "saver_in_eager_deprecated",
          "a Saver finds variables by name, and eager variables may share one; use Checkpoint");
      if (variables == null) {
        throw new IllegalStateException(
            "in eager mode a Saver needs to be given its variables, as a list or a map");
      }
    } else if (!settings.deferBuild()) {
      build();
    }
    this.kept = new KeptCheckpoints(settings.maxToKeep(), settings.keepCheckpointEveryNHours());
  }

  /** The saver whose nodes are in the graph already. */
  private Saver(SaverSettings settings, SaverPlan.Built plan) {
    this.settings = settings;
    this.plan = plan;
    this.isBuilt = true;
    this.kept = new KeptCheckpoints(settings.maxToKeep(), settings.keepCheckpointEveryNHours());
  }

  /**
   * The saver whose nodes are in the graph being built, as {@link #saverDef} told of them.
   *
   * @throws IllegalArgumentException if one of its nodes is not there
   */
  public static Saver fromProto(SaverDef message) {
    return ofMessage(message, "", Graph.current());
  }

  /**
   * The saver that a meta graph describes.
   *
   * @param scope what its nodes lie in; empty for none
   * @throws IllegalArgumentException if one of its nodes is not in the graph
   */
  static Saver ofMessage(SaverDef message, String scope, Graph graph) {
    return new Saver(
        SaverMessages.settings(message, scope), SaverMessages.plan(message, scope, graph));
  }

  /**
   * The names of its nodes, and its settings, as a meta graph holds them.
   *
   * @throws IllegalStateException if it has no nodes: in eager mode, or before {@link #build}
   */
  @Override
  public SaverDef saverDef() {
    return SaverMessages.write(builtPlan(), settings);
  }

  /** The graph being built, with this saver, as a message. */
  public MetaGraphDef exportMetaGraph(MetaGraphOption... options) {
    return MetaGraphs.exportMetaGraph(
        MetaGraphs.with(options, MetaGraphOption.saverDef(saverDef())));
  }

  /** Writes the graph being built, with this saver, to a file. */
  public MetaGraphDef exportMetaGraph(String file, MetaGraphOption... options) {
    return MetaGraphs.exportMetaGraph(
        file, MetaGraphs.with(options, MetaGraphOption.saverDef(saverDef())));
  }

  private static boolean isEmptyList(Object variables) {
    return variables instanceof Collection<?> list
        ? list.isEmpty()
        : variables instanceof Map<?, ?> map && map.isEmpty();
  }

  private static void warn(String kind, String message) {
    Contexts.emit(new Diagnostic(Diagnostic.Level.WARNING, kind, Map.of(), message));
  }

  /**
   * Adds the operations to the graph, once.
   *
   * @throws IllegalStateException in eager mode
   * @throws IllegalArgumentException if there is nothing to save
   */
  public void build() {
    if (Contexts.current().isEager()) {
      throw new IllegalStateException("build() is for graphs; in eager mode call save and restore");
    }
    if (!isBuilt) {
      isBuilt = true;
      findSaveables()
          .ifPresent(
              saveables ->
                  plan =
                      SaverPlan.build(saveables, layout(), settings.name(), settings.filename()));
    }
  }

  private SaverPlan.Layout layout() {
    return new SaverPlan.Layout(settings.writeVersion(), settings.sharded(), settings.reshape());
  }

  /** What is saved; empty if nothing is, and that is allowed. */
  private Optional<List<Saveable>> findSaveables() {
    if (variables == null) {
      variables = allSaveableObjects();
    }
    if (isEmptyList(variables)) {
      if (!settings.allowEmpty()) {
        throw new IllegalArgumentException(
            "there are no variables to save; make them first, or pass allowEmpty(true)");
      }
      isEmpty = true;
      return Optional.empty();
    }
    isEmpty = false;
    return Optional.of(SaveableNames.of(variables));
  }

  private static List<Object> allSaveableObjects() {
    Graph graph = Graph.current();
    List<Object> all = new ArrayList<>(graph.getCollection(GraphKeys.GLOBAL_VARIABLES));
    all.addAll(graph.getCollection(GraphKeys.SAVEABLE_OBJECTS));
    return all;
  }

  /**
   * Writes a checkpoint, notes it in the state file, and deletes what is too old.
   *
   * @param session null in eager mode
   * @return the checkpoint's prefix, to be given to {@link #restore}; null if there is nothing to
   *     save
   * @throws FailedPreconditionError if a variable has no value
   * @throws IllegalArgumentException if the folder does not exist, or the state file's name is not
   *     one
   * @throws IllegalStateException if {@link #build} is still to be called
   * @throws TypeError in a graph without a session
   */
  public @Nullable String save(@Nullable Session session, String savePath, SaveOption... options) {
    if (!isBuilt && !Contexts.current().isEager()) {
      throw new IllegalStateException(
          "the saver was made with deferBuild(true); call build() first");
    }
    sync();
    SaveCall call = SaveCall.of(options);
    if (settings.writeVersion() == CheckpointFormat.V1) {
      V1_BANNER.forEach(line -> warn("v1_format_deprecated_banner_line", line));
    }
    if (call.latestFilename().contains("/")) {
      throw new IllegalArgumentException(
          "latestFilename(\"%s\") must be a plain file name; it lies in the checkpoint's folder"
              .formatted(call.latestFilename()));
    }
    String prefix = numbered(session, savePath, call);
    if (!Contexts.current().isEager() && session == null) {
      throw new TypeError("saving in a graph takes a session; pass one");
    }
    if (isEmpty) {
      // TF writes the graph all the same.
      if (session != null && call.writeMetaGraph()) {
        writeMetaGraph(session, prefix, call);
      }
      return null;
    }
    String folder = folderOf(savePath);
    try {
      String written;
      if (call.async()) {
        written = writeLater(session, prefix, folder, call);
      } else {
        written = write(session, prefix);
        noteWritten(written, folder, call);
      }
      if (session != null && call.writeMetaGraph()) {
        writeMetaGraph(session, prefix, call);
      }
      return written;
    } catch (FailedPreconditionError | NotFoundError e) {
      if (!isDirectory(folder)) {
        throw new IllegalArgumentException(
            "the folder of %s does not exist; make it first".formatted(savePath), e);
      }
      throw e;
    }
  }

  private void noteWritten(@Nullable String written, String folder, SaveCall call) {
    if (written != null && call.writeState()) {
      kept.record(written);
      updateState(folder, written, call);
      kept.deleteOld(settings.writeVersion(), call.metaGraphSuffix());
    }
  }

  /** Takes hold of the values, and writes them on a thread of their own. */
  private @Nullable String writeLater(
      @Nullable Session session, String prefix, String folder, SaveCall call) {
    if (plan != null && variables == null && session != null) {
      throw new UnsupportedOperationException(
          "a saver made from a message knows its nodes, not its variables, so it cannot save"
              + " asynchronously; make one of the variables");
    }
    List<Saveable> saveables = findSaveables().orElse(null);
    if (saveables == null) {
      return null;
    }
    List<Saveable> held = Snapshot.ofSaveables(saveables, session);
    background.start(() -> noteWritten(SaverPlan.saveNow(prefix, held, layout()), folder, call));
    return prefix;
  }

  /**
   * Waits until an asynchronous save is done.
   *
   * @throws OpError or another error, if it failed; once
   */
  public void sync() {
    background.await();
  }

  /** As {@link #sync}. A saver that never saves asynchronously need not be closed. */
  @Override
  public void close() {
    sync();
  }

  private void writeMetaGraph(Session session, String prefix, SaveCall call) {
    try (var scope = session.graph().asDefault()) {
      MetaGraphOption strip = MetaGraphOption.stripDefaultAttrs(call.stripDefaultAttrs());
      String file = CheckpointFiles.metaGraph(prefix, call.metaGraphSuffix());
      if (isEmpty) {
        MetaGraphs.exportMetaGraph(file, strip);
      } else {
        exportMetaGraph(file, strip);
      }
    }
  }

  private String numbered(@Nullable Session session, String savePath, SaveCall call) {
    if (call.globalStep() == null) {
      if (fileName(savePath).equals(call.latestFilename()) && !settings.sharded()) {
        throw new IllegalArgumentException(
            "the checkpoint \"%s\" would be named as the state file \"%s\"; choose another name"
                .formatted(savePath, call.latestFilename()));
      }
      return savePath;
    }
    long step = StepNumber.of(call.globalStep(), session);
    return settings.padStepNumber()
        ? "%s-%08d".formatted(savePath, step)
        : "%s-%d".formatted(savePath, step);
  }

  private @Nullable String write(@Nullable Session session, String prefix) {
    if (Contexts.current().isEager()) {
      List<Saveable> saveables = findSaveables().orElse(null);
      return saveables == null ? null : SaverPlan.saveNow(prefix, saveables, layout());
    }
    SaverPlan.Built built = builtPlan();
    return orNoSession(session)
        .run(built.saved(), new Feed(built.filename(), prefix))
        .stringValue();
  }

  private SaverPlan.Built builtPlan() {
    if (plan == null) {
      throw new IllegalStateException("the saver has no operations; call build() first");
    }
    return plan;
  }

  private static Session orNoSession(@Nullable Session session) {
    if (session == null) {
      throw new TypeError("a saver in a graph takes a session; pass one");
    }
    return session;
  }

  private void updateState(String folder, String written, SaveCall call) {
    try {
      CheckpointDirectory.at(folder, Contexts.environment().files())
          .updateCheckpointState(
              new CheckpointState(written, kept.prefixes(), List.of(), OptionalDouble.empty()),
              call.latestFilename(),
              settings.saveRelativePaths());
    } catch (IOException e) {
      throw CheckpointErrors.translate(e);
    }
  }

  static String folderOf(String path) {
    int slash = path.lastIndexOf('/');
    if (slash < 0) {
      return "";
    }
    // As Python's dirname: trailing slashes go, unless nothing else is left.
    String head = path.substring(0, slash + 1);
    String stripped = head.replaceAll("/+$", "");
    return stripped.isEmpty() ? head : stripped;
  }

  private static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The empty path is no directory, as TensorFlow's file system sees it. */
  private static boolean isDirectory(String folder) {
    return !folder.isEmpty() && Files.isDirectory(Contexts.environment().files().resolve(folder));
  }

  /**
   * Gives the variables their values in a checkpoint of either format, name-based or object-based.
   *
   * @param session null in eager mode
   * @throws IllegalArgumentException if there is no such checkpoint, or a shape does not fit
   *     eagerly
   * @throws NotFoundError if a name is not in it
   * @throws InvalidArgumentError if a type or a shape does not fit
   */
  public void restore(@Nullable Session session, @Nullable String savePath) {
    sync();
    if (isEmpty) {
      return;
    }
    if (savePath == null) {
      throw new IllegalArgumentException(
          "there is no path to restore from; was latestCheckpoint asked in the right folder?");
    }
    if (!CheckpointFiles.exists(savePath)) {
      throw new IllegalArgumentException("there is no checkpoint " + savePath);
    }
    Contexts.emit(
        new Diagnostic(
            Diagnostic.Level.INFO,
            "restoring_parameters",
            Map.of("path", savePath),
            "restoring variables from " + savePath));
    try {
      if (Contexts.current().isEager()) {
        findSaveables().ifPresent(saveables -> SaverPlan.restoreNow(savePath, saveables, layout()));
      } else {
        SaverPlan.Built built = builtPlan();
        orNoSession(session).run(List.of(built.restore()), new Feed(built.filename(), savePath));
      }
    } catch (NotFoundError e) {
      restoreFromObjects(session, savePath, e);
    } catch (InvalidArgumentError e) {
      throw new InvalidArgumentError(
          "%s does not fit the variables of this program (Saver.plan shows which): %s"
              .formatted(savePath, e.getMessage()),
          e);
    }
  }

  /** The names were not found: perhaps they are the full names in an object graph. */
  private void restoreFromObjects(
      @Nullable Session session, String savePath, NotFoundError missing) {
    FullNameRestore byFullName = FullNameRestore.of(savePath, missing);
    warn(
        "object_based_ckpt_in_name_based_saver",
        savePath
            + " is object-based; it is restored by the names its variables had, which is fragile;"
            + " prefer Checkpoint.restore");
    List<Saveable> remapped =
        byFullName.remap(variables == null ? allSaveableObjects() : variables);
    if (objectRestoreSaver == null) {
      objectRestoreSaver = new Saver(remapped);
    }
    objectRestoreSaver.restore(session, savePath);
  }

  /**
   * What {@link #restore} of this path would do, before it touches a value.
   *
   * @param session null in eager mode
   * @throws UnsupportedOperationException of a saver made from a message, which knows its nodes but
   *     not its variables
   * @throws NotFoundError if there is no such checkpoint
   */
  public RestorePlan plan(@Nullable Session session, String path) {
    if (variables == null && plan != null && Contexts.current().isEager()) {
      throw new UnsupportedOperationException(
          "a saver made from a message has no variables to plan for; make one of the variables");
    }
    List<Saveable> all = findSaveables().orElse(List.of());
    NamedRestorePlan named = new NamedRestorePlan(NamedRestorePlan.stored(path));
    List<Saveable> fitting = new ArrayList<>();
    for (Saveable saveable : all) {
      boolean fits = true;
      for (SaveSpec spec : saveable.specs()) {
        fits &= named.compare(nameOf(saveable, spec), spec.name(), specOf(saveable, spec));
      }
      if (fits) {
        fitting.add(saveable);
      }
    }
    return new RestorePlan(
        named.report(),
        () -> restore(session, path),
        () -> {
          if (session == null) {
            SaverPlan.restoreValues(path, fitting);
          } else {
            try (var entered = session.asDefault()) {
              SaverPlan.restoreValues(path, fitting);
            }
          }
        });
  }

  private static String nameOf(Saveable saveable, SaveSpec spec) {
    return saveable.object() instanceof Variable variable ? variable.fullName() : spec.name();
  }

  /** A part of a partitioned variable is compared as the whole that the file holds. */
  private static TensorSpec specOf(Saveable saveable, SaveSpec spec) {
    Shape shape =
        saveable.object() instanceof Variable variable
            ? variable.saveSliceInfo().map(SaveSliceInfo::fullShape).orElse(variable.shape())
            : Shape.unknown();
    return new TensorSpec(spec.dtype(), shape);
  }

  /** The checkpoints that are not deleted yet, oldest first. */
  public List<String> lastCheckpoints() {
    sync();
    return kept.prefixes();
  }

  /** Replaces the list of checkpoints; their times are unknown, so none counts as old. */
  public void setLastCheckpoints(List<String> prefixes) {
    kept.set(
        prefixes.stream()
            .map(prefix -> new KeptCheckpoints.Kept(prefix, Double.POSITIVE_INFINITY))
            .toList());
  }

  /** Replaces the list of checkpoints: prefix and seconds since 1970, oldest first. */
  public void setLastCheckpointsWithTime(List<Map.Entry<String, Double>> prefixes) {
    kept.set(
        prefixes.stream()
            .map(entry -> new KeptCheckpoints.Kept(entry.getKey(), entry.getValue()))
            .toList());
  }

  /** Replaces the list of checkpoints by those of {@code prefixes} whose files are there. */
  public void recoverLastCheckpoints(List<String> prefixes) {
    List<KeptCheckpoints.Kept> found = new ArrayList<>();
    for (String prefix : prefixes) {
      CheckpointFiles.modificationTime(prefix)
          .ifPresent(seconds -> found.add(new KeptCheckpoints.Kept(prefix, seconds)));
    }
    kept.set(found);
  }
}
