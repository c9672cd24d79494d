package org.ckpt4j.guide;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A section of the guide.
 *
 * @param folder its number and name, such as {@code 02b-object-based-checkpoint}
 * @param heading the guide's heading
 * @param program what it does
 * @param source the class that holds the program; its text is in the jar
 * @param without what the section shows and the program leaves out, such as {@code keras}
 */
public record GuideSection(
    String folder, String heading, Program program, Class<?> source, Set<String> without) {
  public GuideSection {
    without = Set.copyOf(without);
  }

  /** A section whose program does all of it. */
  GuideSection(String folder, String heading, Program program, Class<?> source) {
    this(folder, heading, program, source, Set.of());
  }

  /** The sections that run, in the guide's order. */
  public static List<GuideSection> all() {
    return List.of(
        new GuideSection(
            "01-setup-print-checkpoint",
            "Setup",
            Section01SetupPrintCheckpoint::run,
            Section01SetupPrintCheckpoint.class),
        new GuideSection(
            "02-name-based-checkpoint",
            "Changes from TF1 to TF2",
            Section02NameBasedCheckpoint::run,
            Section02NameBasedCheckpoint.class),
        new GuideSection(
            "02b-object-based-checkpoint",
            "Changes from TF1 to TF2",
            Section02bObjectBasedCheckpoint::run,
            Section02bObjectBasedCheckpoint.class),
        new GuideSection(
            "03-inspect-checkpoint-object",
            "Changes from TF1 to TF2 (closer inspection of the Checkpoint object)",
            Section03InspectCheckpointObject::run,
            Section03InspectCheckpointObject.class),
        new GuideSection(
            "04-object-structure-to-keys",
            "Changes from TF1 to TF2 (experiment with object structure)",
            Section04ObjectStructureToKeys::run,
            Section04ObjectStructureToKeys.class),
        new GuideSection(
            "05-why-object-based",
            "Why does TF2 use this mechanism?",
            Section05WhyObjectBased::run,
            Section05WhyObjectBased.class),
        new GuideSection(
            "06-names-match-save",
            "When the variable names match",
            Section06NamesMatchSave::run,
            Section06NamesMatchSave.class),
        new GuideSection(
            "07-names-match-saver-eager",
            "When the variable names match (tf.compat.v1.Saver in eager mode)",
            Section07NamesMatchSaverEager::run,
            Section07NamesMatchSaverEager.class),
        new GuideSection(
            "08-names-match-checkpoint-restore-eager",
            "When the variable names match (tf.train.Checkpoint)",
            Section08NamesMatchCheckpointRestoreEager::run,
            Section08NamesMatchCheckpointRestoreEager.class),
        new GuideSection(
            "09-names-match-checkpoint-restore-graph",
            "When the variable names match (both APIs in graph mode)",
            Section09NamesMatchCheckpointRestoreGraph::run,
            Section09NamesMatchCheckpointRestoreGraph.class),
        new GuideSection(
            "10-variable-names-in-tf2",
            "Variable names in TF2",
            Section10VariableNames::run,
            Section10VariableNames.class,
            Set.of("keras")),
        new GuideSection(
            "11-track-tf1-style-variables",
            "Variable names in TF2 (Notes 1 and 2: the track_tf1_style_variables shim)",
            Section11TrackTf1StyleVariables::run,
            Section11TrackTf1StyleVariables.class,
            Set.of("keras")),
        new GuideSection(
            "12-duplicate-names-warning",
            "Variable names in TF2 (Warning: duplicate names)",
            Section12DuplicateNames::run,
            Section12DuplicateNames.class),
        new GuideSection(
            "13-init-from-checkpoint-root",
            "Loading with init_from_checkpoint",
            Section13InitFromCheckpointRoot::run,
            Section13InitFromCheckpointRoot.class),
        new GuideSection(
            "14-init-from-checkpoint-forms",
            "Loading with init_from_checkpoint (assignment map syntax)",
            Section14InitFromCheckpointForms::run,
            Section14InitFromCheckpointForms.class),
        new GuideSection(
            "15-saver-dict-remap",
            "Loading with tf1.train.Saver",
            Section15SaverDictRemap::run,
            Section15SaverDictRemap.class),
        new GuideSection(
            "16-load-checkpoint-assign",
            "Loading with tf.train.load_checkpoint",
            Section16LoadCheckpointAssign::run,
            Section16LoadCheckpointAssign.class),
        new GuideSection(
            "17-maintain-checkpoint-object-save",
            "Maintaining a TF2 Checkpoint object",
            Section17MaintainCheckpointSave::run,
            Section17MaintainCheckpointSave.class),
        new GuideSection(
            "18-maintain-checkpoint-object-graph",
            "Maintaining a TF2 Checkpoint object (different names, graph)",
            Section18MaintainCheckpointGraph::run,
            Section18MaintainCheckpointGraph.class),
        new GuideSection(
            "19-maintain-checkpoint-object-eager",
            "Maintaining a TF2 Checkpoint object (eager)",
            Section19MaintainCheckpointEager::run,
            Section19MaintainCheckpointEager.class),
        new GuideSection(
            "20-foo-bar-compatibility",
            "Maintaining a TF2 Checkpoint object (compatibility examples)",
            Section20FooBarCompatibility::run,
            Section20FooBarCompatibility.class),
        new GuideSection(
            "21-load-status-assertions",
            "Maintaining a TF2 Checkpoint object (assert_consumed and the other assertions)",
            Section21LoadStatusAssertions::run,
            Section21LoadStatusAssertions.class),
        new GuideSection(
            "27-warm-start-forms",
            "TF2 checkpoints in Estimator (warm_start_from forms)",
            Section27WarmStartForms::run,
            Section27WarmStartForms.class),
        new GuideSection(
            "35-save-tf1-in-tf2",
            "Save a TF1 checkpoint in TF2",
            Section35SaveTf1InTf2::run,
            Section35SaveTf1InTf2.class),
        new GuideSection(
            "36-load-tf1-in-tf2",
            "Load a TF1 checkpoint in TF2",
            Section36LoadTf1InTf2::run,
            Section36LoadTf1InTf2.class),
        new GuideSection(
            "37-save-tf2-in-tf1",
            "Save a TF2 checkpoint in TF1",
            Section37SaveTf2InTf1::run,
            Section37SaveTf2InTf1.class),
        new GuideSection(
            "38-load-tf2-in-tf1",
            "Load a TF2 checkpoint in TF1",
            Section38LoadTf2InTf1::run,
            Section38LoadTf2InTf1.class),
        new GuideSection(
            "39-convert-tf1-to-tf2",
            "Convert TF1 checkpoint to TF2",
            Section39ConvertTf1ToTf2::run,
            Section39ConvertTf1ToTf2.class),
        new GuideSection(
            "40-convert-tf2-to-tf1",
            "Convert TF2 checkpoint to TF1",
            Section40ConvertTf2ToTf1::run,
            Section40ConvertTf2ToTf1.class),
        new GuideSection(
            "41-scenario-1",
            "Overview, Scenario 1",
            Section41Scenario1::run,
            Section41Scenario1.class),
        new GuideSection(
            "42-scenario-2",
            "Overview, Scenario 2",
            Section42Scenario2::run,
            Section42Scenario2.class),
        new GuideSection(
            "43-scenario-3",
            "Overview, Scenario 3",
            Section43Scenario3::run,
            Section43Scenario3.class),
        new GuideSection(
            "44-tf2-checkpoint-in-tf1-saver",
            "When the variable names match (note on tf.compat.v1.Saver and TF2 checkpoints)",
            Section44Tf2CheckpointInTf1Saver::run,
            Section44Tf2CheckpointInTf1Saver.class),
        new GuideSection(
            "45-save-counter-and-state-file",
            "(behind every ckpt.save in the guide)",
            Section45SaveCounterAndStateFile::run,
            Section45SaveCounterAndStateFile.class),
        new GuideSection(
            "46-saver-numbering-and-rotation",
            "(behind every Saver.save in the guide)",
            Section46SaverNumberingAndRotation::run,
            Section46SaverNumberingAndRotation.class),
        new GuideSection(
            "47-slot-variables",
            "(object graph detail: slot variables)",
            Section47SlotVariables::run,
            Section47SlotVariables.class,
            Set.of("keras")),
        new GuideSection(
            "48-partitioned-variables",
            "Loading with init_from_checkpoint (partitioned variables)",
            Section48PartitionedVariables::run,
            Section48PartitionedVariables.class));
  }

  /** The section with this folder's. */
  public static Optional<GuideSection> find(String folder) {
    return all().stream().filter(section -> section.folder.equals(folder)).findFirst();
  }

  /** {@code 02b}. */
  public String number() {
    return folder.substring(0, folder.indexOf('-'));
  }
}
