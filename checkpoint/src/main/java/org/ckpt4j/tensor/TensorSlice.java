package org.ckpt4j.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.ckpt4j.proto.TensorSliceProto;

/**
 * A rectangular part of a tensor: per dimension a start and a length, or the whole of it.
 *
 * <p>Counterpart: {@code TensorSlice} and the slice half of a {@code shape_and_slice} text. A whole
 * dimension ({@code -}) and explicit numbers that happen to span it are different slices.
 */
public record TensorSlice(List<Extent> extents) {
  /** Start and length along one dimension; {@link #WHOLE} is start 0, length -1. */
  public record Extent(long start, long length) {
    public static final Extent WHOLE = new Extent(0, -1);

    /**
     * @throws IllegalArgumentException if start or length is negative (other than {@link #WHOLE}),
     *     or the end does not fit a long
     */
    public Extent {
      if (length == -1 ? start != 0 : start < 0 || length < 0 || start > Long.MAX_VALUE - length) {
        throw new IllegalArgumentException(
            "no extent: start %d, length %d; both must be >= 0 and their sum must fit 63 bits"
                .formatted(start, length));
      }
    }

    public boolean isWhole() {
      return length == -1;
    }

    /** The first index behind it; meaningless if it {@link #isWhole()}. */
    public long end() {
      return start + length;
    }

    /** Start and length as numbers, within a dimension of {@code size}. */
    public Extent within(long size) {
      return isWhole() ? new Extent(0, size) : this;
    }

    @Override
    public String toString() {
      return isWhole() ? "-" : start + "," + length;
    }
  }

  public TensorSlice {
    extents = List.copyOf(extents);
  }

  /** The slice that takes every dimension whole. */
  public static TensorSlice whole(int rank) {
    return new TensorSlice(Collections.nCopies(rank, Extent.WHOLE));
  }

  /**
   * Reads TensorFlow's text: items joined by {@code :}, each {@code -} or {@code start,length}.
   * Empty items are passed over, as TensorFlow does.
   *
   * @throws IllegalArgumentException if an item is something else, a start is negative, or a length
   *     is not positive
   */
  public static TensorSlice parse(String text) {
    List<Extent> extents = new ArrayList<>();
    for (String item : text.split(":", -1)) {
      if (!item.isEmpty()) {
        extents.add(parseExtent(item, text));
      }
    }
    return new TensorSlice(extents);
  }

  private static Extent parseExtent(String item, String text) {
    if (item.equals("-")) {
      return Extent.WHOLE;
    }
    int comma = item.indexOf(',');
    if (comma < 0 || comma != item.lastIndexOf(',')) {
      throw new IllegalArgumentException(
          "slice \"%s\": \"%s\" is neither '-' nor a pair start,length".formatted(text, item));
    }
    long start = parseNumber(item.substring(0, comma), item, text);
    long length = parseNumber(item.substring(comma + 1), item, text);
    return positive(start, length, "slice \"" + text + "\"");
  }

  private static long parseNumber(String digits, String item, String text) {
    try {
      return Long.parseLong(digits.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "slice \"%s\": \"%s\" is neither '-' nor a pair start,length".formatted(text, item), e);
    }
  }

  private static Extent positive(long start, long length, String where) {
    if (start < 0 || length <= 0 || start > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException(
          "%s: start %d must be >= 0, length %d > 0, and their sum fit 63 bits"
              .formatted(where, start, length));
    }
    return new Extent(start, length);
  }

  /**
   * Reads the message form: an extent without a length is a whole dimension.
   *
   * @throws IllegalArgumentException if a start is negative, a length is not positive, or an end
   *     does not fit a long
   */
  public static TensorSlice fromProto(TensorSliceProto message) {
    List<Extent> extents = new ArrayList<>(message.getExtentCount());
    for (TensorSliceProto.Extent extent : message.getExtentList()) {
      long length = extent.hasLength() ? extent.getLength() : -1;
      extents.add(
          length == -1 && extent.getStart() == 0
              ? Extent.WHOLE
              : positive(
                  extent.getStart(),
                  length,
                  "extent (%d,%d)".formatted(extent.getStart(), length)));
    }
    return new TensorSlice(extents);
  }

