package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.jspecify.annotations.Nullable;

/** What a program has made so far: aliases, graphs with their sessions, files, and the time. */
final class TraceState implements AutoCloseable {
  private static final double START = 1600000000;

  private final Map<String, @Nullable Object> aliases = new LinkedHashMap<>();
  private final Map<Graph, Session> sessions = new IdentityHashMap<>();
  private final Deque<Session> open = new ArrayDeque<>();
  private final WorkingFolder folder;
  private final Values values = new Values(this);
  private double now = START;

  TraceState(Path folder) {
    this.folder = new WorkingFolder(folder);
  }

  WorkingFolder folder() {
    return folder;
  }

  Values values() {
    return values;
  }

  Instant now() {
    long seconds = (long) Math.floor(now);
    return Instant.ofEpochSecond(seconds, Math.round((now - seconds) * 1e9));
  }

  void advance(double seconds) {
    now += seconds;
  }

  void bind(JsonNode step, @Nullable Object value) {
    if (step.has("as")) {
      aliases.put(step.get("as").textValue(), value);
    }
  }

  @Nullable Object get(String alias) {
    if (!aliases.containsKey(alias)) {
      throw new MalformedTrace("nothing is bound to " + alias);
    }
    return aliases.get(alias);
  }

  /** What the field {@code field} of {@code step} names. */
  <T> T get(JsonNode step, String field, Class<T> type) {
    Object value = get(step.get(field).textValue());
    if (!type.isInstance(value)) {
      throw new MalformedTrace(
          "%s %s is %s, not a %s"
              .formatted(
                  field,
                  step.get(field),
                  value == null ? "null" : value.getClass().getSimpleName(),
                  type.getSimpleName()));
    }
    return type.cast(value);
  }

  /** The alias first bound to this very object. */
  Optional<String> aliasOf(Object value) {
    return aliases.entrySet().stream()
        .filter(entry -> entry.getValue() == value)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Every graph has one session. */
  Session sessionOf(Graph graph) {
    return sessions.computeIfAbsent(graph, Session::new);
  }

  void push(Session session) {
    open.push(session);
  }

  void pop() {
    open.pop();
  }

  /** The session of the innermost graph block; null outside of all. */
  @Nullable Session session() {
    return open.peek();
  }

  Session requireSession() {
    if (open.isEmpty()) {
      throw new MalformedTrace("the step needs a session, outside of a graph");
    }
    return open.peek();
  }

  boolean isEager() {
    return open.isEmpty();
  }

  @Override
  public void close() {
    sessions.values().forEach(Session::close);
  }
}
