package org.ckpt4j.checkpoint.objectgraph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.objectgraph.ObjectNode.RegisteredSaver;
import org.ckpt4j.proto.TrackableObjectGraph;
import org.ckpt4j.testkit.ByteDamage;
import org.ckpt4j.testkit.GoldenFiles;
import org.ckpt4j.testkit.HexDiff;
import org.ckpt4j.testkit.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectGraphTest {
  /** A graph and the checkpoint it is from. */
  record Recorded(Path prefix, byte[] message) {
    @Override
    public String toString() {
      return prefix.toString();
    }
  }

  static Stream<Recorded> recorded() throws IOException {
    List<Recorded> out = new ArrayList<>();
    for (String folder : List.of("golden/guide", "golden/format")) {
      if (GoldenFiles.find(folder).isEmpty()) {
        continue;
      }
      for (Path section : GoldenFiles.folders(folder, "expected.json")) {
        try (Stream<Path> files = Files.walk(section)) {
          for (Path index : files.filter(file -> file.toString().endsWith(".index")).toList()) {
            String name = index.toString();
            Path prefix = Path.of(name.substring(0, name.length() - ".index".length()));
            try (CheckpointReader reader = CheckpointReader.open(prefix)) {
              if (reader.hasTensor(ObjectGraph.KEY)) {
                out.add(
                    new Recorded(
                        prefix, reader.getTensor(ObjectGraph.KEY).elements().get(0).toByteArray()));
              }
            }
          }
        }
      }
    }
    return out.stream();
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void readingAndWritingAgainGivesTheSameBytes(Recorded recorded) throws Exception {
    ObjectGraph graph = ObjectGraph.read(recorded.message(), "graph");

    HexDiff.assertSameBytes(recorded.toString(), recorded.message(), graph.toByteArray());
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void agreesWithProtobufsOwnReading(Recorded recorded) throws Exception {
    ObjectGraph graph = ObjectGraph.read(recorded.message(), "graph");

    TrackableObjectGraph message = TrackableObjectGraph.parseFrom(recorded.message());
    assertEquals(message.getNodesCount(), graph.nodes().size());
    for (int i = 0; i < message.getNodesCount(); i++) {
      TrackableObjectGraph.TrackableObject expected = message.getNodes(i);
      ObjectNode node = graph.nodes().get(i);
      assertEquals(
          expected.getChildrenList().stream()
              .map(child -> new ChildRef(child.getNodeId(), child.getLocalName()))
              .toList(),
          node.children());
      assertEquals(
          expected.getAttributesList().stream()
              .map(a -> new SavedAttribute(a.getName(), a.getFullName(), a.getCheckpointKey()))
              .toList(),
          node.attributes());
      assertEquals(
          expected.getSlotVariablesList().stream()
              .map(
                  slot ->
                      new SlotRef(
                          slot.getOriginalVariableNodeId(),
                          slot.getSlotName(),
                          slot.getSlotVariableNodeId()))
              .toList(),
          node.slotVariables());
      assertEquals(
          expected.hasHasCheckpointValues()
              ? Optional.of(expected.getHasCheckpointValues().getValue())
              : Optional.empty(),
          node.hasCheckpointValues());
    }
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void keysLeadToObjectsAndTheirPathsBackToTheKeys(Recorded recorded) throws Exception {
    ObjectGraph graph = ObjectGraph.read(recorded.message(), "graph");
    ObjectPaths paths = ObjectPaths.of(graph);
    int slots = 0;
    for (int node = 0; node < graph.nodes().size(); node++) {
      for (SavedAttribute attribute : graph.nodes().get(node).attributes()) {
        assertEquals(node, paths.findOwner(attribute.checkpointKey()).orElseThrow().node());
        assertTrue(paths.keys(node).contains(attribute.checkpointKey()));
      }
      Optional<List<String>> path = paths.path(node);
      if (path.isPresent()) {
        assertEquals(OptionalInt.of(node), paths.findNode(path.get()));
        assertTrue(paths.findNode(paths.name(node)).isPresent(), paths.name(node));
      }
      if (paths.slot(node).isPresent() && path.isEmpty()) {
        assertEquals(slotKey(paths, paths.slot(node).get()), paths.keys(node).get(0));
        slots++;
      }
    }
    assertTrue(slots >= 0);
    // Most values lie under the key that the object's shortest path makes.
    for (SavedAttribute attribute : graph.nodes().get(0).attributes()) {
      assertEquals(CheckpointKeys.key("", attribute.name()), attribute.checkpointKey());
    }
  }

  private static String slotKey(ObjectPaths paths, ObjectPaths.Slot slot) {
    String variable = CheckpointKeys.path(paths.path(slot.variable()).orElseThrow());
    String optimizer = CheckpointKeys.path(paths.path(slot.optimizer()).orElseThrow());
    return CheckpointKeys.key(
        CheckpointKeys.slotPath(variable, optimizer, slot.slotName()),
        CheckpointKeys.VARIABLE_VALUE);
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void theKeyOfAVariableIsItsShortestPath(Recorded recorded) throws Exception {
    ObjectGraph graph = ObjectGraph.read(recorded.message(), "graph");
    ObjectPaths paths = ObjectPaths.of(graph);
    for (int node = 0; node < graph.nodes().size(); node++) {
      Optional<List<String>> path = paths.path(node);
      if (path.isPresent() && paths.slot(node).isEmpty()) {
        for (SavedAttribute attribute : graph.nodes().get(node).attributes()) {
          String key = attribute.checkpointKey();
          assertTrue(
              key.startsWith(CheckpointKeys.path(path.get()) + CheckpointKeys.ATTRIBUTES), key);
        }
      }
    }
  }

  @Test
  void everyDamageOfAMessageIsReadOrRefused() throws Exception {
    byte[] sound = sample().toByteArray();
    Stream.concat(
            Stream.concat(ByteDamage.everyByteFlipped(sound), ByteDamage.everyTruncation(sound)),
            ByteDamage.random(sound, 3000, Seeds.printed("objectGraph")))
        .forEach(
            damage -> {
              try {
                ObjectPaths paths = ObjectPaths.of(ObjectGraph.read(damage.bytes(), "graph"));
                assertTrue(paths.findNode(List.of()).isPresent());
                for (int node = 0; node < 3; node++) {
                  paths.findNode("model.kernel");
                }
              } catch (CorruptCheckpointException e) {
                assertTrue(e.getMessage().contains("graph"));
              }
            });
  }

  private static ObjectGraph sample() {
    return new ObjectGraph(
        List.of(
            new ObjectNode(
                List.of(new ChildRef(1, "model"), new ChildRef(2, "optimizer")),
                List.of(),
                List.of(),
                Optional.of(true),
                Optional.empty()),
            new ObjectNode(
                List.of(new ChildRef(3, "kernel"), new ChildRef(0, "parent")),
                List.of(),
                List.of(),
                Optional.of(false),
                Optional.of(new RegisteredSaver("Custom.saver", "object"))),
            new ObjectNode(
                List.of(),
                List.of(),
                List.of(new SlotRef(3, "m", 4)),
                Optional.empty(),
                Optional.empty()),
            new ObjectNode(
                List.of(),
                List.of(
                    new SavedAttribute(
                        "VARIABLE_VALUE", "w", "model/kernel/.ATTRIBUTES/VARIABLE_VALUE")),
                List.of(),
                Optional.of(true),
                Optional.empty()),
            new ObjectNode(
                List.of(),
                List.of(
                    new SavedAttribute(
                        "VARIABLE_VALUE",
                        "w/m",
                        "model/kernel/.OPTIMIZER_SLOT/optimizer/m/.ATTRIBUTES/VARIABLE_VALUE")),
                List.of(),
                Optional.empty(),
                Optional.empty())));
  }

  @Test
  void everyFieldComesBack() throws Exception {
    ObjectGraph graph = sample();

    assertEquals(graph, ObjectGraph.read(graph.toByteArray(), "graph"));
    assertArrayEquals(
        TrackableObjectGraph.parseFrom(graph.toByteArray()).toByteArray(), graph.toByteArray());
  }

  @Test
  void namesObjectsByTheirShortestPathAndSlotsByWhatTheyBelongTo() {
    ObjectPaths paths = ObjectPaths.of(sample());

    assertEquals("(root)", paths.name(0));
    assertEquals("model.kernel", paths.name(3));
    assertEquals("slot m of optimizer for model.kernel", paths.name(4));
    assertEquals(OptionalInt.of(3), paths.findNode(List.of("model", "parent", "model", "kernel")));
    assertEquals(OptionalInt.of(3), paths.findNode("model.parent.model.kernel"));
    assertEquals(OptionalInt.empty(), paths.findNode("model.bias"));
    assertEquals(
        Optional.of(4),
        paths
            .findOwner("model/kernel/.OPTIMIZER_SLOT/optimizer/m/.ATTRIBUTES/VARIABLE_VALUE")
            .map(ObjectPaths.Owner::node));
  }

  @Test
  void pathsGoThroughNamesWithDots() {
    ObjectGraph graph =
        new ObjectGraph(
            List.of(
                node(new ChildRef(1, "a"), new ChildRef(2, "a.b")),
                node(new ChildRef(1, "b")),
                node(new ChildRef(3, "c")),
                node()));

    assertEquals(OptionalInt.of(3), ObjectPaths.of(graph).findNode("a.b.c"));
  }

  private static ObjectNode node(ChildRef... children) {
    return new ObjectNode(
        List.of(children), List.of(), List.of(), Optional.empty(), Optional.empty());
  }

  @Test
  void referencesToNodesThatAreNotThereAreRefused() {
    ObjectGraph graph = new ObjectGraph(List.of(node(new ChildRef(7, "a"))));

    CorruptCheckpointException e =
        assertThrows(
            CorruptCheckpointException.class,
            () -> ObjectGraph.read(graph.toByteArray(), "m.ckpt"));
    assertTrue(e.getMessage().contains("node 7"), e.getMessage());
    assertThrows(CorruptCheckpointException.class, () -> ObjectGraph.read(new byte[0], "m.ckpt"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a.b", "a/b", "..", ".S", "/./.S", "k/with slash", "\u00fc.\n"})
  void unescapingUndoesEscaping(String name) {
    assertEquals(name, CheckpointKeys.unescape(CheckpointKeys.escape(name)));
  }

  @Test
  void namesThatNobodyEscapedSoAreRefused() {
    for (String wrong : List.of("a.b", "a.", "a/b", ".s")) {
      assertThrows(IllegalArgumentException.class, () -> CheckpointKeys.unescape(wrong));
    }
  }
}
