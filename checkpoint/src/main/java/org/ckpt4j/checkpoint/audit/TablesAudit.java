package org.ckpt4j.checkpoint.audit;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.audit.Finding.Severity;
import org.ckpt4j.checkpoint.bundle.SliceBox;
import org.ckpt4j.checkpoint.bundle.SliceCover;
import org.ckpt4j.checkpoint.bundle.SliceKey;
import org.ckpt4j.checkpoint.coding.ByteSource;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.ckpt4j.checkpoint.table.TableScan;
import org.ckpt4j.proto.SavedSliceMeta;
import org.ckpt4j.proto.SavedTensorSliceMeta;
import org.ckpt4j.proto.SavedTensorSlices;
import org.ckpt4j.proto.TensorShapeProto;
import org.ckpt4j.proto.TensorSliceProto;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;

/** Goes through the table files of one V1 checkpoint: tables, records, slices, values. */
final class TablesAudit {
  private static final TensorKey META = TensorKey.ofBytes(new byte[0]);

  /** A tensor as the meta records of all files describe it. */
  private static final class Described {
    private final int type;
    private final Shape shape;
    private final String file;
    private final List<TensorSlice> slices = new ArrayList<>();

    Described(int type, Shape shape, String file) {
      this.type = type;
      this.shape = shape;
      this.file = file;
    }
  }

  private final TableFiles files;
  private final LongConsumer progress;
  private final FindingList findings = new FindingList();
  private final Map<TensorKey, Described> described = new LinkedHashMap<>();
  private final Set<TensorKey> damaged = new LinkedHashSet<>();

  /** Per file the records of all sound blocks. */
  private final Map<Path, TreeMap<TensorKey, FileSlice>> records = new LinkedHashMap<>();

  /** Per file the meta record, if it could be read. */
  private final Map<Path, SavedTensorSliceMeta> metas = new HashMap<>();

  private TablesAudit(TableFiles files, LongConsumer progress) {
    this.files = files;
    this.progress = progress;
  }

  static TablesAudit run(Path checkpoint, TableFiles files, LongConsumer progress)
      throws IOException {
    TablesAudit audit = new TablesAudit(files, progress);
    for (Path file : files.missing()) {
      audit.findings.add(
          Severity.ERROR, file.toString(), -1, null, "one of the checkpoint's files is missing");
    }
    for (Path file : files.all()) {
      audit.scan(file);
    }
    audit.checkCover();
    audit.checkValues(checkpoint);
    return audit;
  }

  List<Finding> findings() {
    return findings.sorted();
  }

  long tensors() {
    return described.keySet().stream().filter(name -> !damaged.contains(name)).count();
  }

  long lost() {
    return damaged.size();
  }

  Map<Path, TreeMap<TensorKey, FileSlice>> records() {
    return records;
  }

  Map<Path, SavedTensorSliceMeta> metas() {
    return metas;
  }

  boolean isSound(TensorKey tensor) {
    return described.containsKey(tensor) && !damaged.contains(tensor);
  }

  private void scan(Path file) throws IOException {
    TreeMap<TensorKey, FileSlice> found = new TreeMap<>();
    records.put(file, found);
    try (ByteSource source = ByteSource.open(file, false)) {
      TableScan.run(
          source,
          new TableScan.Visitor() {
            @Override
            public void entry(byte[] key, FileSlice value) {
              found.putIfAbsent(TensorKey.ofBytes(key), value);
            }

            @Override
            public void fault(CorruptCheckpointException fault) {
              findings.add(fault);
            }

            @Override
            public void unused(long offset, long length) {
              findings.add(
                  Severity.WARNING,
                  file.toString(),
                  offset,
                  null,
                  "%d bytes belong to no block",
                  length);
            }
          });
      progress.accept(source.size());
    }
    FileSlice meta = found.get(META);
    if (meta == null) {
      findings.add(
          Severity.ERROR,
          file.toString(),
          0,
          null,
          "no record under the empty key; it says which tensors there are, of what type and shape");
      return;
    }
    try {
      SavedTensorSlices message = SavedTensorSlices.parseFrom(meta.copy().toByteArray());
      metas.put(file, message.getMeta());
      checkRecords(file, message.getMeta(), found);
    } catch (InvalidProtocolBufferException e) {
      findings.add(meta.corrupt("the record of all tensors does not parse: %s", e.getMessage()));
    }
  }

