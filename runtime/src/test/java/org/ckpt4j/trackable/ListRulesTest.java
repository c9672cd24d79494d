package org.ckpt4j.trackable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.ListIterator;
import java.util.Set;
import java.util.function.Consumer;
import org.ckpt4j.module.AppendOnlyList;
import org.ckpt4j.module.AppendOnlyMap;
import org.ckpt4j.module.Module;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What lists as attributes allow, and what lists that only grow do not. */
class ListRulesTest {
  private static TrackableList<@Nullable Object> wrapped(Object... elements) {
    return TrackableList.over(new ArrayList<>(Arrays.asList(elements)));
  }

  private static List<Object> listOf(Object... elements) {
    return new ArrayList<>(Arrays.asList(elements));
  }

  private static void assertUnsaveable(Trackable list) {
    var error = assertThrows(IllegalArgumentException.class, list::trackableChildren);
    assertTrue(error.getMessage().contains("cannot save"), error.getMessage());
  }

  @Test
  @Tag("tensorflow/python/trackable/data_structures_test.py::ListTests::testNotTrackable")
  void growingListsTakeOnlyWhatCanBeTracked() {
    assertThrows(
        IllegalArgumentException.class, () -> new AppendOnlyList<Object>(Thread.currentThread()));
  }

  @Test
  @Tag("tensorflow/python/trackable/data_structures_test.py::ListTests::testNoPop")
  void growingListsCannotShrink() {
    var list = new AppendOnlyList<Trackable>(new AutoTrackable());

    assertThrows(UnsupportedOperationException.class, () -> list.asList().remove(0));
    assertThrows(IllegalArgumentException.class, () -> list.repeat(0));

    assertEquals(1, list.size());
  }

  private static final class Leaf extends Module {
    final Variable v = track("v", new Variable(1f));
  }

  @Test
  @Tag("tensorflow/python/trackable/data_structures_test.py::ListTests::testNesting")
  void growingListsShowTheVariablesOfInnerOnes() {
    Leaf one = new Leaf();
    Leaf two = new Leaf();
    var inner = new AppendOnlyList<Module>(one);
    var outer = new AppendOnlyList<Trackable>(inner);

    inner.append(two);

    assertEquals(2, outer.variables().size());
    assertSame(one.v, outer.variables().get(0));
    assertSame(two.v, outer.variables().get(1));
    assertEquals(Set.of("0", "1"), inner.trackableChildren().keySet());
  }

  @Test
  @Tag("tensorflow/python/trackable/data_structures_test.py::ListTests::testSlicing")
  void growingListsAreReadInParts() {
    var v = List.of(new Variable(1f), new Variable(2f), new Variable(3f), new Variable(4f));
    List<Variable> list = new AppendOnlyList<>(v.toArray(new Variable[0])).asList();

    assertSameElements(v.subList(1, 4), list.subList(1, 4));
    assertSameElements(v.subList(1, 3), list.subList(1, 3));
    assertSameElements(v.subList(0, 3), list.subList(0, 3));
  }

