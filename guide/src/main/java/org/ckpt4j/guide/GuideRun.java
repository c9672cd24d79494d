package org.ckpt4j.guide;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerContext;
import org.ckpt4j.framework.Environment;

/** Runs a section's program as a process of its own would: clean slate, empty folder. */
public final class GuideRun {
  private GuideRun() {}

  /**
   * @param folder the working folder; relative paths of the program lie in it
   * @return what the program did
   */
  public static Transcript run(Program program, Parameters parameters, Path folder)
      throws IOException {
    Recorder recorder = new Recorder(folder);
    Environment environment =
        new Environment(folder::resolve, InstantSource.system(), recorder::log);
    try (var clean = Contexts.enter(new EagerContext());
        var here = Contexts.enter(environment)) {
      program.run(parameters, recorder);
    }
    return recorder.transcript();
  }
}
