package org.ckpt4j.ops.nn;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.NewTensor;
import org.ckpt4j.ops.linalg.Blas;
import org.ckpt4j.ops.linalg.Dense;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Convolution of FLOAT32 as products of matrices, image by image: the window's patches, one row for
 * each position, times the filter.
 */
final class ConvMatrices {
  /** From this many products on, the way through arrays is the shorter one. */
  private static final long LARGE = 20_000;

  private ConvMatrices() {}

  static boolean serves(ConvSizes sizes, DType dtype) {
    return dtype == DType.FLOAT32 && sizes.groups() == 1 && sizes.products() >= LARGE;
  }

  static EagerTensor forward(ConvSizes sizes, EagerTensor x, EagerTensor filter) {
    Patches patches = new Patches(sizes);
    FloatBuffer image = floats(x);
    INDArray weights = Dense.of(filter);
    NewTensor result = NewTensor.offHeap(DType.FLOAT32, sizes.outShape());
    INDArray out = result.array();
    int n = sizes.channelsOut();
    try (Dense.Scratch scratch = patches.allocate()) {
      INDArray rows = scratch.array();
      FloatBuffer buffer = memory(rows);
      for (int i = 0; i < sizes.batch(); i++) {
        patches.gather(image, i, buffer);
        Blas.multiply(
            Blas.Matrix.of(rows, patches.width()),
            Blas.Matrix.of(weights, n),
            Blas.Matrix.of(out, n).startingAt((long) i * patches.count() * n),
            patches.count(),
            n,
            patches.width(),
            false);
      }
    }
    return result.tensor();
  }

  static EagerTensor inputGradient(ConvSizes sizes, EagerTensor filter, EagerTensor dy) {
    Patches patches = new Patches(sizes);
    INDArray weights = Dense.of(filter);
    INDArray gradient = Dense.of(dy);
    float[] dx = new float[ElementArrays.length(sizes.imageShape())];
    int n = sizes.channelsOut();
    try (Dense.Scratch scratch = patches.allocate()) {
      INDArray rows = scratch.array();
      FloatBuffer buffer = memory(rows);
      for (int i = 0; i < sizes.batch(); i++) {
        Blas.multiply(
            Blas.Matrix.of(gradient, n).startingAt((long) i * patches.count() * n),
            Blas.Matrix.of(weights, n).transpose(),
            Blas.Matrix.of(rows, patches.width()),
            patches.count(),
            patches.width(),
            n,
            false);
        patches.scatter(buffer, i, dx);
      }
    }
    return ElementArrays.tensor(sizes.imageShape(), dx);
  }

  static EagerTensor filterGradient(
      ConvSizes sizes, EagerTensor x, EagerTensor dy, Shape filterShape) {
    Patches patches = new Patches(sizes);
    FloatBuffer image = floats(x);
    INDArray gradient = Dense.of(dy);
    NewTensor result = NewTensor.offHeap(DType.FLOAT32, filterShape);
    INDArray out = result.array();
    int n = sizes.channelsOut();
    try (Dense.Scratch scratch = patches.allocate()) {
      INDArray rows = scratch.array();
      FloatBuffer buffer = memory(rows);
      for (int i = 0; i < sizes.batch(); i++) {
        patches.gather(image, i, buffer);
        Blas.multiply(
            Blas.Matrix.of(rows, patches.width()).transpose(),
            Blas.Matrix.of(gradient, n).startingAt((long) i * patches.count() * n),
            Blas.Matrix.of(out, n),
            patches.width(),
            n,
            patches.count(),
            i > 0);
      }
    }
    return result.tensor();
  }

  private static FloatBuffer floats(EagerTensor tensor) {
    return ElementArrays.bytes(tensor).asFloatBuffer();
  }

  private static FloatBuffer memory(INDArray array) {
    return array.data().pointer().asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  /** The patches of one image: a row for each position, in it the channels of tap after tap. */
  private static final class Patches {
    /** So many elements are put together before they are written out. */
    private static final int STAGED = 4096;

    /** Below this a loop is faster than a call that copies. */
    private static final int SHORT = 12;

    private final SlidingWindow window;
    private final int channels;
    private final int count;
    private final int width;
    private final int[] pixels;
    private final int[] runs;
    private final float[] image;
    private final float[] staged;

    Patches(ConvSizes sizes) {
      ConvSizes one =
          new ConvSizes(
              sizes.rule(),
              1,
              sizes.in(),
              sizes.size(),
              sizes.out(),
              sizes.channelsIn(),
              sizes.channelsOut(),
              1,
              false);
      this.window = one.window();
      this.channels = sizes.channelsIn();
      this.count = window.positions();
      this.width = window.taps() * channels;
      this.pixels = new int[count * window.taps()];
      java.util.Arrays.fill(pixels, -1);
      window.forEach((pixel, position, tap) -> pixels[position * window.taps() + tap] = pixel);
      this.runs = runs(pixels, window.taps());
      this.image = new float[window.pixelsPerImage() * channels];
      this.staged = new float[Math.max(STAGED, width)];
    }

    int count() {
      return count;
    }

    int width() {
      return width;
    }

    Dense.Scratch allocate() {
      return new Dense.Scratch(Dense.allocate(DataType.FLOAT, Shape.of(count, width)));
    }

    /** Copies runs of neighbouring pixels, through arrays: buffers check every access. */
    void gather(FloatBuffer images, int image, FloatBuffer rows) {
      images.get(image * this.image.length, this.image, 0, this.image.length);
      int chunk = 0;
      for (int i = 0; i < pixels.length; ) {
        int run = runs[i];
        int to = i * channels - chunk;
        if (to + run * channels > staged.length) {
          rows.put(chunk, staged, 0, to);
          chunk += to;
          to = 0;
        }
        copy(pixels[i], run * channels, to);
        i += run;
        if (i == pixels.length) {
          rows.put(chunk, staged, 0, to + run * channels);
        }
      }
    }

    private void copy(int pixel, int count, int to) {
      if (pixel < 0) {
        java.util.Arrays.fill(staged, to, to + count, 0);
      } else if (count < SHORT) {
        int from = pixel * channels;
        for (int i = 0; i < count; i++) {
          staged[to + i] = image[from + i];
        }
      } else {
        System.arraycopy(image, pixel * channels, staged, to, count);
      }
    }

    /** For each patch's pixel how many after it lie side by side in the image too. */
    private static int[] runs(int[] pixels, int taps) {
      int[] runs = new int[pixels.length];
      for (int i = pixels.length - 1; i >= 0; i--) {
        boolean goesOn =
            (i + 1) % taps != 0
                && (pixels[i] < 0 ? pixels[i + 1] < 0 : pixels[i + 1] == pixels[i] + 1);
        runs[i] = goesOn ? runs[i + 1] + 1 : 1;
      }
      return runs;
    }

    void scatter(FloatBuffer buffer, int image, float[] images) {
      int start = image * window.pixelsPerImage() * channels;
      float[] rows = new float[pixels.length * channels];
      buffer.get(0, rows);
      for (int i = 0; i < pixels.length; i++) {
        if (pixels[i] >= 0) {
          int to = start + pixels[i] * channels;
          for (int c = 0; c < channels; c++) {
            images[to + c] += rows[i * channels + c];
          }
        }
      }
    }
  }
}
