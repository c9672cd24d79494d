package org.ckpt4j.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
  @Test
  void rangesTakeTheirNumbersAndTheirLetters() {
    Selection selection = Selection.parse("01-09,17-21", "");

    List<String> taken =
        List.of("00-whole", "01-setup", "02-name", "02b-object", "09-x", "10-y", "17-z", "22-e")
            .stream()
            .filter(selection::takesSection)
            .toList();

    assertEquals(List.of("01-setup", "02-name", "02b-object", "09-x", "17-z"), taken);
  }

  @Test
  void aLetterTakesOnlyItself() {
    Selection selection = Selection.parse("02b", "");

    assertTrue(selection.takesSection("02b-object-based-checkpoint"));
    assertFalse(selection.takesSection("02-name-based-checkpoint"));
  }

  @Test
  void noRangeTakesEverything() {
    assertTrue(Selection.ALL.takesSection("any folder"));
    assertTrue(Selection.ALL.takesNeeds(List.of("keras")));
  }

  @Test
  void featuresLeaveOutTheCasesThatNeedThem() {
    Selection selection = Selection.parse("", "Keras, estimator");

    assertFalse(selection.takesNeeds(List.of("meta", "keras")));
    assertFalse(selection.takesNeeds(List.of("estimator")));
    assertTrue(selection.takesNeeds(List.of("meta")));
    assertTrue(selection.takesNeeds(List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "9-1", "02b-03", "1-", "-3", "1..2"})
  void whatIsNoRangeIsRefused(String sections) {
    assertThrows(IllegalArgumentException.class, () -> Selection.parse(sections, ""));
  }
}
