package org.ckpt4j.ops.state;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.ckpt4j.framework.Elements;
import org.ckpt4j.tensor.DType;

/** Lanes that are computed in {@code float}: of FLOAT32, and of the narrower types. */
final class FloatLanes implements Lanes {
  private final DType dtype;
  private final List<ByteBuffer> bytes;
  private final ByteBuffer gradient;
  private final UpdateRule rule;
  private final float[] numbers;
  private final float[][] lanes;
  private final float[] slope = new float[CHUNK];
  private final Subnormals subnormals = new Subnormals(CHUNK);

  private final ByteBuffer one = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  FloatLanes(
      DType dtype, List<ByteBuffer> bytes, ByteBuffer gradient, double[] numbers, UpdateRule rule) {
    this.dtype = dtype;
    this.bytes = bytes;
    this.gradient = gradient;
    this.rule = rule;
    this.numbers = new float[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      this.numbers[i] = (float) numbers[i];
    }
    this.lanes = new float[bytes.size()][CHUNK];
  }

  @Override
  public void update(int at, int from, int count) {
    if (dtype == DType.FLOAT32) {
      updateFloats(at, from, count);
      return;
    }
    for (int done = 0; done < count; done += CHUNK) {
      int n = Math.min(CHUNK, count - done);
      for (int lane = 0; lane < lanes.length; lane++) {
        load(bytes.get(lane), at + done, lanes[lane], n);
      }
      load(gradient, from + done, slope, n);
      rule.apply(lanes, slope, numbers, n, this::rounded);
      for (int lane = 0; lane < lanes.length; lane++) {
        store(bytes.get(lane), at + done, lanes[lane], n);
      }
    }
  }

  /** Numbers too small to be normal count as zero, as in TensorFlow's kernels. */
  private void updateFloats(int at, int from, int count) {
    FloatBuffer[] values = new FloatBuffer[lanes.length];
    for (int lane = 0; lane < lanes.length; lane++) {
      values[lane] = bytes.get(lane).asFloatBuffer();
      subnormals.look(bytes.get(lane).asIntBuffer(), at, count);
    }
    FloatBuffer slopes = gradient.asFloatBuffer();
    subnormals.look(gradient.asIntBuffer(), from, count);
    boolean anyGiven = subnormals.wereSeen();
    for (int done = 0; done < count; done += CHUNK) {
      int n = Math.min(CHUNK, count - done);
      for (int lane = 0; lane < lanes.length; lane++) {
        load(values[lane], at + done, lanes[lane], n, anyGiven);
      }
      load(slopes, from + done, slope, n, anyGiven);
      rule.apply(lanes, slope, numbers, n);
      for (int lane = 0; lane < lanes.length; lane++) {
        subnormals.look(lanes[lane], n);
        values[lane].put(at + done, lanes[lane], 0, n);
      }
    }
    if (subnormals.wereSeen()) {
      for (FloatBuffer lane : values) {
        for (int done = 0; done < count; done += CHUNK) {
          int n = Math.min(CHUNK, count - done);
          load(lane, at + done, slope, n, true);
          lane.put(at + done, slope, 0, n);
        }
      }
    }
  }

  private static void load(FloatBuffer source, int at, float[] into, int n, boolean flush) {
    source.get(at, into, 0, n);
    if (flush) {
      Subnormals.flush(into, n);
    }
  }

  private void load(ByteBuffer source, int at, float[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = (float) Elements.getDouble(source, dtype, at + i);
    }
  }

  private void store(ByteBuffer target, int at, float[] from, int n) {
    for (int i = 0; i < n; i++) {
      Elements.putDouble(target, dtype, at + i, from[i]);
    }
  }

  private float rounded(double value) {
    Elements.putDouble(one, dtype, 0, value);
    return (float) Elements.getDouble(one, dtype, 0);
  }
}
