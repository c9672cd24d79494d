package org.ckpt4j.ops.summary;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.proto.Summary;
import org.ckpt4j.proto.SummaryMetadata;
import org.ckpt4j.proto.TensorProto;
import org.ckpt4j.proto.TensorShapeProto;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/**
 * {@code ScalarSummary}, {@code HistogramSummary}, {@code MergeSummary}, {@code TensorSummaryV2}.
 */
final class SummaryOps {
  private static final DType[] REAL = {
    DType.FLOAT32,
    DType.FLOAT64,
    DType.INT32,
    DType.UINT8,
    DType.INT16,
    DType.INT8,
    DType.INT64,
    DType.BFLOAT16,
    DType.UINT16,
    DType.FLOAT16,
    DType.UINT32,
    DType.UINT64
  };

  static final OpDef SCALAR =
      OpDef.named("ScalarSummary")
          .inputs("tags: string", "values: T")
          .outputs("summary: string")
          .attr("T", AttrKind.TYPE)
          .allow("T", REAL)
          .infer(call -> List.of(Shape.scalar()))
          .compute(SummaryOps::scalars)
          .notDifferentiable()
          .build();

  static final OpDef HISTOGRAM =
      OpDef.named("HistogramSummary")
          .inputs("tag: string", "values: T")
          .outputs("summary: string")
          .attr("T", AttrKind.TYPE, DType.FLOAT32)
          .allow("T", REAL)
          .infer(call -> List.of(Shape.scalar()))
          .compute(SummaryOps::histogram)
          .notDifferentiable()
          .build();

  static final OpDef MERGE =
      OpDef.named("MergeSummary")
          .inputs("inputs: N * string")
          .outputs("summary: string")
          .attr("N", AttrKind.INT)
          .atLeast("N", 1)
          .infer(call -> List.of(Shape.scalar()))
          .compute(SummaryOps::merge)
          .notDifferentiable()
          .build();

  static final OpDef TENSOR =
      OpDef.named("TensorSummaryV2")
          .inputs("tag: string", "tensor: T", "serialized_summary_metadata: string")
          .outputs("summary: string")
          .attr("T", AttrKind.TYPE)
          .infer(call -> List.of(Shape.scalar()))
          .compute(SummaryOps::tensor)
          .notDifferentiable()
          .build();

  private SummaryOps() {}

  private static EagerTensor scalars(KernelCall call) {
    EagerTensor tags = call.input(0);
    EagerTensor values = call.input(1);
    if (!tags.shape().equals(values.shape())) {
      throw call.invalid("tags of shape %s and values of shape %s", tags.shape(), values.shape());
    }
    byte[][] names = ElementArrays.strings(tags);
    double[] numbers = ElementArrays.doubles(values);
    Summary.Builder out = Summary.newBuilder();
    for (int i = 0; i < names.length; i++) {
      out.addValue(
          Summary.Value.newBuilder()
              .setTagBytes(utf8(names[i]))
              .setSimpleValue((float) numbers[i]));
    }
    return message(out);
  }

  private static EagerTensor histogram(KernelCall call) {
    HistogramBuckets buckets = new HistogramBuckets();
    String tag = call.input(0).stringValue();
    for (double value : ElementArrays.doubles(call.input(1))) {
      if (Double.isNaN(value) || Double.isInfinite(value)) {
        throw call.invalid("the values for histogram \"%s\" hold %s", tag, value);
      }
      buckets.add(value);
    }
    return message(
        Summary.newBuilder()
            .addValue(Summary.Value.newBuilder().setTag(tag).setHisto(buckets.message())));
  }

  private static EagerTensor merge(KernelCall call) {
    Summary.Builder out = Summary.newBuilder();
    Set<String> tags = new HashSet<>();
    for (int i = 0; i < call.numInputs(); i++) {
      for (byte[] bytes : ElementArrays.strings(call.input(i))) {
        for (Summary.Value value : parse(call, bytes).getValueList()) {
          if (!tags.add(value.getTag())) {
            throw call.invalid("two summaries have the tag \"%s\"", value.getTag());
          }
          out.addValue(value);
        }
      }
    }
    return message(out);
  }

  private static Summary parse(KernelCall call, byte[] bytes) {
    try {
      return Summary.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      InvalidArgumentError error = call.invalid("an input is no summary: %s", e.getMessage());
      error.addSuppressed(e);
      throw error;
    }
  }

  private static EagerTensor tensor(KernelCall call) {
    EagerTensor value = call.input(1);
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtypeValue(value.dtype().number());
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : value.shape().dims()) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
    }
    tensor.setTensorShape(shape);
    if (value.dtype() == DType.STRING) {
      for (byte[] element : ElementArrays.strings(value)) {
        tensor.addStringVal(ByteString.copyFrom(element));
      }
    } else {
      tensor.setTensorContent(ByteString.copyFrom(ElementArrays.bytes(value)));
    }
    try {
      SummaryMetadata metadata = SummaryMetadata.parseFrom(ElementArrays.strings(call.input(2))[0]);
      return message(
          Summary.newBuilder()
              .addValue(
                  Summary.Value.newBuilder()
                      .setTag(call.input(0).stringValue())
                      .setMetadata(metadata)
                      .setTensor(tensor)));
    } catch (InvalidProtocolBufferException e) {
      InvalidArgumentError error = call.invalid("its metadata are no message");
      error.addSuppressed(e);
      throw error;
    }
  }

  private static ByteString utf8(byte[] bytes) {
    ByteString text = ByteString.copyFrom(bytes);
    return text.isValidUtf8()
        ? text
        : ByteString.copyFromUtf8(new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
  }

  private static EagerTensor message(Summary.Builder summary) {
    return EagerTensor.of(RawTensor.ofString(summary.build().toByteArray()));
  }
}
