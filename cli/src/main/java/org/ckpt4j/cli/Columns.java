package org.ckpt4j.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns below a header. */
final class Columns {
  private static final int GAP = 2;
  private static final int WIDEST = 72;

  private final List<String[]> rows = new ArrayList<>();
  private final boolean[] right;
  private final String[] header;

  /** A header that begins with {@code >} makes a column of numbers, aligned to the right. */
  Columns(String... header) {
    this.header = header.clone();
    right = new boolean[header.length];
    for (int i = 0; i < header.length; i++) {
      right[i] = header[i].startsWith(">");
      this.header[i] = right[i] ? header[i].substring(1) : header[i];
    }
  }

  void row(String... cells) {
    rows.add(cells);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  void print(PrintWriter out, Terminal terminal) {
    int[] widths = new int[right.length];
    fit(widths, header);
    for (String[] row : rows) {
      fit(widths, row);
    }
    print(out, widths, header, terminal.colourOut());
    for (String[] row : rows) {
      print(out, widths, row, false);
    }
  }

  /** One very long key shall not push all other rows' columns out of sight. */
  private static void fit(int[] widths, String[] row) {
    for (int i = 0; i < row.length; i++) {
      widths[i] = Math.max(widths[i], Math.min(WIDEST, Printable.width(row[i])));
    }
  }

  private void print(PrintWriter out, int[] widths, String[] row, boolean bold) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.length; i++) {
      String pad = " ".repeat(Math.max(0, widths[i] - Printable.width(row[i])));
      if (i > 0) {
        line.append(" ".repeat(GAP));
      }
      line.append(right[i] ? pad + row[i] : row[i] + pad);
    }
    String text = line.toString().stripTrailing();
    out.println(bold ? "\u001b[1m" + text + "\u001b[0m" : text);
  }
}
