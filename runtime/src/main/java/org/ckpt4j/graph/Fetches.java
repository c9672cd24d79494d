package org.ckpt4j.graph;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a session is asked for: a tensor, variable, operation, the name of one, or lists, maps and
 * records of these, nested; and how values are put into the same structure.
 */
final class Fetches {
  private final Graph graph;
  private final @Nullable Object structure;
  private final Set<SymbolicTensor> tensors = new LinkedHashSet<>();
  private final Set<Operation> targets = new LinkedHashSet<>();

  /**
   * @throws TypeError if something in the structure cannot be fetched
   * @throws IllegalArgumentException if it belongs to another graph, or a name means nothing
   */
  Fetches(Graph graph, @Nullable Object structure) {
    this.graph = graph;
    this.structure = structure;
    collect(structure);
  }

  /** The tensors, each once. */
  List<SymbolicTensor> tensors() {
    return List.copyOf(tensors);
  }

  /** The operations, each once. */
  List<Operation> targets() {
    return List.copyOf(targets);
  }

  private void collect(@Nullable Object fetch) {
    if (fetch instanceof Operand operand) {
      SymbolicTensor tensor = own(graph, operand);
      checkFetchable(tensor.op());
      tensors.add(tensor);
    } else if (fetch instanceof Operation op) {
      if (op.graph() != graph) {
        throw new IllegalArgumentException(op + " belongs to another graph than this session's");
      }
      checkFetchable(op);
      targets.add(op);
    } else if (fetch instanceof String name) {
      collect(named(name));
    } else if (fetch instanceof Iterable<?> list) {
      list.forEach(this::collect);
    } else if (fetch instanceof Map<?, ?> map) {
      map.values().forEach(this::collect);
    } else if (fetch instanceof Record fields) {
      fieldsOf(fields).forEach(this::collect);
    } else {
      throw new TypeError(
          "cannot fetch %s (%s); fetch tensors, variables, operations, names, lists, maps or records"
              .formatted(fetch, fetch == null ? "null" : fetch.getClass().getSimpleName()));
    }
  }

  private static void checkFetchable(Operation op) {
    if (!op.isFetchable()) {
      throw new IllegalArgumentException(
          "\"%s\" cannot be fetched: it is inside of a loop or branch, or fetching was prevented"
              .formatted(op.name()));
    }
  }

  private Object named(String name) {
    try {
      return graph.asGraphElement(name);
    } catch (NoSuchElementException none) {
      throw new IllegalArgumentException(
          "\"%s\" cannot be fetched: %s".formatted(name, none.getMessage()), none);
    }
  }

  /** The tensor that stands for an operand in a graph. */
  static SymbolicTensor own(Graph graph, Operand operand) {
    Tensor element = operand.graphElement();
    if (!(element instanceof SymbolicTensor symbol)) {
      throw new TypeError(
          operand + " is a value of the eager world; a session runs a graph's tensors");
    }
    if (symbol.op().graph() != graph) {
      throw new IllegalArgumentException(symbol + " belongs to another graph than this session's");
    }
    return symbol;
  }

  /**
   * The structure with each tensor's value in its place, and null in the place of operations.
   *
   * @throws TypeError if a record does not take them
   */
  @Nullable Object assemble(Map<SymbolicTensor, ?> values) {
    return assemble(structure, values);
  }

  private @Nullable Object assemble(@Nullable Object fetch, Map<SymbolicTensor, ?> values) {
    if (fetch instanceof Operand operand) {
      return values.get(own(graph, operand));
    }
    if (fetch instanceof Iterable<?> list) {
      List<@Nullable Object> out = new ArrayList<>();
      list.forEach(item -> out.add(assemble(item, values)));
      return out;
    }
    if (fetch instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> out = new LinkedHashMap<>();
      map.forEach((key, item) -> out.put(key, assemble(item, values)));
      return out;
    }
    if (fetch instanceof Record fields) {
      return rebuilt(fields, fieldsOf(fields).stream().map(f -> assemble(f, values)).toArray());
    }
    return fetch instanceof String name && named(name) instanceof SymbolicTensor tensor
        ? values.get(tensor)
        : null;
  }

  private static List<@Nullable Object> fieldsOf(Record fields) {
    List<@Nullable Object> out = new ArrayList<>();
    try {
      for (RecordComponent component : fields.getClass().getRecordComponents()) {
        var accessor = component.getAccessor();
        accessor.setAccessible(true);
        out.add(accessor.invoke(fields));
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new TypeError("%s cannot be read to be fetched: %s".formatted(fields, e));
    }
    return out;
  }

  private static Object rebuilt(Record fields, @Nullable Object[] values) {
    Class<?>[] types =
        Arrays.stream(fields.getClass().getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      var constructor = fields.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new TypeError(
          "the record %s does not take what was fetched; let its components be of type Object (%s)"
              .formatted(fields.getClass().getSimpleName(), e));
    }
  }
}
