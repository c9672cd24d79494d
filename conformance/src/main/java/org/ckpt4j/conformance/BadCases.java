package org.ckpt4j.conformance;

import java.nio.file.Path;
import java.util.List;

/** To come. */
final class BadCases implements CaseSource {
  @Override
  public String layout() {
    return "bad";
  }

  @Override
  public List<ConformanceCase> find(Path path, Selection selection) throws NoSuchCasesException {
    throw new NoSuchCasesException("the layout " + layout() + " is not read yet");
  }
}