  private static void assertSameElements(List<?> expected, List<?> found) {
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < expected.size(); i++) {
      assertSame(expected.get(i), found.get(i));
    }
  }

  @Test
  @Tag("tensorflow/python/trackable/data_structures_test.py::ListTests::testHash")
  void growingListsAreEqualOnlyToThemselves() {
    var list = new AppendOnlyList<Trackable>();

    assertEquals(2, new HashSet<>(List.of(list, new AppendOnlyList<Trackable>())).size());
    assertTrue(new HashSet<>(List.of(list)).contains(list));
  }

  @Test
  @Tag("tensorflow/python/trackable/data_structures_test.py::MappingTests::testNoOverwrite")
  void growingMapsNeitherReplaceNorRemove() {
    var original = new AutoTrackable();
    var map = new AppendOnlyMap<Trackable>();
    map.put("a", original);
    map.put("a", original);

    assertThrows(IllegalArgumentException.class, () -> map.put("a", new AutoTrackable()));
    assertThrows(
        IllegalArgumentException.class,
        () -> map.putAll(Collections.singletonMap("a", new AutoTrackable())));
    assertThrows(UnsupportedOperationException.class, () -> map.asMap().remove("a"));

    assertSame(original, map.get("a"));
    assertSame(original, map.trackableChildren().get("a"));
  }

  static List<Named<Consumer<List<@Nullable Object>>>> mutators() {
    return List.of(
        Named.of("add at", list -> list.add(0, 1)),
        Named.of("addAll at", list -> list.addAll(0, List.of(1))),
        Named.of("set", list -> list.set(0, 1)),
        Named.of("remove at", list -> list.remove(0)),
        Named.of("remove", list -> list.remove(list.get(1))),
        Named.of("removeAll", list -> list.removeAll(List.of(list.get(0)))),
        Named.of("retainAll", list -> list.retainAll(List.of(list.get(1)))),
        Named.of("removeIf", list -> list.removeIf(each -> true)),
        Named.of("replaceAll", list -> list.replaceAll(each -> new AutoTrackable())),
        Named.of("sort", list -> list.sort(Comparator.comparing(System::identityHashCode))),
        Named.of("clear", List::clear),
        Named.of("part", list -> list.subList(0, 1).clear()),
        Named.of(
            "iterator",
            list -> {
              var iterator = list.iterator();
              iterator.next();
              iterator.remove();
            }),
        Named.of(
            "list iterator",
            list -> {
              ListIterator<@Nullable Object> iterator = list.listIterator();
              iterator.next();
              iterator.set(new AutoTrackable());
            }),
        Named.of("shuffle", Collections::reverse));
  }

  @ParameterizedTest
  @MethodSource("mutators")
  @Tag(
      "tensorflow/python/trackable/data_structures_test.py::ListWrapperTest::test_overrides_all_list_methods")
  void everyMethodThatMovesElementsIsNoticed(Consumer<List<@Nullable Object>> change) {
    var list = wrapped(new AutoTrackable(), new AutoTrackable());

    change.accept(list);

    assertUnsaveable(list);
  }

  @Test
  @Tag(
      "tensorflow/python/trackable/data_structures_test.py::ListWrapperTest::testMutateWithoutTrackableComponents")
  void numbersMayBeInserted() {
    var list = wrapped(1, 2);

    list.add(0, 0);

    assertEquals(List.of(0, 1, 2), list);
    assertEquals(Set.of(), list.trackableChildren().keySet());
  }

  @Test
  @Tag(
      "tensorflow/python/trackable/data_structures_test.py::ListWrapperTest::testAcceptsNonTrackableContent")
  void aWrapperEqualsAPlainList() {
    assertEquals(List.of(1, 2, 3), wrapped(1, 2, 3));
    assertEquals(wrapped(1, 2, 3), List.of(1, 2, 3));
  }

  @Test
  @Tag(
      "tensorflow/python/trackable/data_structures_test.py::ListWrapperTest::testWrapperChangesList")
  void whatIsAddedToTheWrapperIsInTheOriginal() {
    List<Object> original = new ArrayList<>();

    TrackableList.over(original).add(1);

    assertEquals(List.of(1), original);
  }

  @Test
  @Tag(
      "tensorflow/python/trackable/data_structures_test.py::ListWrapperTest::testListChangesWrapper")
  void whatIsAddedToTheOriginalIsInTheWrapper() {
    List<Object> original = new ArrayList<>();
    var list = TrackableList.over(original);

    original.add(1);

    assertEquals(List.of(1), list);
  }

  @Test
  @Tag("tensorflow/python/trackable/data_structures_test.py::ListWrapperTest::testDelItem")
  void withoutOneElementAListIsUnsaveable() {
    var list = wrapped(1, 2, 3, listOf(4));

    list.remove(0);

    assertEquals(List.of(2, 3, List.of(4)), list);
    assertUnsaveable(list);
  }

  @Test
  @Tag("tensorflow/python/trackable/data_structures_test.py::ListWrapperTest::testDelSlice")
  void withoutAPartAListIsUnsaveable() {
    var list = wrapped(1, 2, 3, listOf(4));

    list.subList(2, 3).clear();

    assertEquals(List.of(1, 2, List.of(4)), list);
    assertUnsaveable(list);
  }

  @Test
  @Tag(
      "tensorflow/python/trackable/data_structures_test.py::ListWrapperTest::testSetSlice_canSaveForNonTrackableItems")
  void numbersMayBeReplacedAllAtOnce() {
    var list = wrapped(0, 1, 2, 3);

    list.setSlice(0, 4, List.of(2, 8, 9, 0));

    assertEquals(List.of(2, 8, 9, 0), list);
    assertEquals(Set.of(), list.trackableChildren().keySet());
  }

  @Test
  @Tag(
      "tensorflow/python/trackable/data_structures_test.py::ListWrapperTest::testSetSlice_truncate")
  void numbersMayBeReplacedByNothing() {
    var list = wrapped(0, 1, 2, 3);

    list.setSlice(0, 4, List.of());

    assertEquals(List.of(), list);
  }

  @Test
  @Tag("tensorflow/python/trackable/data_structures_test.py::ListWrapperTest::testIMulNegative")
  void repeatingLessThanOnceMakesAListUnsaveable() {
    var list = wrapped(1, 2, listOf(3));

    list.repeat(-1);

    assertEquals(List.of(), list);
    assertUnsaveable(list);
  }

  @Test
  @Tag("tensorflow/python/trackable/data_structures_test.py::ListWrapperTest::testSort")
  void aSortedListIsUnsaveableEvenIfNothingMoved() {
    var list = wrapped(listOf(1), listOf(2), listOf(3), listOf(4));

    list.sort(Comparator.comparing(each -> (Integer) ((List<?>) each).get(0)));

    assertEquals(List.of(List.of(1), List.of(2), List.of(3), List.of(4)), list);
    assertUnsaveable(list);
  }

  @Test
  @Tag("tensorflow/python/trackable/data_structures_test.py::MappingTests::testListAddOrder")
  void listsAndWrappersAreJoinedInOrder() {
    var wrapper = wrapped(1, 2);
    List<@Nullable Object> plainFirst = new ArrayList<>(List.of(0));
    plainFirst.addAll(wrapper);
    List<@Nullable Object> wrapperFirst = new ArrayList<>(wrapper);
    wrapperFirst.addAll(List.of(3));

    assertEquals(List.of(0, 1, 2), plainFirst);
    assertEquals(List.of(1, 2, 3), wrapperFirst);
    wrapper.addAll(wrapped(3, 4));
    assertEquals(List.of(1, 2, 3, 4), wrapper);
  }

  @Test
  @Tag("tensorflow/python/trackable/autotrackable_test.py::InterfaceTests::testListBasic")
  void aListAsAnAttributeShowsWhatIsAddedLater() {
    var a = new AutoTrackable();
    var b = new AutoTrackable();
    List<Object> list = a.track("l", new ArrayList<>(List.of(b)));
    var c = new AutoTrackable();

    list.add(c);

    Trackable child = a.trackableChildren().get("l");
    assertSame(list, child);
    assertSame(b, child.trackableChildren().get("0"));
    assertSame(c, child.trackableChildren().get("1"));
  }

  @Test
  @Tag("tensorflow/python/trackable/autotrackable_test.py::InterfaceTests::testMutationDirtiesList")
  void insertingAtTheFrontIsNamedWhenItIsSaved() {
    var a = new AutoTrackable();
    List<Object> list = a.track("l", new ArrayList<>(List.of(new AutoTrackable())));

    list.add(0, new AutoTrackable());

    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> a.dependencies().find("l").get().trackableChildren());
    assertTrue(error.getMessage().contains("was replaced"), error.getMessage());
  }

  @Test
  @Tag(
      "tensorflow/python/trackable/autotrackable_test.py::InterfaceTests::testOutOfBandEditDirtiesList")
  void changingTheOriginalIsNamedWhenItIsSaved() {
    var a = new AutoTrackable();
    List<Object> original = new ArrayList<>(List.of(new AutoTrackable()));
    a.set("l", original);

    original.add(new AutoTrackable());

    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> a.dependencies().find("l").get().trackableChildren());
    assertTrue(error.getMessage().contains("reference to the original"), error.getMessage());
  }

  @Test
  void wrappersOfDifferentContentDiffer() {
    assertNotEquals(wrapped(1), wrapped(2));
  }
}
