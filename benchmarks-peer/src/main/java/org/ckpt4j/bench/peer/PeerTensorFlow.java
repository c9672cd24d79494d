package org.ckpt4j.bench.peer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.bench.Workload;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.RawTensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** A workload's tensors in TensorFlow's memory, and the ops that save and restore them. */
final class PeerTensorFlow implements AutoCloseable {
  private static final int CHUNK = 1 << 24;

  private final Workload workload;
  private final EagerSession session = EagerSession.create();
  private final Ops tf = Ops.create(session);
  private final List<TFloat32> tensors = new ArrayList<>();
  private final Operand<TString> names;
  private final Operand<TString> slices;
  private final List<Operand<?>> operands = new ArrayList<>();

  PeerTensorFlow(Workload workload) {
    this.workload = workload;
    String[] keys = new String[workload.tensors()];
    String[] whole = new String[workload.tensors()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = workload.key(i);
      whole[i] = "";
    }
    names = tf.constantOf(TString.vectorOf(keys));
    slices = tf.constantOf(TString.vectorOf(whole));
  }

  void fill() {
    byte[] chunk = new byte[(int) Math.min(CHUNK, workload.bytesEach())];
    for (int i = 0; i < workload.tensors(); i++) {
      TFloat32 tensor = TFloat32.tensorOf(Shape.of(workload.elements()));
      ByteDataBuffer bytes = tensor.asRawTensor().data();
      for (long at = 0; at < workload.bytesEach(); at += chunk.length) {
        Workload.fill(i, at, ByteBuffer.wrap(chunk));
        bytes.offset(at).write(chunk, 0, (int) Math.min(chunk.length, workload.bytesEach() - at));
      }
      tensors.add(tensor);
      operands.add(tf.constantOf(tensor));
    }
  }

  void save(String prefix) {
    tf.train.save(tf.constant(prefix), names, slices, operands);
  }

  List<Output<?>> restore(String prefix) {
    List<Class<? extends TType>> types = new ArrayList<>();
    for (int i = 0; i < workload.tensors(); i++) {
      types.add(TFloat32.class);
    }
    return List.copyOf(tf.train.restore(tf.constant(prefix), names, slices, types).tensors());
  }

  static byte[] bytes(RawTensor tensor, long at, int length) {
    byte[] out = new byte[length];
    tensor.data().offset(at).read(out);
    return out;
  }

  @Override
  public void close() {
    tensors.forEach(TFloat32::close);
    session.close();
  }
}
