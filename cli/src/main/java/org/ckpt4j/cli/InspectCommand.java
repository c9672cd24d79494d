package org.ckpt4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointKind;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.convert.StoredTensors;
import org.ckpt4j.checkpoint.convert.StoredTensors.Piece;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inspect}: what a checkpoint holds, without reading values unless asked. */
@Command(
    name = "inspect",
    header = "Lists what a checkpoint holds: keys, dtypes, shapes, sizes and places.",
    description = {
      "",
      "Characters of a key that could steer a terminal are shown as escapes. Checksums of values",
      "are verified only for values that are printed; ckpt4j verify checks everything.",
      ""
    })
final class InspectCommand implements Callable<Integer> {
  @Mixin private StandardOptions options;

  @Parameters(
      paramLabel = "PREFIX",
      description = "A checkpoint: prefix, .index or .data file, folder, SavedModel, or V1 file.")
  private String argument;

  @Option(
      names = "--values",
      description = "Print the values: as numpy does, or with --json all elements, row-major.")
  private boolean values;

  @Option(
      names = "--match",
      paramLabel = "REGEX",
      description = "Only tensors in whose key the Java regular expression is found.")
  private Pattern match;

  @Option(
      names = "--graph",
      description = "Print the saved objects as a tree, slots below their variables.")
  private boolean graph;

