package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.ckpt4j.guide.GuideRun;
import org.ckpt4j.guide.GuideSection;
import org.ckpt4j.guide.Transcript;

/** A section of the guide: its program runs in an empty folder, then the recording is opened. */
record GuideCase(Path folder, String id, GuideHead head) implements ConformanceCase {
  private static final String NOT_COMPARED =
      "not compared: mro (Python's classes of an error), metas (decoded graphs), the decoded index"
          + " (its bytes are), and what describes the program (about, steps, notes)";

  @Override
  public void run(Checks checks) throws IOException {
    GuideSection section =
        GuideSection.find(head.section())
            .orElseThrow(() -> new UnsupportedFeature("guide section " + head.section()));
    try (Scratch scratch = Scratch.create()) {
      Transcript transcript = GuideRun.run(section.program(), head.parameters(), scratch.folder());
      JsonNode expected = Recording.read(folder.resolve(GuideHead.FILE));
      boolean whole = section.without().isEmpty();
      GuideObservations observations = new GuideObservations(checks, expected, whole);
      observations.compare(transcript);
      new GuideFiles(checks, expected, folder, scratch.folder(), whole).compare();
      if (!whole) {
        checks.note(
            "section %s: %d recorded observations that need %s are left out"
                .formatted(section.number(), observations.leftOut(), section.without()));
      }
      checks.note(NOT_COMPARED);
    }
  }
}
