package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.trackable.TrackableList;
import org.ckpt4j.trackable.TrackableMap;
import org.jspecify.annotations.Nullable;

/** Objects, their attributes, and Python's methods on tracked lists and dicts. */
final class ObjectSteps {
  private ObjectSteps() {}

  static void register(StepTable table) {
    table.add("object", ObjectSteps::object);
    table.add("get", ObjectSteps::get);
    table.add("set", ObjectSteps::set);
    table.add("del", ObjectSteps::delete);
    table.add("list_call", ObjectSteps::listCall);
    table.add("dict_call", ObjectSteps::dictCall);
  }

  /** A plain trackable, or a module of the class named. */
  static AutoTrackable make(JsonNode value) {
    return switch (value.get("new").textValue()) {
      case "auto" -> new AutoTrackable();
      case "module" -> EagerNameSteps.module(value);
      default -> throw new MalformedTrace("no such object: " + value.get("new"));
    };
  }

  private static ObjectNode object(TraceState state, JsonNode step) {
    state.bind(step, make(step));
    return Observation.nothing();
  }

  private static ObjectNode get(TraceState state, JsonNode step) {
    Object at = state.get(step.get("from").textValue());
    for (JsonNode part : step.get("path")) {
      at = follow(at, part);
    }
    state.bind(step, at);
    return Observation.nothing();
  }

  private static @Nullable Object follow(@Nullable Object from, JsonNode part) {
    if (from instanceof AutoTrackable object) {
      return object.attribute(part.textValue());
    } else if (from instanceof List<?> list) {
      return list.get(position(part.intValue(), list.size()));
    } else if (from instanceof Map<?, ?> map) {
      Object key = part.isTextual() ? part.textValue() : (Object) part.intValue();
      return require(map, key);
    }
    throw new MalformedTrace("nothing can be got from " + from);
  }

  private static ObjectNode set(TraceState state, JsonNode step) {
    AutoTrackable object = state.get(step, "obj", AutoTrackable.class);
    object.set(step.get("attr").textValue(), state.values().of(step.get("value")));
    return Observation.nothing();
  }

  private static ObjectNode delete(TraceState state, JsonNode step) {
    state.get(step, "obj", AutoTrackable.class).delete(step.get("attr").textValue());
    return Observation.nothing();
  }

  @SuppressWarnings("unchecked")
  private static ObjectNode listCall(TraceState state, JsonNode step) {
    List<@Nullable Object> args = arguments(state, step);
    String method = step.get("method").textValue();
    Object target = state.get(step, "list", Object.class);
    if (!(target instanceof List<?>) && !(target instanceof Map<?, ?>)) {
      throw new TypeError("%s has no positions: %s %s".formatted(target, method, args));
    }
    List<@Nullable Object> list = state.get(step, "list", List.class);
    switch (method) {
      case "append" -> list.add(args.get(0));
      case "extend", "iadd" -> list.addAll((List<Object>) args.get(0));
      case "insert" -> list.add(insertion((int) args.get(0), list.size()), args.get(1));
      case "pop" -> list.remove(position(args.isEmpty() ? -1 : (int) args.get(0), list.size()));
      case "clear" -> list.clear();
      case "reverse" -> Collections.reverse(list);
      case "remove" -> removeFirst(list, args.get(0));
      case "setitem" -> list.set(position((int) args.get(0), list.size()), args.get(1));
      case "delitem" -> list.remove(position((int) args.get(0), list.size()));
      case "setslice" ->
          ((TrackableList<Object>) list)
              .setSlice(
                  insertion((int) args.get(0), list.size()),
                  insertion((int) args.get(1), list.size()),
                  (List<Object>) args.get(2));
      case "imul" -> ((TrackableList<Object>) list).repeat((int) args.get(0));
      default -> throw new MalformedTrace("no list method " + method);
    }
    return Observation.of("len", list.size()).done();
  }

  @SuppressWarnings("unchecked")
  private static ObjectNode dictCall(TraceState state, JsonNode step) {
    List<@Nullable Object> args = arguments(state, step);
    String method = step.get("method").textValue();
    Object target = state.get(step, "dict", Object.class);
    if (!(target instanceof Map<?, ?>)) {
      throw new TypeError("%s has no keys: %s %s".formatted(target, method, args));
    }
    Map<@Nullable Object, @Nullable Object> map = state.get(step, "dict", Map.class);
    switch (method) {
      case "setitem" -> map.put(args.get(0), args.get(1));
      case "delitem" -> {
        require(map, args.get(0));
        map.remove(args.get(0));
      }
      case "pop" -> ((TrackableMap<Object, Object>) map).pop(args.get(0));
      case "update" -> map.putAll((LinkedHashMap<Object, Object>) args.get(0));
      case "setdefault" -> map.putIfAbsent(args.get(0), args.get(1));
      case "clear" -> map.clear();
      default -> throw new MalformedTrace("no dict method " + method);
    }
    return Observation.of("len", map.size()).done();
  }

  private static List<@Nullable Object> arguments(TraceState state, JsonNode step) {
    List<@Nullable Object> args = new ArrayList<>();
    step.path("args").forEach(arg -> args.add(state.values().of(arg)));
    return args;
  }

  /** Python counts from the end below zero, and complains about what lies beyond. */
  private static int position(int index, int size) {
    int at = index < 0 ? index + size : index;
    if (at < 0 || at >= size) {
      throw new IndexOutOfBoundsException("list index " + index + " of " + size);
    }
    return at;
  }

  /** Where Python inserts or cuts: never beyond the ends. */
  private static int insertion(int index, int size) {
    return Math.min(Math.max(index < 0 ? index + size : index, 0), size);
  }

  private static void removeFirst(List<@Nullable Object> list, @Nullable Object element) {
    int at = list.indexOf(element);
    if (at < 0) {
      throw new IllegalArgumentException("the list holds no " + element);
    }
    list.remove(at);
  }

  private static @Nullable Object require(Map<?, ?> map, @Nullable Object key) {
    if (!map.containsKey(key)) {
      throw new NoSuchElementException("no key " + key);
    }
    return map.get(key);
  }
}
