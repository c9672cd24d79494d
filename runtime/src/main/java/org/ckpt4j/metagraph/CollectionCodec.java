package org.ckpt4j.metagraph;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Diagnostic;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.graph.ControlFlowContext;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.graphdef.ScopedNames;
import org.ckpt4j.proto.CollectionDef;
import org.ckpt4j.proto.QueueRunnerDef;
import org.ckpt4j.proto.SaverDef;
import org.ckpt4j.proto.VariableDef;
import org.ckpt4j.variables.Variable;
import org.ckpt4j.variables.VariableMessages;
import org.jspecify.annotations.Nullable;

/**
 * The items of a graph's collections as messages, and back.
 *
 * <pre>
 *   variables (by the key)                bytes_list of VariableDef
 *   branches and loops, savers, queues    bytes_list of their messages
 *   tensors, operations                   node_list of names
 *   strings, whole numbers, floats        bytes_list, int64_list, float_list
 * </pre>
 */
final class CollectionCodec {
  /** The collections whose items are variables. */
  private static final Set<String> OF_VARIABLES =
      Set.of(
          GraphKeys.GLOBAL_VARIABLES,
          GraphKeys.TRAINABLE_VARIABLES,
          GraphKeys.LOCAL_VARIABLES,
          GraphKeys.MODEL_VARIABLES,
          GraphKeys.METRIC_VARIABLES,
          GraphKeys.MOVING_AVERAGE_VARIABLES,
          GraphKeys.GLOBAL_STEP);

  private final Graph graph;
  private final @Nullable String scope;
  private final Map<ByteString, Variable> variables = new HashMap<>();

  CollectionCodec(Graph graph, @Nullable String scope) {
    this.graph = graph;
    this.scope = scope;
  }