  private void checkRecords(
      Path file, SavedTensorSliceMeta meta, TreeMap<TensorKey, FileSlice> found) {
    Map<TensorKey, TensorKey> listed = new HashMap<>();
    for (SavedSliceMeta tensor : meta.getTensorList()) {
      TensorKey name = TensorKey.ofBytes(tensor.getName().toByteArray());
      Optional<Shape> shape = shape(tensor.getShape());
      if (shape.isEmpty() || DType.findByNumber(tensor.getType()).isEmpty()) {
        damaged.add(name);
        findings.add(
            Severity.ERROR,
            file.toString(),
            -1,
            name,
            "type number %d, shape of %d dimensions: no such tensor can be",
            tensor.getType(),
            tensor.getShape().getDimCount());
        continue;
      }
      Described all =
          described.computeIfAbsent(
              name, n -> new Described(tensor.getType(), shape.get(), file.toString()));
      if (all.type != tensor.getType() || !all.shape.equals(shape.get())) {
        damaged.add(name);
        findings.add(
            Severity.ERROR,
            file.toString(),
            -1,
            name,
            "type %d, shape %s; %s says type %d, shape %s",
            tensor.getType(),
            shape.get(),
            all.file,
            all.type,
            all.shape);
      }
      for (TensorSliceProto slice : tensor.getSliceList()) {
        checkSlice(file, name, slice, all, found, listed);
      }
    }
    for (Map.Entry<TensorKey, FileSlice> record : found.entrySet()) {
      if (!record.getKey().equals(META) && !listed.containsKey(record.getKey())) {
        Optional<StoredSlice> stray = StoredSlice.find(record.getKey());
        findings.add(
            Severity.WARNING,
            file.toString(),
            record.getValue().offset(),
            stray.map(StoredSlice::tensor).orElse(record.getKey()),
            "a record that the list of all tensors does not name");
      }
    }
  }

  private void checkSlice(
      Path file,
      TensorKey name,
      TensorSliceProto message,
      Described tensor,
      TreeMap<TensorKey, FileSlice> found,
      Map<TensorKey, TensorKey> listed) {
    TensorSlice slice;
    try {
      slice = TensorSlice.fromProto(message);
      SliceBox ignored = SliceBox.of(tensor.shape, slice);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      damaged.add(name);
      findings.add(
          Severity.ERROR, file.toString(), -1, name, "slice does not fit: %s", e.getMessage());
      return;
    }
    tensor.slices.add(slice);
    TensorKey key = SliceKey.of(name, slice);
    listed.put(key, name);
    if (!found.containsKey(key)) {
      damaged.add(name);
      findings.add(
          Severity.ERROR,
          file.toString(),
          -1,
          name,
          "the record of its slice %s is missing",
          slice);
    }
  }

  private static Optional<Shape> shape(TensorShapeProto message) {
    if (message.getDimCount() > 254) {
      return Optional.empty();
    }
    long[] dims = new long[message.getDimCount()];
    long elements = 1;
    for (int i = 0; i < dims.length; i++) {
      dims[i] = message.getDim(i).getSize();
      if (dims[i] < 0 || Math.multiplyHigh(elements, dims[i]) != 0 || elements * dims[i] < 0) {
        return Optional.empty();
      }
      elements *= dims[i];
    }
    return Optional.of(Shape.of(dims));
  }

  private void checkCover() {
    described.forEach(
        (name, tensor) -> {
          if (damaged.contains(name)) {
            return;
          }
          List<SliceBox> boxes = new ArrayList<>();
          tensor.slices.forEach(slice -> boxes.add(SliceBox.of(tensor.shape, slice)));
          SliceBox all = SliceBox.of(tensor.shape, TensorSlice.whole(tensor.shape.rank()));
          Optional<List<SliceBox>> overlap = SliceCover.findOverlap(boxes);
          long held = SliceCover.held(boxes, all);
          if (overlap.isPresent()) {
            damaged.add(name);
            findings.add(
                Severity.ERROR,
                tensor.file,
                -1,
                name,
                "its slices %s and %s overlap",
                overlap.get().get(0),
                overlap.get().get(1));
          } else if (held != all.numElements()) {
            damaged.add(name);
            findings.add(
                Severity.ERROR,
                tensor.file,
                -1,
                name,
                "its slices hold %d of its %d elements",
                held,
                all.numElements());
          }
        });
  }

  /** Reads every value once; possible only if the reader takes the files at all. */
  private void checkValues(Path checkpoint) throws IOException {
    if (!files.missing().isEmpty()) {
      return;
    }
    try (CheckpointReader reader = CheckpointReader.open(checkpoint)) {
      for (Map.Entry<TensorKey, Described> tensor : described.entrySet()) {
        if (!damaged.contains(tensor.getKey())) {
          checkValues(reader, tensor.getKey(), tensor.getValue());
        }
      }
    } catch (CorruptCheckpointException e) {
      if (findings.isEmpty()) {
        findings.add(e);
      }
    }
  }

  private void checkValues(CheckpointReader reader, TensorKey name, Described tensor)
      throws IOException {
    try {
      for (TensorSlice slice : tensor.slices) {
        reader.getTensor(name, slice);
      }
    } catch (CorruptCheckpointException e) {
      damaged.add(name);
      findings.add(e);
    }
  }
}
