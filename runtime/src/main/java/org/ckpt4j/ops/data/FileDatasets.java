package org.ckpt4j.ops.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.ckpt4j.errors.DataLossError;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Datasets of what files hold: {@code TextLineDataset}, {@code TFRecordDataset}, {@code
 * FixedLengthRecordDatasetV2}; plain or packed by gzip or zlib.
 */
final class FileDatasets {
  private static final int MASK_DELTA = 0xa282ead8;

  private FileDatasets() {}

  /** Takes one record from a file's bytes; null at the end. */
  private interface Format {
    byte @Nullable [] next(InputStream in, String file) throws IOException;
  }

  static List<OpDef> all() {
    return List.of(
        files("TextLineDataset")
            .compute(call -> DatasetOps.tensor(records(call, 1, FileDatasets::line)))
            .build(),
        files("TFRecordDataset")
            .compute(call -> DatasetOps.tensor(records(call, 1, FileDatasets::record)))
            .build(),
        files("TFRecordDatasetV2")
            .inputs("byte_offsets: int64")
            .compute(call -> DatasetOps.tensor(recordsFromOffsets(call)))
            .build(),
        OpDef.named("FixedLengthRecordDatasetV2")
            .inputs(
                "filenames: string",
                "header_bytes: int64",
                "record_bytes: int64",
                "footer_bytes: int64",
                "buffer_size: int64",
                "compression_type: string")
            .outputs("handle: variant")
            .attr("metadata", AttrKind.STRING, "")
            .stateful()
            .infer(call -> List.of(Shape.scalar()))
            .compute(call -> DatasetOps.tensor(ofFixedLength(call)))
            .notDifferentiable()
            .build());
  }

  private static OpDef.Builder files(String name) {
    return OpDef.named(name)
        .inputs("filenames: string", "compression_type: string", "buffer_size: int64")
        .outputs("handle: variant")
        .attr("metadata", AttrKind.STRING, "")
        .stateful()
        .infer(call -> List.of(Shape.scalar()))
        .notDifferentiable();
  }

  private static Dataset recordsFromOffsets(KernelCall call) {
    for (long offset : ElementArrays.longs(call.input(3))) {
      if (offset != 0) {
        throw new UnsupportedOperationException(
            "TFRecordDatasetV2 that begins within a file is not supported yet");
      }
    }
    return records(call, 1, FileDatasets::record);
  }

  private static Dataset ofFixedLength(KernelCall call) {
    long header = call.input(1).longValue();
    long length = call.input(2).longValue();
    long footer = call.input(3).longValue();
    if (header < 0 || length <= 0 || length > Integer.MAX_VALUE - 8 || footer < 0) {
      throw call.invalid("records of %d bytes, after %d, before %d", length, header, footer);
    }
    List<String> names = names(call);
    String packing = packing(call, 5);
    return () -> {
      List<byte[]> all = new ArrayList<>();
      for (String name : names) {
        byte[] bytes;
        try (InputStream in = open(name, packing)) {
          bytes = in.readAllBytes();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        long body = bytes.length - header - footer;
        if (body < 0 || body % length != 0) {
          throw new InvalidArgumentError(
              "%s holds %d bytes, no whole number of records of %d"
                  .formatted(name, Math.max(body, 0), length));
        }
        for (long at = header; at < header + body; at += length) {
          all.add(java.util.Arrays.copyOfRange(bytes, (int) at, (int) (at + length)));
        }
      }
      var iterator = all.iterator();
      return asking -> iterator.hasNext() ? List.of(text(iterator.next())) : null;
    };
  }

  private static List<String> names(KernelCall call) {
    List<String> names = new ArrayList<>();
    for (byte[] name : ElementArrays.strings(call.input(0))) {
      names.add(new String(name, StandardCharsets.UTF_8));
    }
    return names;
  }

  private static String packing(KernelCall call, int input) {
    String packing = call.input(input).stringValue();
    if (!List.of("", "GZIP", "ZLIB").contains(packing)) {
      throw call.invalid("compression \"%s\"; it is \"\", GZIP or ZLIB", packing);
    }
    return packing;
  }

  private static EagerTensor text(byte[] bytes) {
    return EagerTensor.of(RawTensor.ofString(bytes));
  }

  private static Dataset records(KernelCall call, int packingInput, Format format) {
    List<String> names = names(call);
    String packing = packing(call, packingInput);
    return () -> new Reading(names, packing, format);
  }

  private static InputStream open(String name, String packing) throws IOException {
    try {
      InputStream in = new BufferedInputStream(Files.newInputStream(Path.of(name)));
      return switch (packing) {
        case "GZIP" -> new BufferedInputStream(new GZIPInputStream(in));
        case "ZLIB" -> new BufferedInputStream(new InflaterInputStream(in));
        default -> in;
      };
    } catch (NoSuchFileException e) {
      throw new NotFoundError(name + ": there is no such file");
    }
  }

  /** One file after the other. */
  private static final class Reading implements Dataset.Elements {
    private final List<String> names;
    private final String packing;
    private final Format format;
    private int file;
    private @Nullable InputStream in;

    Reading(List<String> names, String packing, Format format) {
      this.names = names;
      this.packing = packing;
      this.format = format;
    }

    @Override
    public @Nullable List<EagerTensor> next(KernelCall asking) {
      try {
        while (file < names.size()) {
          if (in == null) {
            in = open(names.get(file), packing);
          }
          byte[] record = format.next(in, names.get(file));
          if (record != null) {
            return List.of(text(record));
          }
          in.close();
          in = null;
          file++;
        }
        return null;
      } catch (EOFException e) {
        throw new DataLossError(names.get(file) + " ends within a record");
      } catch (IOException e) {
        throw new DataLossError(names.get(file) + ": " + e.getMessage());
      }
    }
  }

  /** A line without its end; carriage returns are left out, as TensorFlow does. */
  private static byte @Nullable [] line(InputStream in, String file) throws IOException {
    var out = new ByteArrayOutputStream();
    int b = in.read();
    if (b < 0) {
      return null;
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        out.write(b);
      }
    }
    return out.toByteArray();
  }

  /** Length, its checksum, so many bytes, their checksum. */
  private static byte @Nullable [] record(InputStream in, String file) throws IOException {
    byte[] head = in.readNBytes(Long.BYTES + Integer.BYTES);
    if (head.length == 0) {
      return null;
    }
    if (head.length < Long.BYTES + Integer.BYTES) {
      throw new EOFException();
    }
    ByteBuffer header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    long length = header.getLong();
    if (masked(head, Long.BYTES) != header.getInt() || length < 0 || length > 1 << 30) {
      throw new DataLossError(file + ": the length of a record is damaged");
    }
    byte[] data = in.readNBytes((int) length);
    byte[] foot = in.readNBytes(Integer.BYTES);
    if (data.length < length || foot.length < Integer.BYTES) {
      throw new EOFException();
    }
    int sum = ByteBuffer.wrap(foot).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (masked(data, data.length) != sum) {
      throw new DataLossError(file + ": a record does not have its checksum");
    }
    return data;
  }

  private static int masked(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    int sum = (int) crc.getValue();
    return (sum >>> 15 | sum << 17) + MASK_DELTA;
  }
}