  /** The message; empty if nothing is in it, or what is in it has no message: that is a warning. */
  Optional<CollectionDef> write(String key, List<Object> items, Predicate<String> included) {
    List<Object> kept =
        items.stream()
            .filter(
                item -> {
                  String name = nameOf(item);
                  return name == null || included.test(name);
                })
            .toList();
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(write(key, kept));
    } catch (RuntimeException e) {
      warn(
          "collection_not_serialized",
          key,
          "collection \"%s\" is left out of the meta graph: %s".formatted(key, e.getMessage()));
      return Optional.empty();
    }
  }

  private CollectionDef write(String key, List<Object> items) {
    CollectionDef.Builder out = CollectionDef.newBuilder();
    if (hasMessages(key)) {
      CollectionDef.BytesList.Builder list = CollectionDef.BytesList.newBuilder();
      items.forEach(item -> message(item).ifPresent(list::addValue));
      return out.setBytesList(list).build();
    }
    Object first = items.get(0);
    if (first instanceof String) {
      CollectionDef.BytesList.Builder list = CollectionDef.BytesList.newBuilder();
      items.forEach(item -> list.addValue(ByteString.copyFromUtf8((String) item)));
      return out.setBytesList(list).build();
    } else if (first instanceof Float || first instanceof Double) {
      CollectionDef.FloatList.Builder list = CollectionDef.FloatList.newBuilder();
      items.forEach(item -> list.addValue(((Number) item).floatValue()));
      return out.setFloatList(list).build();
    } else if (first instanceof Number) {
      CollectionDef.Int64List.Builder list = CollectionDef.Int64List.newBuilder();
      items.forEach(item -> list.addValue(whole((Number) item)));
      return out.setInt64List(list).build();
    }
    CollectionDef.NodeList.Builder list = CollectionDef.NodeList.newBuilder();
    for (Object item : items) {
      String name = nameOf(item);
      if (name == null) {
        throw new IllegalArgumentException(
            "no item of a collection's message is made of a " + item.getClass().getSimpleName());
      }
      if (ScopedNames.lies(name, scope)) {
        list.addValue(ScopedNames.strip(name, scope));
      }
    }
    return out.setNodeList(list).build();
  }

  private static long whole(Number item) {
    if (item instanceof Float || item instanceof Double) {
      throw new IllegalArgumentException(
          "it begins with a whole number, and %s is none".formatted(item));
    }
    return item.longValue();
  }

  private static boolean hasMessages(String key) {
    return OF_VARIABLES.contains(key)
        || ControlFlowMessages.isKey(key)
        || key.equals(GraphKeys.SAVERS)
        || key.equals(GraphKeys.QUEUE_RUNNERS);
  }

  private Optional<ByteString> message(Object item) {
    if (item instanceof Variable variable) {
      return VariableMessages.write(variable, scope).map(VariableDef::toByteString);
    } else if (item instanceof ControlFlowContext context) {
      return new ControlFlowMessages(graph, scope).write(context);
    } else if (item instanceof SaverDefSource saver) {
      return saver(saver.saverDef());
    } else if (item instanceof SaverDef saver) {
      return saver(saver);
    } else if (item instanceof QueueRunnerDef runner) {
      return Optional.of(runner.toByteString());
    }
    throw new IllegalArgumentException(
        "no item of this collection's message is made of a " + item.getClass().getSimpleName());
  }

  /** Empty if its nodes lie in another scope. */
  private Optional<ByteString> saver(SaverDef saver) {
    return ScopedNames.lies(saver.getFilenameTensorName(), scope)
        ? Optional.of(scoped(saver, false).toByteString())
        : Optional.empty();
  }

  private static @Nullable String nameOf(Object item) {
    return item instanceof Operand operand
        ? operand.name()
        : item instanceof Operation op ? op.name() : null;
  }

  /** Adds what the message holds to the graph's collection. */
  void read(String key, CollectionDef message) {
    try {
      switch (message.getKindCase()) {
        case NODE_LIST -> message.getNodeList().getValueList().forEach(n -> add(key, element(n)));
        case BYTES_LIST -> {
          for (ByteString bytes : message.getBytesList().getValueList()) {
            add(key, hasMessages(key) ? item(key, bytes) : text(bytes));
          }
        }
        case INT64_LIST -> message.getInt64List().getValueList().forEach(n -> add(key, n));
        case FLOAT_LIST -> message.getFloatList().getValueList().forEach(n -> add(key, n));
        case ANY_LIST -> message.getAnyList().getValueList().forEach(any -> add(key, any));
        case KIND_NOT_SET ->
            warn("collection_of_no_kind", key, "collection \"" + key + "\" has no kind; left out");
      }
    } catch (InvalidProtocolBufferException | NoSuchElementException e) {
      throw new IllegalArgumentException(
          "collection \"%s\" cannot be read: %s".formatted(key, e.getMessage()), e);
    }
  }

  private void add(String key, Object item) {
    graph.addToCollection(key, item);
  }

  private Object element(String name) {
    String found = ScopedNames.prepend(name, scope);
    return found.contains(":") ? graph.getTensorByName(found) : graph.getOperationByName(found);
  }

  private String text(ByteString bytes) {
    return ScopedNames.prepend(bytes.toStringUtf8(), scope);
  }

  private Object item(String key, ByteString bytes) throws InvalidProtocolBufferException {
    if (OF_VARIABLES.contains(key)) {
      // One object for a variable, however many collections it is in.
      Variable known = variables.get(bytes);
      if (known == null) {
        known = VariableMessages.read(VariableDef.parseFrom(bytes), scope, graph);
        variables.put(bytes, known);
      }
      return known;
    } else if (ControlFlowMessages.isKey(key)) {
      return new ControlFlowMessages(graph, scope).read(key, bytes);
    } else if (key.equals(GraphKeys.QUEUE_RUNNERS)) {
      return QueueRunnerDef.parseFrom(bytes);
    }
    return scoped(SaverDef.parseFrom(bytes), true);
  }

  private SaverDef scoped(SaverDef saver, boolean into) {
    return saver.toBuilder()
        .setFilenameTensorName(scoped(saver.getFilenameTensorName(), into))
        .setSaveTensorName(scoped(saver.getSaveTensorName(), into))
        .setRestoreOpName(scoped(saver.getRestoreOpName(), into))
        .build();
  }

  private String scoped(String name, boolean into) {
    return into ? ScopedNames.prepend(name, scope) : ScopedNames.strip(name, scope);
  }

  private static void warn(String kind, String key, String message) {
    Contexts.emit(
        new Diagnostic(Diagnostic.Level.WARNING, kind, Map.of("collection", key), message));
  }
}
