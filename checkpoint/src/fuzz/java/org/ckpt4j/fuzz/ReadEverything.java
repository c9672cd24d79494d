package org.ckpt4j.fuzz;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.checkpoint.objectgraph.ObjectPaths;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.PythonText;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;

/**
 * Asks a checkpoint everything that a reader answers, and checks that the answers fit each other.
 */
final class ReadEverything {
  /** Printing takes longer than reading. */
  private static final int MOST_PRINTED = 8;

  private ReadEverything() {}

  /** Ends normally, or with an exception that no reader may throw. */
  static void of(Path prefix, ReadOptions options) throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(prefix, options)) {
      for (TensorKey key : reader.keys()) {
        tensor(reader, key);
      }
      reader.entriesInReaderOrder();
      reader.storedIndex();
    } catch (CorruptCheckpointException | NoSuchFileException e) {
      requireMessage(e);
    }
  }

  private static void tensor(CheckpointReader reader, TensorKey key) throws IOException {
    try {
      TensorEntry entry = reader.entry(key);
      RawTensor value = reader.getTensor(key);
      require(entry.spec().equals(value.spec()), "entry and value differ");
      touch(value);
      if (value.shape().numElements() <= MOST_PRINTED) {
        PythonText.str(value);
      }
      if (entry.spec().shape().rank() > 0) {
        reader.getTensor(key, TensorSlice.whole(entry.spec().shape().rank()));
      }
      if (key.equals(TensorKey.of(ObjectGraph.KEY))
          && value.dtype() == DType.STRING
          && value.shape().isScalar()) {
        graph(value.elements().get(0).toByteArray());
      }
    } catch (CorruptCheckpointException | NoSuchFileException e) {
      requireMessage(e);
    }
  }

  static void graph(byte[] message) {
    try {
      ObjectGraph graph = ObjectGraph.read(message, "graph");
      require(
          graph.equals(ObjectGraph.read(graph.toByteArray(), "graph")),
          "graph changes when written");
      ObjectPaths paths = ObjectPaths.of(graph);
      for (int node = 0; node < graph.nodes().size(); node++) {
        paths.name(node);
        paths.keys(node);
      }
    } catch (CorruptCheckpointException e) {
      requireMessage(e);
    }
  }

  private static void touch(RawTensor value) {
    long sum = 0;
    if (value.dtype().isFixedWidth()) {
      require(value.bytes().size() == value.shape().numElements() * value.dtype().width(), "size");
      if (value.bytes().size() > 0) {
        sum += value.bytes().window(value.bytes().size() - 1, 1).get();
      }
    } else {
      require(value.elements().size() == value.shape().numElements(), "elements");
      for (TensorBytes element : value.elements()) {
        sum += element.toByteArray().length;
      }
    }
    require(sum >= Byte.MIN_VALUE, "unreachable");
  }

  private static void requireMessage(IOException e) {
    require(e.getMessage() != null && !e.getMessage().isBlank(), "an error says nothing");
  }

  static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }
}
