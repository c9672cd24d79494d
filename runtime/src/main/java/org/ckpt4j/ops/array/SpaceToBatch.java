package org.ckpt4j.ops.array;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code SpaceToBatchND}: padded space cut into interleaved grids, each a batch entry; {@code
 * BatchToSpaceND}: and back, cropped; {@code SpaceToBatch}, {@code BatchToSpace}: the same of
 * images.
 */
public final class SpaceToBatch {
  public static final OpDef ND = blocks("SpaceToBatchND", "paddings", "Tpaddings", true);
  public static final OpDef ND_INVERSE = blocks("BatchToSpaceND", "crops", "Tcrops", false);
  public static final OpDef IMAGES = images("SpaceToBatch", "paddings", "Tpaddings", true);
  public static final OpDef IMAGES_INVERSE = images("BatchToSpace", "crops", "Tidx", false);

  private SpaceToBatch() {}

  private static OpDef blocks(String name, String edges, String edgeType, boolean toBatch) {
    return OpDef.named(name)
        .inputs("input: T", "block_shape: Tblock_shape", edges + ": " + edgeType)
        .outputs("output: T")
        .attr("Tblock_shape", AttrKind.TYPE, DType.INT32)
        .allow("Tblock_shape", DType.INT32, DType.INT64)
        .attr(edgeType, AttrKind.TYPE, DType.INT32)
        .allow(edgeType, DType.INT32, DType.INT64)
        .infer(call -> infer(call, Dims.known(call, 1), call.shape(1), 2, toBatch))
        .compute(call -> compute(call, ElementArrays.longs(call.input(1)), 2, toBatch))
        .gradient(
            (call, dy) ->
                Arrays.asList(
                    (toBatch ? SpaceToBatch.ND_INVERSE : SpaceToBatch.ND)
                        .call(
                            Attrs.none(),
                            Objects.requireNonNull(dy.get(0)),
                            call.input(1),
                            call.input(2)),
                    null,
                    null))
        .build();
  }

  private static OpDef images(String name, String edges, String edgeType, boolean toBatch) {
    return OpDef.named(name)
        .inputs("input: T", edges + ": " + edgeType)
        .outputs("output: T")
        .attr("block_size", AttrKind.INT)
        .atLeast("block_size", 2)
        .attr(edgeType, AttrKind.TYPE, DType.INT32)
        .allow(edgeType, DType.INT32, DType.INT64)
        .infer(
            call -> {
              Dims.rank(call, 0, 4);
              long block = call.<Long>attr("block_size");
              return infer(call, new long[] {block, block}, Shape.of(2), 1, toBatch);
            })
        .compute(
            call -> {
              long block = call.<Long>attr("block_size");
              return compute(call, new long[] {block, block}, 1, toBatch);
            })
        .gradient(
            (call, dy) ->
                Arrays.asList(
                    (toBatch ? SpaceToBatch.IMAGES_INVERSE : SpaceToBatch.IMAGES)
                        .call(
                            Attrs.of("block_size", call.<Long>attr("block_size")),
                            Objects.requireNonNull(dy.get(0)),
                            call.input(1)),
                    null))
        .build();
  }

  /** Counterpart: {@code tf.space_to_batch}. */
  public static Tensor of(Object input, Object blockShape, Object paddings, OpOption... options) {
    return call(ND, input, blockShape, paddings, "paddings", options);
  }

  /** Counterpart: {@code tf.batch_to_space}. */
  public static Tensor batchToSpace(
      Object input, Object blockShape, Object crops, OpOption... options) {
    return call(ND_INVERSE, input, blockShape, crops, "crops", options);
  }

  private static Tensor call(
      OpDef def, Object input, Object block, Object edges, String name, OpOption... options) {
    return Scoped.call(
        options,
        def.name(),
        scope ->
            def.call(
                scope,
                Attrs.none(),
                ToTensor.of(input, null, "input"),
                ToTensor.beside(DType.INT32, block, "block_shape"),
                ToTensor.beside(DType.INT32, edges, name)));
  }

