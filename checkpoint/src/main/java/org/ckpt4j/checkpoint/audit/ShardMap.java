package org.ckpt4j.checkpoint.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.ckpt4j.checkpoint.audit.Finding.Severity;
import org.ckpt4j.checkpoint.coding.ByteSource;
import org.ckpt4j.tensor.TensorKey;

/**
 * To whom the bytes of one data file belong: finds gaps, overlaps and a rest behind the last
 * tensor.
 *
 * <p>A short gap of zeros before an aligned offset is padding, which other writers make and no
 * reader minds. Tensors that share bytes are legal too, as long as the checksums of both are right.
 */
final class ShardMap {
  private static final int LARGEST_PADDING = 4096;
  private static final int SMALLEST_ALIGNMENT = 8;

  private record Range(long offset, long size, TensorKey key) {
    long end() {
      return offset + size;
    }
  }

  private final List<Range> ranges = new ArrayList<>();

  /** The entry's place must lie within the file. */
  void add(long offset, long size, TensorKey key) {
    if (size > 0) {
      ranges.add(new Range(offset, size, key));
    }
  }

  /**
   * @param indexDamaged whether entries are known to be lost, which explains gaps
   * @param sound the tensors whose checksums are right: those may share bytes
   */
  void report(ByteSource source, boolean indexDamaged, Set<TensorKey> sound, FindingList findings)
      throws IOException {
    ranges.sort(Comparator.comparingLong(Range::offset).thenComparingLong(Range::size));
    String file = source.file();
    long end = 0;
    long orphaned = 0;
    Range last = null;
    long padding = 0;
    int paddings = 0;
    for (Range range : ranges) {
      if (range.offset > end) {
        long gap = range.offset - end;
        if (isPadding(source, end, range.offset)) {
          padding += gap;
          paddings++;
        } else if (indexDamaged) {
          orphaned += gap;
        } else {
          findings.add(
              Severity.WARNING,
              file,
              end,
              range.key,
              "%d bytes before it belong to no tensor",
              gap);
        }
      } else if (last != null && range.offset < end) {
        reportOverlap(file, last, range, end, sound, findings);
      }
      if (range.end() > end) {
        end = range.end();
        last = range;
      }
    }
    if (end < source.size() && paddings > 0 && isPadding(source, end, source.size())) {
      padding += source.size() - end;
    } else if (end < source.size() && indexDamaged) {
      orphaned += source.size() - end;
    } else if (end < source.size()) {
      findings.add(
          Severity.WARNING,
          file,
          end,
          null,
          "%d bytes behind the last tensor belong to none",
          source.size() - end);
    }
    if (orphaned > 0) {
      // One note for all: a lost block of the index leaves thousands of gaps.
      findings.add(
          Severity.NOTE,
          file,
          -1,
          null,
          "%d bytes belong to no tensor that is left (their entries are lost with the index)",
          orphaned);
    }
    if (paddings > 0) {
      findings.add(
          Severity.NOTE,
          file,
          -1,
          null,
          "%d bytes of padding around %d aligned tensors; TensorFlow writes none",
          padding,
          paddings);
    }
  }

  private static void reportOverlap(
      String file,
      Range before,
      Range range,
      long end,
      Set<TensorKey> sound,
      FindingList findings) {
    if (before.offset == range.offset && before.size == range.size) {
      findings.add(
          Severity.NOTE, file, range.offset, range.key, "shares its bytes with \"%s\"", before.key);
    } else {
      findings.add(
          sound.containsAll(List.of(before.key, range.key)) ? Severity.NOTE : Severity.ERROR,
          file,
          range.offset,
          range.key,
          "shares %d bytes with \"%s\", which begins at %d",
          Math.min(end, range.end()) - range.offset,
          before.key,
          before.offset);
    }
  }

  private static boolean isPadding(ByteSource source, long from, long to) throws IOException {
    if (to - from > LARGEST_PADDING || to % SMALLEST_ALIGNMENT != 0) {
      return false;
    }
    ByteBuffer gap = source.read(from, (int) (to - from));
    while (gap.hasRemaining()) {
      if (gap.get() != 0) {
        return false;
      }
    }
    return true;
  }
}
