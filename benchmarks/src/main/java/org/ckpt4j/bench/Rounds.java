package org.ckpt4j.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * How often each benchmark is repeated.
 *
 * <p>Work of seconds is timed call by call. Work of milliseconds is averaged over a second after
 * seconds of warm-up: before a compiler has seen the code, its first calls would be measured
 * instead.
 */
enum Rounds {
  FULL(List.of(), List.of("-wi", "5", "-i", "7"), 7, 50),
  QUICK(List.of("-wi", "2", "-i", "3"), List.of("-wi", "3", "-i", "3"), 3, 20);

  private final List<String> largeWork;
  private final List<String> smallWork;
  private final int peerRounds;
  private final int peerRoundsOfSmallWork;

  Rounds(
      List<String> largeWork, List<String> smallWork, int peerRounds, int peerRoundsOfSmallWork) {
    this.largeWork = largeWork;
    this.smallWork = smallWork;
    this.peerRounds = peerRounds;
    this.peerRoundsOfSmallWork = peerRoundsOfSmallWork;
  }

  List<String> jmhArguments(Workload workload) {
    if (workload != Workload.SMALL) {
      return largeWork;
    }
    List<String> out = new ArrayList<>(smallWork);
    out.addAll(List.of("-bm", "avgt", "-w", "1s", "-r", "1s"));
    return out;
  }

  int peerRounds(Workload workload) {
    return workload == Workload.SMALL ? peerRoundsOfSmallWork : peerRounds;
  }

  /** Of whole processes. */
  int processes() {
    return peerRounds;
  }
}
