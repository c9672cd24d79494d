package org.ckpt4j.checkpoint.audit;

import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.audit.Finding.Severity;
import org.ckpt4j.tensor.TensorKey;
import org.jspecify.annotations.Nullable;

/**
 * Findings as they come up. A file in which everything is wrong yields a bounded number of them.
 */
final class FindingList {
  private static final int MOST = 10_000;

  private final List<Finding> findings = new ArrayList<>();
  private long omitted;

  void add(
      Severity severity,
      String file,
      long offset,
      @Nullable TensorKey key,
      String format,
      Object... arguments) {
    add(
        severity,
        file,
        offset,
        key == null ? null : key.toString(),
        () -> String.format(Locale.ROOT, format, arguments));
  }

  void add(CorruptCheckpointException fault) {
    add(
        Severity.ERROR,
        fault.file(),
        fault.offset(),
        fault.key().orElse(null),
        () -> fault.detail());
  }

  /** Damage of the entry or value under {@code key}, which may be that of a slice. */
  void add(CorruptCheckpointException fault, TensorKey key) {
    Optional<StoredSlice> slice = StoredSlice.find(key);
    add(
        Severity.ERROR,
        fault.file(),
        fault.offset(),
        slice.map(StoredSlice::tensor).orElse(key).toString(),
        () -> slice.map(s -> "slice " + s.slice() + ": ").orElse("") + fault.detail());
  }

  /** A file that a tensor needs and that is not there. */
  void add(NoSuchFileException missing, TensorKey key) {
    add(Severity.ERROR, missing.getFile(), -1, key, "file is missing; this tensor lies in it");
  }

  private void add(
      Severity severity, String file, long offset, @Nullable String key, Supplier<String> text) {
    if (findings.size() >= MOST) {
      omitted++;
      return;
    }
    findings.add(new Finding(severity, file, offset, Optional.ofNullable(key), text.get()));
  }

  boolean isEmpty() {
    return findings.isEmpty();
  }

  /** Whether there is one about this file. */
  boolean names(String file) {
    return findings.stream().anyMatch(finding -> finding.file().equals(file));
  }

  List<Finding> sorted() {
    List<Finding> out = new ArrayList<>(findings);
    out.sort(
        Comparator.comparing(Finding::severity)
            .thenComparing(Finding::file)
            .thenComparingLong(Finding::offset));
    if (omitted > 0) {
      out.add(
          new Finding(
              Severity.ERROR,
              out.get(0).file(),
              -1,
              Optional.empty(),
              "%d more findings are not listed".formatted(omitted)));
    }
    return out;
  }
}
