package org.ckpt4j.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.ckpt4j.conformance.CaseReport.Outcome;
import org.junit.jupiter.api.Test;

class CaseRunnerTest {
  @Test
  void aCaseWhoseComparisonsAllHoldHasPassed() {
    CaseReport report = CaseRunner.run("fake", FakeCase.of(checks -> checks.same("x", 1, 1)));

    assertEquals(Outcome.PASSED, report.outcome());
    assertEquals(1, report.comparisons());
  }

  @Test
  void oneDifferenceAmongManyFailsTheCase() {
    CaseReport report =
        CaseRunner.run(
            "fake",
            FakeCase.of(
                checks -> {
                  checks.same("a", 1, 1);
                  checks.same("b", "old", "new");
                  checks.same("c", 3, 3);
                }));

    assertEquals(Outcome.FAILED, report.outcome());
    assertEquals(3, report.comparisons());
    assertEquals("FAILED fake fake: b: expected old, found new", report.line());
  }

  @Test
  void aCaseThatComparesNothingHasFailed() {
    CaseReport report = CaseRunner.run("fake", FakeCase.of(checks -> {}));

    assertEquals(Outcome.FAILED, report.outcome());
    assertEquals(0, report.comparisons());
  }

  @Test
  void anUnsupportedFeatureIsSkippedAndNeverPassed() {
    CaseReport report =
        CaseRunner.run(
            "fake",
            FakeCase.of(
                checks -> {
                  checks.same("begun", 1, 1);
                  throw new UnsupportedFeature("keras");
                }));

    assertEquals(Outcome.SKIPPED, report.outcome());
    assertEquals("keras", report.feature());
  }

  @Test
  void aDifferenceBeforeAnUnsupportedFeatureStaysAFailure() {
    CaseReport report =
        CaseRunner.run(
            "fake",
            FakeCase.of(
                checks -> {
                  checks.same("begun", 1, 2);
                  throw new UnsupportedFeature("keras");
                }));

    assertEquals(Outcome.FAILED, report.outcome());
  }

  @Test
  void aCaseThatHangsHasFailed() {
    CaseReport report =
        CaseRunner.run(
            "fake",
            new FakeCase(
                checks -> {
                  checks.same("begun", 1, 1);
                  new CountDownLatch(1).await();
                },
                Duration.ofMillis(50),
                Long.MAX_VALUE));

    assertEquals(Outcome.FAILED, report.outcome());
    assertTrue(report.line().contains("not done after"), report.line());
  }

  @Test
  void aCaseThatAllocatesBeyondItsLimitHasFailed() {
    CaseReport report =
        CaseRunner.run(
            "fake",
            new FakeCase(
                checks -> checks.same("length", 1 << 24, new byte[1 << 24].length),
                Duration.ofMinutes(1),
                1 << 20));

    assertEquals(Outcome.FAILED, report.outcome());
    assertTrue(report.line().contains("allocated"), report.line());
  }

  @Test
  void errorsOfTheVirtualMachineAreFailuresAndNotTheEndOfTheRun() {
    CaseReport report =
        CaseRunner.run(
            "fake",
            FakeCase.of(
                checks -> {
                  checks.same("begun", 1, 1);
                  throw new StackOverflowError("deep");
                }));

    assertEquals(Outcome.FAILED, report.outcome());
    assertTrue(report.line().contains("StackOverflowError"), report.line());
  }

  @Test
  void aMessageWithLineBreaksStaysOnOneLine() {
    CaseReport report =
        CaseRunner.run("fake", FakeCase.of(checks -> checks.same("x", "a\nb", "c\nd")));

    assertEquals(1, report.line().lines().count());
  }
}
