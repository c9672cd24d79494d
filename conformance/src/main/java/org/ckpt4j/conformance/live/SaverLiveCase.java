package org.ckpt4j.conformance.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ckpt4j.checkpoint.WriteOptions;
import org.ckpt4j.conformance.Checks;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.ShapeAndSlice;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.tensor.TensorSlice.Extent;

/** Variables of a graph, some partitioned, restored and saved by TensorFlow's Saver. */
record SaverLiveCase(List<Saved> variables, boolean resource) implements LiveCase {
  private static final String NAME = "model";
  private static final List<DType> DTYPES =
      List.of(
          DType.FLOAT32,
          DType.FLOAT64,
          DType.INT32,
          DType.INT64,
          DType.FLOAT16,
          DType.BFLOAT16,
          DType.BOOL,
          DType.UINT8,
          DType.INT8,
          DType.INT16,
          DType.UINT16,
          DType.COMPLEX64,
          DType.COMPLEX128);

  /** A variable; {@code parts} along {@code axis}, as the fixed size partitioner cuts. */
  record Saved(String name, RawTensor value, int parts, int axis) {
    List<Item> items() {
      TensorKey key = TensorKey.of(name);
      if (parts == 1) {
        return List.of(new Item(key, value, null));
      }
      List<Item> out = new ArrayList<>();
      long size = value.shape().dim(axis);
      long at = 0;
      for (int i = 0; i < parts; i++) {
        long length = size / parts + (i < size % parts ? 1 : 0);
        List<Extent> extents = new ArrayList<>();
        for (int d = 0; d < value.shape().rank(); d++) {
          extents.add(d == axis ? new Extent(at, length) : new Extent(0, value.shape().dim(d)));
        }
        ShapeAndSlice part = new ShapeAndSlice(value.shape(), new TensorSlice(extents));
        out.add(new Item(key, rows(part.sliceShape(), at, length), part));
        at += length;
      }
      return out;
    }

    /** Axis 0 only, so that a part is one run of bytes. */
    private RawTensor rows(Shape shape, long at, long length) {
      long row = value.bytes().size() / value.shape().dim(0);
      ByteBuffer bytes = value.bytes().window(at * row, (int) (length * row));
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return RawTensor.of(value.dtype(), shape, copy);
    }
  }

  static SaverLiveCase draw(RandomTensors random) {
    List<Saved> variables = new ArrayList<>();
    int count = 1 + random.upTo(6);
    for (int i = 0; i < count; i++) {
      String name = random.variableName();
      if (random.chance(30)) {
        int size = 2 + random.upTo(6);
        Shape shape = Shape.of(size, 1 + random.upTo(4));
        int parts = 2 + random.upTo(size - 1);
        variables.add(new Saved(name, random.tensor(DType.FLOAT32, shape), parts, 0));
      } else {
        variables.add(new Saved(name, random.tensor(random.one(DTYPES), random.shape()), 1, 0));
      }
    }
    return new SaverLiveCase(variables, random.chance(60));
  }

  @Override
  public String kind() {
    return "saver";
  }

  @Override
  public void write(Path ours) throws IOException {
    SavedItems.write(ours.resolve(NAME), WriteOptions.defaults(), items());
  }

  /** In the order of a Saver: by name. */
  private List<Item> items() {
    return variables.stream()
        .sorted(Comparator.comparing(v -> TensorKey.of(v.name())))
        .flatMap(v -> v.items().stream())
        .toList();
  }

  @Override
  public void describe(ObjectNode job, String ours, String theirs) {
    job.put("ours", ours + "/" + NAME);
    job.put("theirs", theirs + "/" + NAME);
    job.put("resource", resource);
    ArrayNode out = job.putArray("variables");
    for (Saved variable : variables) {
      ObjectNode one = out.addObject();
      one.put("name", variable.name());
      one.put("parts", variable.parts());
      one.put("axis", variable.axis());
      Item.describe(variable.value(), one);
    }
  }

  @Override
  public void check(Checks checks, Path ours, Path theirs, JsonNode found) throws IOException {
    SavedItems.sameFolders(checks, ours, theirs);
    SavedItems.read(checks, theirs.resolve(NAME), items());
  }
}
