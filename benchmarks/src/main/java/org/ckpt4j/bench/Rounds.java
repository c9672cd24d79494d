package org.ckpt4j.bench;

import java.util.List;

/** How often each benchmark is repeated. */
enum Rounds {
  FULL(List.of(), 7),
  QUICK(List.of("-wi", "2", "-i", "3", "-w", "500ms", "-r", "500ms"), 3);

  private final List<String> jmhArguments;
  private final int peerRounds;

  Rounds(List<String> jmhArguments, int peerRounds) {
    this.jmhArguments = jmhArguments;
    this.peerRounds = peerRounds;
  }

  List<String> jmhArguments() {
    return jmhArguments;
  }

  int peerRounds() {
    return peerRounds;
  }
}
