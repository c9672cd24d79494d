package org.ckpt4j.checkpoint.objectgraph;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.coding.ByteBuilder;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.ckpt4j.checkpoint.coding.ProtoReader;
import org.ckpt4j.checkpoint.objectgraph.ObjectNode.RegisteredSaver;
import org.ckpt4j.tensor.TensorKey;

/**
 * The object graph as protobuf bytes.
 *
 * <pre>
 *   TrackableObjectGraph   1: nodes (repeated TrackableObject)
 *   TrackableObject        1: children (repeated)  2: attributes (repeated)  3: slot_variables (repeated)
 *                          4: registered_saver     5: has_checkpoint_values (a message around a bool)
 *   ObjectReference        1: node_id   2: local_name
 *   SerializedTensor       1: name      2: full_name       3: checkpoint_key
 *   SlotVariableReference  1: original_variable_node_id    2: slot_name   3: slot_variable_node_id
 *   RegisteredSaver        1: name      2: object_name
 * </pre>
 *
 * <p>Read without building messages, so that memory grows with what is in the graph, not with how
 * often a hostile message repeats nothing.
 */
final class ObjectGraphMessage {
  private static final ObjectNode EMPTY =
      new ObjectNode(List.of(), List.of(), List.of(), Optional.empty(), Optional.empty());

  private ObjectGraphMessage() {}

  static ObjectGraph read(byte[] message, String file) throws CorruptCheckpointException {
    FileSlice all =
        FileSlice.of(file, 0, ByteBuffer.wrap(message)).about(TensorKey.of(ObjectGraph.KEY));
    List<ObjectNode> nodes = new ArrayList<>();
    ProtoReader fields = new ProtoReader(all);
    while (fields.next()) {
      if (fields.is(1, ProtoReader.BYTES)) {
        nodes.add(readNode(fields.bytes()));
      }
    }
    if (nodes.isEmpty()) {
      throw all.copy().corrupt("the object graph has no nodes, not even a root");
    }
    for (int i = 0; i < nodes.size(); i++) {
      checkReferences(nodes, i, all.copy());
    }
    return new ObjectGraph(nodes);
  }

  private static ObjectNode readNode(FileSlice in) throws CorruptCheckpointException {
    if (!in.hasRemaining()) {
      return EMPTY;
    }
    List<ChildRef> children = new ArrayList<>(0);
    List<SavedAttribute> attributes = new ArrayList<>(0);
    List<SlotRef> slots = new ArrayList<>(0);
    Optional<Boolean> hasValues = Optional.empty();
    Optional<RegisteredSaver> saver = Optional.empty();
    ProtoReader fields = new ProtoReader(in);
    while (fields.next()) {
      if (fields.is(1, ProtoReader.BYTES)) {
        children.add(readChild(fields.bytes()));
      } else if (fields.is(2, ProtoReader.BYTES)) {
        attributes.add(readAttribute(fields.bytes()));
      } else if (fields.is(3, ProtoReader.BYTES)) {
        slots.add(readSlot(fields.bytes()));
      } else if (fields.is(4, ProtoReader.BYTES)) {
        saver = Optional.of(readSaver(fields.bytes(), saver));
      } else if (fields.is(5, ProtoReader.BYTES)) {
        hasValues = Optional.of(readBool(fields.bytes(), hasValues.orElse(false)));
      }
    }
    return new ObjectNode(children, attributes, slots, hasValues, saver);
  }

  private static ChildRef readChild(FileSlice in) throws CorruptCheckpointException {
    int node = 0;
    String name = "";
    ProtoReader fields = new ProtoReader(in);
    while (fields.next()) {
      if (fields.is(1, ProtoReader.VARINT)) {
        node = (int) fields.value();
      } else if (fields.is(2, ProtoReader.BYTES)) {
        name = text(fields.bytes());
      }
    }
    return new ChildRef(node, name);
  }

  private static SavedAttribute readAttribute(FileSlice in) throws CorruptCheckpointException {
    String name = "";
    String fullName = "";
    String key = "";
    ProtoReader fields = new ProtoReader(in);
    while (fields.next()) {
      if (fields.is(1, ProtoReader.BYTES)) {
        name = text(fields.bytes());
      } else if (fields.is(2, ProtoReader.BYTES)) {
        fullName = text(fields.bytes());
      } else if (fields.is(3, ProtoReader.BYTES)) {
        key = text(fields.bytes());
      }
    }
    return new SavedAttribute(name, fullName, key);
  }

