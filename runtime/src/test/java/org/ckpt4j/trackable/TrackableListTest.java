package org.ckpt4j.trackable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrackableListTest {
  private final AutoTrackable owner = new AutoTrackable();
  private final AutoTrackable first = new AutoTrackable();

  private TrackableList<@Nullable Object> tracked(Object... elements) {
    return TrackableList.over(new ArrayList<>(Arrays.asList(elements)));
  }

  @Test
  void elementsAreChildrenNamedByTheirPositions() {
    var list = tracked(first, 3, null, new AutoTrackable());

    assertEquals(Set.of("0", "3"), list.trackableChildren().keySet());
  }

  @Test
  void nestedContainersAreWrappedInPlace() {
    var map = new LinkedHashMap<String, Object>();
    var list = tracked(new ArrayList<>(List.of(first)), map, Tuple.of(1, 2), Tuple.of(first));

    assertInstanceOf(TrackableList.class, list.get(0));
    assertInstanceOf(TrackableMap.class, list.get(1));
    assertInstanceOf(Tuple.class, list.get(2));
    assertInstanceOf(TrackableTuple.class, list.get(3));
    assertEquals(List.of("0", "1", "3"), List.copyOf(list.trackableChildren().keySet()));
  }

  static List<Named<Consumer<TrackableList<@Nullable Object>>>> growth() {
    return List.of(
        Named.of("add", list -> list.add(new AutoTrackable())),
        Named.of("addAll", list -> list.addAll(List.of(new AutoTrackable(), 5))),
        Named.of("repeat", list -> list.repeat(2)),
        Named.of("set of a plain value", list -> list.set(1, 4)));
  }

  @ParameterizedTest
  @MethodSource("growth")
  void whatKeepsPositionsLeavesTheListSaveable(Consumer<TrackableList<@Nullable Object>> change) {
    var list = tracked(first, 3);

    change.accept(list);

    assertSame(first, list.trackableChildren().get("0"));
  }

  static List<Named<Consumer<TrackableList<@Nullable Object>>>> moves() {
    return List.of(
        Named.of("insert", list -> list.add(0, new AutoTrackable())),
        Named.of("insert at the end", list -> list.add(2, new AutoTrackable())),
        Named.of("set", list -> list.set(0, new AutoTrackable())),
        Named.of("set to the same", list -> list.set(0, list.get(0))),
        Named.of("remove", list -> list.remove(0)),
        Named.of("remove a plain value", list -> list.remove(1)),
        Named.of("clear", TrackableList::clear),
        Named.of("reverse", Collections::reverse),
        Named.of("repeat none", list -> list.repeat(0)),
        Named.of("slice", list -> list.setSlice(0, 1, List.of(new AutoTrackable()))));
  }

  @Test
  void aSliceOverAVariableIsComparedWithItAsATensor() {
    var list = tracked(new Variable(new int[] {1, 2}), 3);

    assertThrows(TypeError.class, () -> list.setSlice(0, 1, List.of(1.5)));

    assertThrows(IllegalArgumentException.class, list::trackableChildren);
  }

  @ParameterizedTest
  @MethodSource("moves")
  void whatMovesPositionsMakesTheListUnsaveable(Consumer<TrackableList<@Nullable Object>> change) {
    var list = tracked(first, 3);

    change.accept(list);

    assertThrows(IllegalArgumentException.class, list::trackableChildren);
  }

  @Test
  void plainListsMayBeChangedAtWill() {
    var list = tracked(1, 2, 3);

    list.remove(0);
    list.add(0, 7);
    Collections.reverse(list);

    assertEquals(List.of(3, 2, 7), list);
    assertEquals(Set.of(), list.trackableChildren().keySet());
  }

  @Test
  void changingTheOriginalListMakesItUnsaveable() {
    List<Object> original = new ArrayList<>(List.of(first));
    owner.set("l", original);

    original.add(new AutoTrackable());

    var wrapped = assertInstanceOf(TrackableList.class, owner.attribute("l"));
    assertThrows(IllegalArgumentException.class, wrapped::trackableChildren);
  }

  @Test
  void immutableListsAreCopied() {
    owner.set("l", List.of(first));

    var wrapped = assertInstanceOf(TrackableList.class, owner.attribute("l"));
    assertSame(first, wrapped.trackableChildren().get("0"));
  }

  @Test
  void aWrapperIsTrackedUnderSeveralNames() {
    var list = owner.track("a", new ArrayList<>(List.of(first)));

    owner.set("b", list);
    list.add(new AutoTrackable());

    assertSame(owner.dependencies().find("a").get(), owner.dependencies().find("b").get());
    assertEquals(2, owner.dependencies().find("b").get().trackableChildren().size());
  }
}