  @Override
  public Integer call() throws IOException {
    Path prefix = CheckpointArgument.resolve(argument);
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      List<TensorEntry> entries = new ArrayList<>();
      for (TensorEntry entry : reader.entries()) {
        if (match == null || match.matcher(entry.key().toString()).find()) {
          entries.add(entry);
        }
      }
      if (options.json()) {
        options.printJson(json(reader, entries));
      } else {
        print(reader, entries);
      }
    }
    return ExitCode.FINE;
  }

  private void print(CheckpointReader reader, List<TensorEntry> entries) throws IOException {
    PrintWriter out = options.out();
    out.println(title(reader));
    out.println();
    if (graph) {
      printGraph(reader, entries);
    } else if (!entries.isEmpty()) {
      printTable(reader, entries);
    }
    if (values) {
      printValues(reader, entries);
    }
    if (!entries.isEmpty()) {
      out.println();
    }
    out.println(totals(reader, entries));
  }

  private static String title(CheckpointReader reader) {
    boolean v2 = reader.format() == CheckpointFormat.V2;
    return "%s: %s, %s, %s"
        .formatted(
            Printable.text(reader.prefix().toString()),
            v2 ? "V2 bundle" : "V1 table",
            HumanSize.count(reader.numShards(), v2 ? "data file" : "file"),
            kind(reader));
  }

  private static String kind(CheckpointReader reader) {
    return reader.kind() == CheckpointKind.OBJECT_BASED
        ? "object-based (tf.train.Checkpoint)"
        : "name-based";
  }

  private void printTable(CheckpointReader reader, List<TensorEntry> entries) throws IOException {
    boolean v2 = reader.format() == CheckpointFormat.V2;
    StoredTensors stored = StoredTensors.of(reader);
    Columns table =
        v2
            ? new Columns("KEY", "DTYPE", "SHAPE", ">BYTES", ">SHARD", ">OFFSET")
            : new Columns("KEY", "DTYPE", "SHAPE", ">BYTES");
    for (TensorEntry entry : entries) {
      String key = Printable.brief(entry.key().toString());
      String dtype = entry.spec().dtype().tfName();
      String shape = entry.spec().shape().toString();
      String bytes = HumanSize.grouped(entry.size());
      List<Piece> pieces = stored.pieces(entry.key());
      if (!v2) {
        table.row(key, dtype, shape, bytes);
      } else if (entry.isPartitioned()) {
        table.row(key, dtype, shape, bytes, "-", "-");
      } else {
        table.row(
            key,
            dtype,
            shape,
            bytes,
            HumanSize.grouped(entry.shard()),
            HumanSize.grouped(entry.offset()));
      }
      if (entry.isPartitioned()) {
        for (Piece piece : pieces) {
          String slice = "  slice " + piece.slice();
          if (v2) {
            table.row(
                slice,
                "",
                piece.shape().toString(),
                HumanSize.grouped(piece.size()),
                HumanSize.grouped(piece.shard()),
                HumanSize.grouped(piece.offset()));
          } else {
            table.row(slice, "", piece.shape().toString(), "");
          }
        }
      }
    }
    table.print(options.out(), options.terminal());
  }

  private void printGraph(CheckpointReader reader, List<TensorEntry> entries) throws IOException {
    TreeText tree =
        reader.kind() == CheckpointKind.OBJECT_BASED
            ? new GraphTree(readGraph(reader), reader.entries()).text()
            : GraphTree.ofNames(entries);
    tree.print(options.out());
  }

  private static ObjectGraph readGraph(CheckpointReader reader) throws IOException {
    RawTensor message = reader.getTensor(ObjectGraph.KEY);
    return ObjectGraph.read(message.elements().get(0).toByteArray(), reader.prefix().toString());
  }

  private void printValues(CheckpointReader reader, List<TensorEntry> entries) throws IOException {
    PrintWriter out = options.out();
    for (TensorEntry entry : entries) {
      out.println();
      out.println(
          Printable.brief(entry.key().toString())
              + "  "
              + entry.spec().dtype()
              + " "
              + entry.spec().shape());
      if (entry.key().equals(TensorKey.of(ObjectGraph.KEY))) {
        out.println("  (the object graph; --graph shows it)");
      } else {
        ValueText.print(out, "  ", reader.getTensor(entry.key()));
      }
    }
  }

  private static String totals(CheckpointReader reader, List<TensorEntry> entries)
      throws IOException {
    long bytes = 0;
    long elements = 0;
    for (TensorEntry entry : entries) {
      bytes += entry.size();
      elements += entry.spec().shape().numElements();
    }
    int all = reader.entries().size();
    String which =
        entries.size() == all
            ? HumanSize.count(all, "tensor")
            : String.format(
                Locale.ROOT, "%,d of %s", entries.size(), HumanSize.count(all, "tensor"));
    return "%s, %s, %s"
        .formatted(which, HumanSize.count(elements, "element"), HumanSize.bytes(bytes));
  }

  private Map<String, Object> json(CheckpointReader reader, List<TensorEntry> entries)
      throws IOException {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("prefix", reader.prefix().toString());
    out.put("format", reader.format().name());
    out.put("kind", reader.kind() == CheckpointKind.OBJECT_BASED ? "object-based" : "name-based");
    out.put("shards", reader.numShards());
    StoredTensors stored = StoredTensors.of(reader);
    List<Object> tensors = new ArrayList<>();
    long bytes = 0;
    long elements = 0;
    for (TensorEntry entry : entries) {
      tensors.add(json(reader, stored, entry));
      bytes += entry.size();
      elements += entry.spec().shape().numElements();
    }
    out.put("tensors", tensors);
    Map<String, Object> totals = new LinkedHashMap<>();
    totals.put("tensors", entries.size());
    totals.put("elements", elements);
    totals.put("bytes", bytes);
    out.put("totals", totals);
    if (graph) {
      out.put(
          "graph",
          reader.kind() == CheckpointKind.OBJECT_BASED
              ? new GraphTree(readGraph(reader), reader.entries()).json()
              : null);
    }
    return out;
  }

  private Map<String, Object> json(CheckpointReader reader, StoredTensors stored, TensorEntry entry)
      throws IOException {
    boolean v2 = reader.format() == CheckpointFormat.V2;
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("key", entry.key().toString());
    if (!entry.key().isUtf8()) {
      out.put("key_hex", HexFormat.of().formatHex(entry.key().bytes()));
    }
    out.put("dtype", entry.spec().dtype().tfName());
    out.put("shape", shape(entry.spec().shape().dims()));
    out.put("bytes", entry.size());
    if (v2 && !entry.isPartitioned()) {
      out.put("shard", entry.shard());
      out.put("offset", entry.offset());
      out.put("crc32c", HexFormat.of().toHexDigits(entry.maskedCrc32c()));
    }
    if (entry.isPartitioned()) {
      List<Object> slices = new ArrayList<>();
      for (Piece piece : stored.pieces(entry.key())) {
        Map<String, Object> slice = new LinkedHashMap<>();
        slice.put("slice", piece.slice().toString());
        slice.put("shape", shape(piece.shape().dims()));
        if (v2) {
          slice.put("bytes", piece.size());
          slice.put("shard", piece.shard());
          slice.put("offset", piece.offset());
          slice.put("crc32c", HexFormat.of().toHexDigits(piece.maskedCrc32c()));
        }
        slices.add(slice);
      }
      out.put("slices", slices);
    }
    if (values) {
      out.put("values", ValueText.json(reader.getTensor(entry.key())));
    }
    return out;
  }

  private static List<Long> shape(long[] dims) {
    List<Long> out = new ArrayList<>(dims.length);
    for (long dim : dims) {
      out.add(dim);
    }
    return out;
  }
}
