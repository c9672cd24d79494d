package org.ckpt4j.guide;

import java.io.IOException;

/** A section of the guide as a program: it runs in the current working folder and reports. */
@FunctionalInterface
public interface Program {
  void run(Parameters p, Recorder r) throws IOException;
}
