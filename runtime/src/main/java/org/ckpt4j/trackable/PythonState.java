package org.ckpt4j.trackable;

import java.util.List;
import java.util.Map;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.jspecify.annotations.Nullable;

/**
 * State of the program that is no variable, such as the position in a data set: kept as one string
 * of bytes beside the variables.
 *
 * <p>{@link #serialize} is asked at each save, in a graph too; {@link #deserialize} is called
 * during {@code restore} itself, in a graph too, since nothing of it lives in a session. In Python
 * / here: files of either side hold the bytes under the attribute {@code py_state}; what they mean
 * is the program's affair. Counterpart: {@code tf.train.experimental.PythonState}.
 */
public interface PythonState extends Trackable {
  /** The attribute that holds the bytes; part of checkpoints' keys. */
  String ATTRIBUTE = "py_state";

  byte[] serialize();

  void deserialize(byte[] state);

  @Override
  default List<SaveSpec> serializeToTensors() {
    return List.of(
        new SaveSpec(
            ATTRIBUTE,
            "",
            DType.STRING,
            "",
            () -> EagerTensor.of(RawTensor.ofString(serialize()))));
  }

  @Override
  default @Nullable Node restoreFromTensors(Map<String, Tensor> restored) {
    if (!(restored.get(ATTRIBUTE) instanceof EagerTensor value)) {
      throw new IllegalStateException(
          "%s is restored by Checkpoint.restore at once; a graph cannot do it later"
              .formatted(getClass().getName()));
    }
    deserialize(value.raw().elements().get(0).toByteArray());
    return null;
  }
}
