package org.ckpt4j.checkpoint.bundle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Questions about the stored parts of one tensor: do some overlap, do they make up a request. */
public final class SliceCover {
  private SliceCover() {}

  /** How many elements of {@code request} the parts hold; exact if no two of them overlap. */
  public static long held(List<SliceBox> parts, SliceBox request) {
    long held = 0;
    for (SliceBox part : parts) {
      held += part.common(request);
    }
    return held;
  }

  /** Two parts that have an element in common, or empty. */
  public static Optional<List<SliceBox>> findOverlap(List<SliceBox> parts) {
    if (parts.size() < 2) {
      return Optional.empty();
    }
    if (parts.get(0).rank() == 0) {
      return Optional.of(parts.subList(0, 2));
    }
    // A sweep along the dimension that tells most parts apart: only those that meet there are
    // compared.
    int dimension = mostDistinct(parts);
    List<SliceBox> sorted = new ArrayList<>(parts);
    sorted.sort(Comparator.comparingLong(box -> box.start(dimension)));
    List<SliceBox> open = new ArrayList<>();
    for (SliceBox box : sorted) {
      open.removeIf(other -> other.end(dimension) <= box.start(dimension));
      for (SliceBox other : open) {
        if (box.common(other) > 0) {
          return Optional.of(List.of(other, box));
        }
      }
      open.add(box);
    }
    return Optional.empty();
  }

  private static int mostDistinct(List<SliceBox> parts) {
    int best = 0;
    int most = 0;
    for (int i = 0; i < parts.get(0).rank(); i++) {
      Set<Long> starts = new HashSet<>();
      for (SliceBox part : parts) {
        starts.add(part.start(i));
      }
      if (starts.size() > most) {
        most = starts.size();
        best = i;
      }
    }
    return best;
  }
}
