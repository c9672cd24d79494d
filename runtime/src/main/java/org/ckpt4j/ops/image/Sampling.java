package org.ckpt4j.ops.image;

/**
 * Where in an image of one size the pixels of another size lie.
 *
 * @param scale how many pixels of the source a pixel of the target spans
 * @param halfPixels whether pixels are squares around their centers rather than corners
 * @param aligned whether the corners of both images fall together
 */
record Sampling(float scale, boolean halfPixels, boolean aligned) {
  static Sampling of(long from, long to, boolean alignCorners, boolean halfPixels) {
    // One pixel has no two corners to align: it is spread.
    boolean corners = alignCorners && to > 1 && from > 1;
    float scale = corners ? (from - 1) / (float) (to - 1) : from / (float) Math.max(1, to);
    return new Sampling(scale, halfPixels, alignCorners);
  }

  /** Where pixel {@code i} of the target lies in the source. */
  float at(int i) {
    return halfPixels ? (i + 0.5f) * scale - 0.5f : i * scale;
  }

  /** The pixel of the source nearest to pixel {@code i} of the target. */
  int nearest(int i, int size) {
    float at = halfPixels ? (i + 0.5f) * scale : i * scale;
    int pixel = aligned ? roundHalfAway(at) : (int) Math.floor(at);
    return Math.max(0, Math.min(pixel, size - 1));
  }

  private static int roundHalfAway(float x) {
    return (int) Math.floor(x + 0.5f);
  }

  /** The two pixels between which a target pixel lies, and how far it is from the first. */
  record Between(int lower, int upper, float share) {}

  Between between(int i, int size) {
    float at = at(i);
    float floor = (float) Math.floor(at);
    int lower = Math.max((int) floor, 0);
    int upper = Math.min((int) Math.ceil(at), size - 1);
    return new Between(Math.min(lower, size - 1), Math.max(upper, 0), at - floor);
  }
}
