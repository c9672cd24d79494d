package org.ckpt4j.trackable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ckpt4j.module.AppendOnlyMap;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Maps, tuples and records as attributes, and children by name. */
class MapAndTupleRulesTest {
  private final AutoTrackable owner = new AutoTrackable();

  @Test
  @Tag("tensorflow/python/trackable/data_structures_test.py::MappingTests::testHashing")
  void growingMapsAreComparedByIdentityAndWrappedOnesByContent() {
    // Unlike a Python dict, a Java map has a hash; it is that of the content.
    assertEquals(
        2,
        new HashSet<>(List.of(new AppendOnlyMap<Trackable>(), new AppendOnlyMap<Trackable>()))
            .size());
    Map<String, Integer> tracked = owner.track("m", new LinkedHashMap<>(Map.of("a", 1)));
    assertInstanceOf(TrackableMap.class, tracked);
    assertEquals(Map.of("a", 1), tracked);
    assertEquals(Map.of("a", 1).hashCode(), tracked.hashCode());
  }

  @Test
  @Tag("tensorflow/python/trackable/data_structures_test.py::TupleTests::testSlicing")
  void tuplesAreReadInParts() {
    var v = List.of(new Variable(1f), new Variable(2f), new Variable(3f), new Variable(4f));
    owner.set("t", Tuple.of(v.toArray()));
    List<?> tuple = assertInstanceOf(TrackableTuple.class, owner.attribute("t"));

    for (int[] part : new int[][] {{1, 4}, {1, 3}, {0, 3}}) {
      List<?> slice = tuple.subList(part[0], part[1]);
      assertEquals(part[1] - part[0], slice.size());
      for (int i = 0; i < slice.size(); i++) {
        assertSame(v.get(part[0] + i), slice.get(i));
      }
    }
  }

  @Test
  @Tag("tensorflow/python/trackable/data_structures_test.py::TupleTests::testHash")
  void emptyTuplesAreOne() {
    var first = new TrackableTuple(Tuple.of());
    var second = new TrackableTuple(Tuple.of());

    Set<Object> set = new HashSet<>();
    set.add(first);
    set.add(second);

    assertEquals(1, set.size());
    assertEquals(first.hashCode(), second.hashCode());
  }

  @Test
  @Tag("tensorflow/python/trackable/data_structures_test.py::ListWrapperTest::testSameStructure")
  @Tag("tensorflow/python/trackable/data_structures_test.py::MappingTests::testSameStructure")
  void wrappersEqualWhatTheyWrapAtEveryDepth() {
    var list = new ArrayList<Object>(List.of(1, new ArrayList<Object>(List.of(2)), Tuple.of(3)));
    var map = new LinkedHashMap<String, Object>();
    map.put("a", new ArrayList<Object>(List.of(1)));
    List<Object> plainList = List.of(1, List.of(2), List.of(3));
    Map<String, Object> plainMap = Map.of("a", List.of(1));

    assertEquals(plainList, owner.track("l", list));
    assertEquals(plainMap, owner.track("m", map));
    assertEquals(owner.attribute("m"), plainMap);
  }

  @Test
  @Tag("tensorflow/python/trackable/data_structures_test.py::TupleTests::testSameStructure")
  void aTupleEqualsItsWrapperAndNotAnotherOfOtherLength() {
    var v = new AutoTrackable();
    owner.set("t", Tuple.of(v, Tuple.of(2)));

    assertEquals(Tuple.of(v, Tuple.of(2)), owner.attribute("t"));
    assertFalse(Tuple.of(v, 2).equals(owner.attribute("t")));
    assertFalse(Tuple.of(v).equals(owner.attribute("t")));
  }

  /** As a named tuple, with a field that a wrapper could hide. */
  private record Pair(Variable weights, List<Variable> dependencies) {
    int count() {
      return 1 + dependencies.size();
    }
  }

  @Test
  @Tag("tensorflow/python/trackable/data_structures_test.py::TupleTests::testNamedTuple")
  @Tag("tensorflow/python/trackable/data_structures_test.py::TupleTests::testNamedSubclassing")
  void aRecordIsTrackedByNamesAndPositionsAndStaysARecord() {
    var pair = new Pair(new Variable(1f), new ArrayList<>(List.of(new Variable(2f))));

    owner.set("nt", pair);

    Pair stored = assertInstanceOf(Pair.class, owner.attribute("nt"));
    Map<String, Trackable> children = owner.trackableChildren().get("nt").trackableChildren();
    assertEquals(List.of("weights", "dependencies", "0", "1"), List.copyOf(children.keySet()));
    assertSame(pair.weights(), children.get("weights"));
    assertSame(pair.weights(), children.get("0"));
    assertSame(stored.dependencies(), children.get("dependencies"));
    assertSame(stored.dependencies(), children.get("1"));
    assertEquals(2, stored.count());
  }

