package org.ckpt4j.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds the cases of one layout of recorded behaviour.
 *
 * <p>A source knows its layout only, never our own recordings: any folder that follows the layout
 * will do. The path may be one case (its folder, or its file) or a folder of cases.
 */
public interface CaseSource {
  /**
   * The word on the command line: {@code format}, {@code bad}, {@code guide}, {@code traces},
   * {@code ops}.
   */
  String layout();

  /**
   * The cases at {@code path} that {@code selection} takes, in a fixed order.
   *
   * @throws NoSuchCasesException if nothing there follows the layout, or the selection leaves
   *     nothing
   */
  List<ConformanceCase> find(Path path, Selection selection)
      throws IOException, NoSuchCasesException;

  /** What failing cases of this id are counted under in the report; empty: under nothing. */
  default String group(String id) {
    return "";
  }
}
