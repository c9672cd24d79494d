package org.ckpt4j.graph.graphdef;

/**
 * An input as a node of a {@code GraphDef} writes it: {@code x}, {@code x:1}, {@code ^x}.
 *
 * @param port which output; -1 for a control input
 */
record InputRef(String node, int port) {
  static InputRef parse(String text) {
    if (text.startsWith("^")) {
      return new InputRef(text.substring(1), -1);
    }
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return new InputRef(text, 0);
    }
    String digits = text.substring(colon + 1);
    if (!digits.matches("0|[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException(
          "input \"%s\" is none; inputs are written node, node:output or ^node".formatted(text));
    }
    return new InputRef(text.substring(0, colon), Integer.parseInt(digits));
  }

  boolean isControl() {
    return port < 0;
  }

  @Override
  public String toString() {
    return isControl() ? "^" + node : port == 0 ? node : node + ":" + port;
  }
}
