package org.ckpt4j.bench.peer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.bench.Workload;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.RawTensor;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.train.Restore;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * TensorFlow's {@code SaveV2} and {@code RestoreV2} on a workload, without copies of our making.
 */
final class PeerTensorFlow {
  private static final int CHUNK = 1 << 24;

  /** Up to this size a tensor is a constant of the graph; larger ones are fed. */
  private static final int CONSTANT_BYTES = 1 << 10;

  private PeerTensorFlow() {}

  /** A graph with one {@code SaveV2}, run in a session; the tensors lie in TensorFlow's memory. */
  static final class Saving implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Session session = new Session(graph);
    private final List<TFloat32> tensors = new ArrayList<>();
    private final List<Placeholder<TFloat32>> fed = new ArrayList<>();
    private final Op save;

    Saving(Workload workload, String prefix) {
      Ops tf = Ops.create(graph);
      List<Operand<?>> operands = new ArrayList<>();
      for (int i = 0; i < workload.tensors(); i++) {
        TFloat32 tensor = tensor(workload, i);
        if (workload.bytesEach() <= CONSTANT_BYTES) {
          operands.add(tf.constantOf(tensor));
          tensor.close();
        } else {
          Placeholder<TFloat32> placeholder = tf.placeholder(TFloat32.class);
          operands.add(placeholder);
          fed.add(placeholder);
          tensors.add(tensor);
        }
      }
      save =
          tf.train.save(tf.constant(prefix), names(tf, workload), slices(tf, workload), operands);
    }

    void run() {
      Session.Runner runner = session.runner().addTarget(save);
      for (int i = 0; i < fed.size(); i++) {
        runner.feed(fed.get(i), tensors.get(i));
      }
      runner.run().close();
    }

    @Override
    public void close() {
      session.close();
      graph.close();
      tensors.forEach(TFloat32::close);
    }
  }

  /** A graph with one {@code RestoreV2}, run in a session. */
  static final class Restoring implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Session session = new Session(graph);
    private final Restore restore;

    Restoring(Workload workload, String prefix) {
      Ops tf = Ops.create(graph);
      List<Class<? extends TType>> types = new ArrayList<>();
      for (int i = 0; i < workload.tensors(); i++) {
        types.add(TFloat32.class);
      }
      restore =
          tf.train.restore(tf.constant(prefix), names(tf, workload), slices(tf, workload), types);
    }

    /** Fetches every value; the caller closes the result. */
    Result fetch() {
      Session.Runner runner = session.runner();
      restore.tensors().forEach(runner::fetch);
      return runner.run();
    }

    /** Runs the op and lets go of the values at once: cheaper than a fetch of very many. */
    void run() {
      session.runner().addTarget(restore).run().close();
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }

  static byte[] bytes(RawTensor tensor, long at, int length) {
    byte[] out = new byte[length];
    tensor.data().offset(at).read(out);
    return out;
  }

  private static TFloat32 tensor(Workload workload, int number) {
    TFloat32 tensor = TFloat32.tensorOf(Shape.of(workload.elements()));
    ByteDataBuffer bytes = tensor.asRawTensor().data();
    byte[] chunk = new byte[(int) Math.min(CHUNK, workload.bytesEach())];
    for (long at = 0; at < workload.bytesEach(); at += chunk.length) {
      Workload.fill(number, at, ByteBuffer.wrap(chunk));
      bytes.offset(at).write(chunk, 0, (int) Math.min(chunk.length, workload.bytesEach() - at));
    }
    return tensor;
  }

  private static Operand<TString> names(Ops tf, Workload workload) {
    String[] keys = new String[workload.tensors()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = workload.key(i);
    }
    return constant(tf, keys);
  }

  private static Operand<TString> slices(Ops tf, Workload workload) {
    String[] whole = new String[workload.tensors()];
    java.util.Arrays.fill(whole, "");
    return constant(tf, whole);
  }

  private static Operand<TString> constant(Ops tf, String[] texts) {
    try (TString tensor = TString.vectorOf(texts)) {
      return tf.constantOf(tensor);
    }
  }
}
