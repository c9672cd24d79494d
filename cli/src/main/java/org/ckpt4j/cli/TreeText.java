package org.ckpt4j.cli;

import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A tree of lines, drawn with branches. Built and printed without recursion: files may nest deeply.
 */
final class TreeText {
  private static final int DEEPEST_DRAWN = 40;

  private final String label;
  private final List<TreeText> children = new ArrayList<>();

  TreeText(String label) {
    this.label = label;
  }

  /** Adds a line below this one and returns it. */
  TreeText add(String childLabel) {
    TreeText child = new TreeText(childLabel);
    children.add(child);
    return child;
  }

  private record Line(TreeText node, String indent, String branch, int depth) {}

  void print(PrintWriter out) {
    Deque<Line> stack = new ArrayDeque<>();
    stack.push(new Line(this, "", "", 0));
    while (!stack.isEmpty()) {
      Line line = stack.pop();
      boolean drawn = line.depth <= DEEPEST_DRAWN;
      out.println(
          line.indent + (drawn ? line.branch : "(level " + line.depth + ") ") + line.node.label);
      String indent =
          !drawn || line.depth == 0
              ? line.indent
              : line.indent + (line.branch.startsWith("├") ? "│  " : "   ");
      List<TreeText> below = line.node.children;
      for (int i = below.size() - 1; i >= 0; i--) {
        String branch = i == below.size() - 1 ? "└─ " : "├─ ";
        stack.push(new Line(below.get(i), indent, branch, line.depth + 1));
      }
    }
  }
}