  @Test
  @Tag(
      "tensorflow/python/trackable/data_structures_test.py::TupleTests::testNamedTupleConflictingAttributes")
  void aComponentIsNotHiddenByWhatTheTrackingCallsTheSame() {
    var pair = new Pair(new Variable(1f), new ArrayList<>(List.of(new Variable(2f))));
    owner.set("nt", pair);

    Pair stored = (Pair) owner.attribute("nt");

    assertSame(pair.weights(), stored.weights());
    assertSame(pair.dependencies().get(0), stored.dependencies().get(0));
  }

  private record Plain(int number, String text) {}

  private record Loose(Object first, @Nullable Object second) {}

  @Test
  void aRecordWithoutTrackablePartsIsAPlainValue() {
    var plain = new Plain(1, "x");

    owner.set("p", plain);

    assertSame(plain, owner.attribute("p"));
    assertEquals(Map.of(), owner.trackableChildren());
  }

  @Test
  void aComponentMayBeLeftOut() {
    var first = new AutoTrackable();
    var second = new AutoTrackable();

    owner.set("r", new Loose(first, new NoDependency(second)));

    Loose stored = assertInstanceOf(Loose.class, owner.attribute("r"));
    assertSame(second, stored.second());
    assertEquals(
        Set.of("first", "0"), owner.trackableChildren().get("r").trackableChildren().keySet());
  }

  @Test
  void recordsInListsAreTrackedToo() {
    var v = new AutoTrackable();

    owner.track("l", new ArrayList<>(List.of(new Loose(v, null))));

    Trackable list = owner.trackableChildren().get("l");
    assertSame(v, list.trackableChildren().get("0").trackableChildren().get("first"));
  }

  @Test
  void aRecordThatCannotHoldTheTrackedListSaysSo() {
    record Narrow(ArrayList<Variable> list) {}

    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> owner.set("n", new Narrow(new ArrayList<>(List.of(new Variable(1f))))));

    assertTrue(error.getMessage().contains("List or Map"), error.getMessage());
    assertEquals(Set.of(), owner.attributes().keySet());
  }

  @Test
  @Tag("tensorflow/python/trackable/autotrackable_test.py::InterfaceTests::testRemoveDependency")
  void aDeletedAttributeIsNoChildUntilItIsSetAgain() {
    var child = new AutoTrackable();
    owner.set("a", child);
    assertSame(child, owner.trackableChildren().get("a"));

    owner.delete("a");
    assertEquals(Map.of(), owner.trackableChildren());

    owner.set("a", child);
    assertEquals(1, owner.trackableChildren().size());
    assertSame(child, owner.attribute("a"));
  }

  @Test
  @Tag("tensorflow/python/trackable/base_test.py::InterfaceTests::testOverwrite")
  void anotherChildOfANameMustBeMeantToReplace() {
    var first = new AutoTrackable();
    var second = new AutoTrackable();
    owner.dependencies().track("leaf", first);

    assertThrows(IllegalArgumentException.class, () -> owner.dependencies().track("leaf", second));
    assertSame(first, owner.dependencies().find("leaf").get());

    owner.dependencies().replace("leaf", second);

    assertEquals(1, owner.trackableChildren().size());
    assertSame(second, owner.dependencies().find("leaf").get());
  }

  @Test
  @Tag("tensorflow/python/trackable/base_test.py::InterfaceTests::testAddVariableOverwrite")
  void anotherVariableOfANameMustBeMeantToReplace() {
    Variable a = new Variable(1f);
    Variable b = new Variable(2f);
    owner.dependencies().track("v", a);

    owner.dependencies().replace("v", b);

    assertSame(b, owner.trackableChildren().get("v"));
    assertNotSame(a, owner.trackableChildren().get("v"));
    assertThrows(
        IllegalArgumentException.class,
        () -> org.ckpt4j.module.TrackedVariable.create(owner, "v", 3f));
    assertSame(b, owner.trackableChildren().get("v"));
  }
}
