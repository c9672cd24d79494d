package org.ckpt4j.guide;

import java.util.List;
import java.util.Optional;

/**
 * A section of the guide.
 *
 * @param folder its number and name, such as {@code 02b-object-based-checkpoint}
 * @param heading the guide's heading
 * @param program what it does
 * @param source the class that holds the program; its text is in the jar
 */
public record GuideSection(String folder, String heading, Program program, Class<?> source) {

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
            Section21LoadStatusAssertions.class));
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