  /** The message form, with TensorFlow's bytes: a whole dimension is an empty extent. */
  public TensorSliceProto toProto() {
    TensorSliceProto.Builder out = TensorSliceProto.newBuilder();
    for (Extent extent : extents) {
      TensorSliceProto.Extent.Builder item = out.addExtentBuilder();
      if (!extent.isWhole()) {
        item.setStart(extent.start()).setLength(extent.length());
      }
    }
    return out.build();
  }

  public int rank() {
    return extents.size();
  }

  /** Whether every dimension is taken whole by {@code -}; numbers that span it do not count. */
  public boolean isWhole() {
    return extents.stream().allMatch(Extent::isWhole);
  }

  /**
   * Whether it takes all of a tensor of this shape, by {@code -} or by numbers.
   *
   * @throws IndexOutOfBoundsException if it does not lie within {@code full}
   */
  public boolean covers(Shape full) {
    return sliceShape(full).equals(full);
  }

  /**
   * The shape of the part that this slice cuts out of a tensor of shape {@code full}.
   *
   * @throws IndexOutOfBoundsException if the ranks differ or an extent ends behind its dimension
   *     (TensorFlow: an internal error)
   */
  public Shape sliceShape(Shape full) {
    requireRank(full);
    long[] dims = full.dims();
    for (int i = 0; i < dims.length; i++) {
      Extent extent = extents.get(i);
      if (!extent.isWhole()) {
        if (extent.end() > dims[i]) {
          throw new IndexOutOfBoundsException(
              "slice %s of shape %s: extent %s ends at %d, behind dimension %d of size %d"
                  .formatted(this, full, extent, extent.end(), i, dims[i]));
        }
        dims[i] = extent.length();
      }
    }
    return Shape.of(dims);
  }

  private void requireRank(Shape full) {
    if (full.rank() != rank()) {
      throw new IndexOutOfBoundsException(
          "slice %s has %d dimensions, shape %s has %d".formatted(this, rank(), full, full.rank()));
    }
  }

  /**
   * The same part with every extent as numbers.
   *
   * @throws IndexOutOfBoundsException if it does not lie within {@code full}
   */
  public TensorSlice within(Shape full) {
    Shape unused = sliceShape(full);
    List<Extent> out = new ArrayList<>(rank());
    for (int i = 0; i < rank(); i++) {
      out.add(extents.get(i).within(full.dim(i)));
    }
    return new TensorSlice(out);
  }

  /**
   * What both slices of one tensor have in common, or empty.
   *
   * @throws IllegalArgumentException if the ranks differ
   */
  public Optional<TensorSlice> intersect(TensorSlice other) {
    requireSameRank(other);
    List<Extent> out = new ArrayList<>(rank());
    for (int i = 0; i < rank(); i++) {
      Extent a = extents.get(i);
      Extent b = other.extents.get(i);
      if (a.isWhole() || b.isWhole()) {
        out.add(a.isWhole() ? b : a);
      } else {
        long start = Math.max(a.start(), b.start());
        long end = Math.min(a.end(), b.end());
        if (end <= start) {
          return Optional.empty();
        }
        out.add(new Extent(start, end - start));
      }
    }
    return Optional.of(new TensorSlice(out));
  }

  public boolean overlaps(TensorSlice other) {
    return intersect(other).isPresent();
  }

  /**
   * The smallest slice that holds both.
   *
   * @throws IllegalArgumentException if the ranks differ
   */
  public TensorSlice cover(TensorSlice other) {
    requireSameRank(other);
    List<Extent> out = new ArrayList<>(rank());
    for (int i = 0; i < rank(); i++) {
      Extent a = extents.get(i);
      Extent b = other.extents.get(i);
      if (a.isWhole() || b.isWhole()) {
        out.add(Extent.WHOLE);
      } else {
        long start = Math.min(a.start(), b.start());
        out.add(new Extent(start, Math.max(a.end(), b.end()) - start));
      }
    }
    return new TensorSlice(out);
  }

  private void requireSameRank(TensorSlice other) {
    if (rank() != other.rank()) {
      throw new IllegalArgumentException(
          "slices %s and %s are of tensors of %d and %d dimensions"
              .formatted(this, other, rank(), other.rank()));
    }
  }

  /** As TensorFlow writes it: {@code 0,2:-}. */
  @Override
  public String toString() {
    StringJoiner out = new StringJoiner(":");
    for (Extent extent : extents) {
      out.add(extent.toString());
    }
    return out.toString();
  }
}