  private static List<Shape> infer(
      InferCall call, long @Nullable [] block, Shape blockShape, int edgeInput, boolean toBatch) {
    Shape in = call.shape(0);
    Shape edges = Dims.rank(call, edgeInput, 2);
    if (Dims.merged(edges, Shape.of(blockShape.hasKnownRank() ? blockShape.dim(0) : -1, 2))
        == null) {
      throw call.invalid("edges of %s for blocks of %s", edges, blockShape);
    }
    if (!in.hasKnownRank()) {
      return List.of(in);
    }
    if (block == null) {
      long blocks = blockShape.hasKnownRank() ? blockShape.dim(0) : Shape.UNKNOWN_SIZE;
      long[] dims = in.dims();
      int open = (int) (blocks < 0 ? in.rank() : Math.min(blocks + 1, in.rank()));
      Arrays.fill(dims, 0, open, Shape.UNKNOWN_SIZE);
      return List.of(Shape.of(dims));
    }
    return List.of(result(in, block, Dims.known(call, edgeInput), toBatch, call::invalid));
  }

  private static Shape result(
      Shape in, long[] block, long @Nullable [] edges, boolean toBatch, Refusal refusal) {
    if (in.rank() < block.length + 1) {
      throw refusal.because("blocks of %d dimensions for %s", block.length, in);
    }
    long[] dims = in.dims();
    long all = 1;
    for (int d = 0; d < block.length; d++) {
      if (block[d] < 1) {
        throw refusal.because("block size %d", block[d]);
      }
      all *= block[d];
      long size = dims[d + 1];
      if (edges == null || size < 0) {
        dims[d + 1] = Shape.UNKNOWN_SIZE;
        continue;
      }
      long before = edges[2 * d];
      long after = edges[2 * d + 1];
      if (before < 0 || after < 0) {
        throw refusal.because("edges (%d, %d) of dimension %d", before, after, d + 1);
      }
      long padded = toBatch ? size + before + after : size * block[d] - before - after;
      if (padded < 0 || (toBatch && padded % block[d] != 0)) {
        throw refusal.because(
            "dimension %d of %s with edges (%d, %d) does not fit blocks of %d",
            d + 1, in, before, after, block[d]);
      }
      dims[d + 1] = toBatch ? padded / block[d] : padded;
    }
    if (!toBatch && dims[0] >= 0 && dims[0] % all != 0) {
      throw refusal.because("a batch of %d is no multiple of the block's %d", dims[0], all);
    }
    dims[0] = dims[0] < 0 ? dims[0] : toBatch ? dims[0] * all : dims[0] / all;
    return Shape.of(dims);
  }

  private static EagerTensor compute(
      KernelCall call, long[] block, int edgeInput, boolean toBatch) {
    EagerTensor in = call.input(0);
    long[] edges = ElementArrays.longs(call.input(edgeInput));
    if (edges.length != 2 * block.length) {
      throw call.invalid("%d edges for %d blocks", edges.length, block.length);
    }
    Shape out = result(in.shape(), block, edges, toBatch, call::invalid);
    Shape space = toBatch ? in.shape() : out;
    Shape grids = toBatch ? out : in.shape();
    Assembly assembly = new Assembly(in.dtype(), out).from(in);
    long offsets = Arrays.stream(block).reduce(1, (a, b) -> a * b);
    for (long offset = 0; offset < offsets; offset++) {
      new Grid(block, edges, offset, space, grids).move(assembly, toBatch);
    }
    return assembly.tensor();
  }

  /** The elements of space that lie at one offset within their blocks: one box. */
  private record Grid(long[] block, long[] edges, long offset, Shape space, Shape grids) {
    void move(Assembly assembly, boolean toBatch) {
      long[] box = grids.dims();
      long[] spaceSteps = Dims.strides(space);
      long[] gridSteps = Dims.strides(grids);
      long batch = space.dim(0);
      box[0] = batch;
      long spaceFirst = 0;
      long gridFirst = offset * batch * gridSteps[0];
      long left = offset;
      for (int d = block.length - 1; d >= 0; d--) {
        long within = left % block[d] - edges[2 * d];
        left /= block[d];
        // Positions o * block + within that lie inside of space.
        long first = within >= 0 ? 0 : (-within + block[d] - 1) / block[d];
        long last = Math.floorDiv(space.dim(d + 1) - 1 - within, block[d]);
        box[d + 1] = Math.max(0, Math.min(last, grids.dim(d + 1) - 1) - first + 1);
        spaceFirst += (first * block[d] + within) * spaceSteps[d + 1];
        gridFirst += first * gridSteps[d + 1];
        spaceSteps[d + 1] *= block[d];
      }
      if (toBatch) {
        assembly.box(box, spaceFirst, spaceSteps, gridFirst, gridSteps);
      } else {
        assembly.box(box, gridFirst, gridSteps, spaceFirst, spaceSteps);
      }
    }
  }
}
