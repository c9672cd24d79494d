package org.ckpt4j.graph.graphdef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Map;
import java.util.SplittableRandom;
import org.ckpt4j.TF;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.options.Named;
import org.ckpt4j.proto.AttrValue;
import org.ckpt4j.proto.DataType;
import org.ckpt4j.proto.GraphDef;
import org.ckpt4j.proto.NodeDef;
import org.ckpt4j.proto.TensorProto;
import org.ckpt4j.proto.TensorShapeProto;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Messages that are no graphs: an error of a known type, never another one, never much memory. */
class HostileGraphTest {
  private static void importOf(GraphDef message) {
    Graph graph = new Graph();
    try (var scope = graph.asDefault()) {
      GraphDefImport.run(message, graph, ImportOptions.plain(StandardOps.registry()));
    }
  }

  private static NodeDef.Builder node(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(java.util.List.of(inputs));
  }

  private static void refused(NodeDef.Builder... nodes) {
    GraphDef.Builder graph = GraphDef.newBuilder();
    for (NodeDef.Builder node : nodes) {
      graph.addNode(node);
    }
    assertThrows(IllegalArgumentException.class, () -> importOf(graph.build()));
  }

  @Test
  void nodesThatWaitForEachOtherAreRefused() {
    refused(node("a", "Identity", "b"), node("b", "Identity", "a"));
  }

  @Test
  void inputsThatAreNotThereAreRefused() {
    refused(node("a", "NoOp", "^nobody"));
    refused(node("a", "NoOp"), node("b", "Identity", "a:0"));
    refused(node("a", "NoOp"), node("b", "Identity", "a:99999999999"));
    refused(node("a", "NoOp"), node("b", "NoOp", "^a", "a"));
  }

  @Test
  void twoNodesOfOneNameAreRefused() {
    refused(node("a", "NoOp"), node("a", "NoOp"));
  }

  @Test
  void anUnknownOperationIsNamedWithItsNode() {
    GraphDef graph = GraphDef.newBuilder().addNode(node("n", "OfNobody")).build();

    var error = assertThrows(UnsupportedOperationException.class, () -> importOf(graph));

    assertTrue(String.valueOf(error.getMessage()).contains("OfNobody"), error.getMessage());
    assertTrue(String.valueOf(error.getMessage()).contains("\"n\""), error.getMessage());
  }

  private static NodeDef.Builder constant(TensorProto.Builder value) {
    return node("c", "Const")
        .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_FLOAT).build())
        .putAttr("value", AttrValue.newBuilder().setTensor(value).build());
  }

  private static TensorShapeProto.Builder shape(long... dims) {
    TensorShapeProto.Builder out = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      out.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
    }
    return out;
  }

  @Test
  void valuesThatDoNotFitTheirShapeAreRefused() {
    TensorProto.Builder value = TensorProto.newBuilder().setDtype(DataType.DT_FLOAT);

    refused(constant(value.clone().setTensorShape(shape(-1))));
    refused(constant(value.clone().setTensorShape(shape(1L << 62, 1L << 62))));
    refused(constant(value.clone().setTensorShape(shape(1)).addFloatVal(1).addFloatVal(2)));
    refused(
        constant(
            value
                .clone()
                .setTensorShape(shape(2))
                .setTensorContent(com.google.protobuf.ByteString.copyFrom(new byte[7]))));
  }

  @Test
  void aValueThatRepeatsTakesNoMemoryUntilItIsRead() {
    TensorProto message =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(shape(1L << 40))
            .addFloatVal(2f)
            .build();

    RawTensor value = TensorProtos.read(message);

    assertEquals(1L << 42, value.bytes().size());
    assertEquals(2f, value.bytes().window(1L << 41, 4).getFloat(0));
  }

  @Test
  void bytesOfAttributesThatAreNoTextComeBackAsTheyWere() {
    byte[] bytes = {10, 7, (byte) 0x82, 1, 'a', (byte) 0xff, (byte) 0xc3, (byte) 0xa9};
    AttrValue value =
        AttrValue.newBuilder().setS(com.google.protobuf.ByteString.copyFrom(bytes)).build();

    assertEquals(value, AttrValues.write(AttrValues.read(value, AttrKind.STRING)));
  }

  @Test
  void everyDamagedByteGivesAGraphOrAKnownError() throws Exception {
    byte[] bytes = smallGraph().toByteArray();
    SplittableRandom random = new SplittableRandom(20261121);
    for (int i = 0; i < 4 * bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i % bytes.length] = (byte) random.nextInt();
      GraphDef message;
      try {
        message = GraphDef.parseFrom(damaged);
      } catch (InvalidProtocolBufferException unreadable) {
        continue;
      }
      try {
        importOf(message);
      } catch (IllegalArgumentException | UnsupportedOperationException expected) {
        assertTrue(expected.getMessage() != null);
      }
    }
  }

  private static GraphDef smallGraph() {
    Graph graph = new Graph();
    try (var scope = graph.asDefault();
        NameScope names = NameScope.enter("s")) {
      var x = org.ckpt4j.compat.TF1.placeholder(DType.FLOAT32, Shape.of(2, 2), new Named("x"));
      var y = TF.matmul(TF.nn.relu(x), TF.constant(1f, DType.FLOAT32, Shape.of(2, 2)));
      StandardOps.registry()
          .find("ConcatV2")
          .orElseThrow()
          .call(
              "joined", Attrs.none(), x.asTensor(), y, TF.constant(0, DType.INT32, Shape.scalar()));
      return GraphDefExport.of(graph, ExportOptions.withShapes());
    }
  }

  @Test
  void anInputMapThatNothingTakesIsRefused() {
    Graph graph = new Graph();
    try (var scope = graph.asDefault()) {
      var given = TF.constant(1f);

      assertThrows(
          IllegalArgumentException.class,
          () ->
              GraphDefImport.importGraphDef(
                  smallGraph(), Map.of("nobody", given), java.util.List.of(), "import"));
    }
  }
}
