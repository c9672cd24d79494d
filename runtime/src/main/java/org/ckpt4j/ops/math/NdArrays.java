package org.ckpt4j.ops.math;

import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.ops.array.Conversion;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** How kernels call ND4J: the types it computes in, outputs made beforehand, operations by name. */
final class NdArrays {
  private NdArrays() {}

  /** The type a kernel computes in: ND4J is slow or wrong in half and bfloat16, so those widen. */
  static DType computed(DType dtype) {
    return dtype == DType.FLOAT16 || dtype == DType.BFLOAT16 ? DType.FLOAT32 : dtype;
  }

  static INDArray widened(EagerTensor tensor) {
    DType wide = computed(tensor.dtype());
    return wide == tensor.dtype()
        ? tensor.array()
        : EagerTensor.of(Conversion.convert(tensor.raw(), wide)).array();
  }

  static EagerTensor narrowed(INDArray array, DType dtype) {
    DType wide = computed(dtype);
    EagerTensor computed = EagerTensor.of(wide, array);
    return wide == dtype ? computed : EagerTensor.of(Conversion.convert(computed.raw(), dtype));
  }

  static INDArray allocate(DataType type, Shape shape) {
    return EagerTensor.uninitialized(type, shape);
  }

  /** Runs the operation ND4J knows by this name; {@code out} is written and given back. */
  static INDArray run(String name, INDArray out, INDArray... inputs) {
    CustomOp op = DynamicCustomOp.builder(name).addInputs(inputs).addOutputs(out).build();
    Nd4j.getExecutioner().exec(op);
    return out;
  }
}
