package org.ckpt4j.conformance.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ckpt4j.ops.StandardOps;

/** What the build runs: is {@code docs/ops.md} what the registry and the recorded data say? */
public final class OpsReportCheck {
  private OpsReportCheck() {}

  /**
   * Arguments: the source tree, the folder of the recorded data, the page within the tree, and
   * {@code check} or {@code write}.
   *
   * @throws IllegalStateException if the page is not current
   */
  public static void main(String[] args) throws IOException {
    Path page = Path.of(args[0]).resolve(args[2]);
    Path recorded = Path.of(args[1]).resolve("golden/ops");
    if (!Files.isDirectory(recorded)) {
      System.out.println("left out: whether " + args[2] + " is current, for want of recorded data");
      return;
    }
    String wanted = new OpsReport(StandardOps.registry(), RecordedOps.in(recorded)).markdown();
    if (args[3].equals("write")) {
      Files.writeString(page, wanted);
    } else if (!Files.isRegularFile(page) || !Files.readString(page).equals(wanted)) {
      throw new IllegalStateException(
          args[2] + " is not current; write it by mvn verify -Dckpt4j.rows=write");
    }
  }
}
