package org.ckpt4j.trackable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrackableMapTest {
  private final AutoTrackable owner = new AutoTrackable();
  private final AutoTrackable first = new AutoTrackable();

  private TrackableMap<Object, @Nullable Object> tracked() {
    var map = new LinkedHashMap<Object, @Nullable Object>();
    map.put("a", first);
    map.put("n", 3);
    return TrackableMap.over(map);
  }

  @Test
  void valuesAreChildrenInTheOrderOfTheirKeys() {
    var map = new LinkedHashMap<String, Object>();
    map.put("z", new AutoTrackable());
    map.put("a", new AutoTrackable());

    owner.set("m", map);

    TrackableMap<?, ?> wrapped = assertInstanceOf(TrackableMap.class, owner.attribute("m"));
    assertEquals(List.of("z", "a"), List.copyOf(wrapped.trackableChildren().keySet()));
  }

  static List<Named<Consumer<TrackableMap<Object, @Nullable Object>>>> harmless() {
    return List.of(
        Named.of("put new", map -> map.put("b", new AutoTrackable())),
        Named.of("put over", map -> map.put("a", new AutoTrackable())),
        Named.of("put plain", map -> map.put("n", 4)),
        Named.of("remove", map -> map.remove("a")),
        Named.of("remove plain", map -> map.remove("n")),
        Named.of("integer key of a plain value", map -> map.put(5, 6)),
        Named.of("putIfAbsent of a present key", map -> map.putIfAbsent("a", 1)));
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void whatGoesThroughTheWrapperLeavesItSaveable(
      Consumer<TrackableMap<Object, @Nullable Object>> change) {
    var map = tracked();

    change.accept(map);

    assertTrue(map.trackableChildren().containsKey("a"));
  }

  static List<Named<Consumer<TrackableMap<Object, @Nullable Object>>>> harmful() {
    return List.of(
        Named.of("pop", map -> map.pop("a")),
        Named.of("pop plain", map -> map.pop("n")),
        Named.of("clear", TrackableMap::clear),
        Named.of("putIfAbsent", map -> map.putIfAbsent("q", new AutoTrackable())),
        Named.of("integer key of a trackable", map -> map.put(5, new AutoTrackable())));
  }

  @ParameterizedTest
  @MethodSource("harmful")
  void whatGoesBehindTheWrapperMakesItUnsaveable(
      Consumer<TrackableMap<Object, @Nullable Object>> change) {
    var map = tracked();

    change.accept(map);

    assertThrows(IllegalArgumentException.class, map::trackableChildren);
  }

  @Test
  void removedValuesStayChildren() {
    var map = tracked();

    map.remove("a");

    assertEquals(Map.of("n", 3), map);
    assertSame(first, map.trackableChildren().get("a"));
  }

  @Test
  void mapsWithoutAnOrderAreRefused() {
    Map<String, Object> hashed = new HashMap<>(Map.of("a", first));

    var refusal = assertThrows(IllegalArgumentException.class, () -> owner.set("m", hashed));
    assertThrows(IllegalArgumentException.class, () -> owner.set("m", Map.of("a", first)));

    assertTrue(refusal.getMessage().contains("dict("), refusal.getMessage());
    assertEquals(Set.of(), owner.attributes().keySet());
  }

  @Test
  void mapsWithAnOrderAreTaken() {
    owner.set("sorted", new TreeMap<>(Map.of("a", first)));
    owner.set("immutable", ImmutableMap.of("a", first));

    for (Trackable wrapped : owner.trackableChildren().values()) {
      assertSame(first, wrapped.trackableChildren().get("a"));
    }
  }
}
