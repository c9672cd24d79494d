package org.ckpt4j.ops.image;

/** One pixel between red, green, blue and hue, saturation, value; all from 0 to 1. */
final class Hsv {
  private Hsv() {}

  /** Reads three numbers from {@code at} on and writes three there in {@code out}. */
  static void ofRgb(double[] in, double[] out, int at) {
    double r = in[at];
    double g = in[at + 1];
    double b = in[at + 2];
    double value = Math.max(r, Math.max(g, b));
    double range = value - Math.min(r, Math.min(g, b));
    double hue = 0;
    if (range > 0) {
      double norm = 1 / (6 * range);
      if (r == value) {
        hue = norm * (g - b);
      } else if (g == value) {
        hue = norm * (b - r) + 2.0 / 6;
      } else {
        hue = norm * (r - g) + 4.0 / 6;
      }
      hue = hue < 0 ? hue + 1 : hue;
    }
    out[at] = hue;
    out[at + 1] = value > 0 ? range / value : 0;
    out[at + 2] = value;
  }

  static void toRgb(double[] in, double[] out, int at) {
    double hue = in[at];
    double saturation = in[at + 1];
    double value = in[at + 2];
    double dr = clamp(Math.abs(hue * 6 - 3) - 1);
    double dg = clamp(2 - Math.abs(hue * 6 - 2));
    double db = clamp(2 - Math.abs(hue * 6 - 4));
    out[at] = (1 - saturation + saturation * dr) * value;
    out[at + 1] = (1 - saturation + saturation * dg) * value;
    out[at + 2] = (1 - saturation + saturation * db) * value;
  }

  static double clamp(double x) {
    return Math.min(Math.max(x, 0), 1);
  }
}