  private static SlotRef readSlot(FileSlice in) throws CorruptCheckpointException {
    int original = 0;
    String name = "";
    int slot = 0;
    ProtoReader fields = new ProtoReader(in);
    while (fields.next()) {
      if (fields.is(1, ProtoReader.VARINT)) {
        original = (int) fields.value();
      } else if (fields.is(2, ProtoReader.BYTES)) {
        name = text(fields.bytes());
      } else if (fields.is(3, ProtoReader.VARINT)) {
        slot = (int) fields.value();
      }
    }
    return new SlotRef(original, name, slot);
  }

  private static RegisteredSaver readSaver(FileSlice in, Optional<RegisteredSaver> before)
      throws CorruptCheckpointException {
    String name = before.map(RegisteredSaver::name).orElse("");
    String objectName = before.map(RegisteredSaver::objectName).orElse("");
    ProtoReader fields = new ProtoReader(in);
    while (fields.next()) {
      if (fields.is(1, ProtoReader.BYTES)) {
        name = text(fields.bytes());
      } else if (fields.is(2, ProtoReader.BYTES)) {
        objectName = text(fields.bytes());
      }
    }
    return new RegisteredSaver(name, objectName);
  }

  private static boolean readBool(FileSlice in, boolean before) throws CorruptCheckpointException {
    boolean value = before;
    ProtoReader fields = new ProtoReader(in);
    while (fields.next()) {
      if (fields.is(1, ProtoReader.VARINT)) {
        value = fields.value() != 0;
      }
    }
    return value;
  }

  private static String text(FileSlice in) throws CorruptCheckpointException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(in.view()).toString();
    } catch (CharacterCodingException e) {
      CorruptCheckpointException corrupt = in.corrupt("a name in the object graph is not UTF-8");
      corrupt.initCause(e);
      throw corrupt;
    }
  }

  private static void checkReferences(List<ObjectNode> nodes, int index, FileSlice in)
      throws CorruptCheckpointException {
    ObjectNode node = nodes.get(index);
    for (ChildRef child : node.children()) {
      checkReference(nodes, index, "child \"" + child.localName() + "\"", child.nodeId(), in);
    }
    for (SlotRef slot : node.slotVariables()) {
      String what = "slot \"" + slot.slotName() + "\"";
      checkReference(nodes, index, what, slot.originalVariableNodeId(), in);
      checkReference(nodes, index, what, slot.slotVariableNodeId(), in);
    }
  }

  private static void checkReference(
      List<ObjectNode> nodes, int index, String what, int target, FileSlice in)
      throws CorruptCheckpointException {
    if (target < 0 || target >= nodes.size()) {
      throw in.corrupt(
          "%s of node %d is node %d, but there are %d nodes", what, index, target, nodes.size());
    }
  }

  static byte[] write(ObjectGraph graph) {
    ByteBuilder out = new ByteBuilder();
    for (ObjectNode node : graph.nodes()) {
      out.writeBytesField(1, writeNode(node));
    }
    return out.toByteArray();
  }

  private static ByteBuilder writeNode(ObjectNode node) {
    ByteBuilder out = new ByteBuilder();
    for (ChildRef child : node.children()) {
      ByteBuilder item = new ByteBuilder().writeVarintField(1, child.nodeId());
      out.writeBytesField(1, writeText(item, 2, child.localName()));
    }
    for (SavedAttribute attribute : node.attributes()) {
      ByteBuilder item = writeText(new ByteBuilder(), 1, attribute.name());
      writeText(item, 2, attribute.fullName());
      out.writeBytesField(2, writeText(item, 3, attribute.checkpointKey()));
    }
    for (SlotRef slot : node.slotVariables()) {
      ByteBuilder item = new ByteBuilder().writeVarintField(1, slot.originalVariableNodeId());
      writeText(item, 2, slot.slotName());
      out.writeBytesField(3, item.writeVarintField(3, slot.slotVariableNodeId()));
    }
    node.registeredSaver()
        .ifPresent(
            saver -> {
              ByteBuilder item = writeText(new ByteBuilder(), 1, saver.name());
              out.writeBytesField(4, writeText(item, 2, saver.objectName()));
            });
    node.hasCheckpointValues()
        .ifPresent(
            value -> out.writeBytesField(5, new ByteBuilder().writeVarintField(1, value ? 1 : 0)));
    return out;
  }

  private static ByteBuilder writeText(ByteBuilder out, int field, String text) {
    if (!text.isEmpty()) {
      out.writeBytesField(field, new ByteBuilder().write(text.getBytes(StandardCharsets.UTF_8)));
    }
    return out;
  }
}
