package org.ckpt4j.conformance.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceInterpreterTest {
  @TempDir private Path folder;

  /** Runs these steps; single quotes stand for double ones. */
  private TraceOutcome run(String steps) throws Exception {
    String program = "{'id':'x','family':'f','steps':[" + steps + "]}";
    return TraceInterpreter.run(new ObjectMapper().readTree(program.replace('\'', '"')), folder);
  }

  private static String variable(String name, String more) {
    return "{'op':'variable','value':{'dtype':'float32','shape':[2],'seq':1},'as':'v',"
        + more
        + "'expect':{'name':'"
        + name
        + "','shape':[2],'dtype':'float32','trainable':true}}";
  }

  @Test
  void whatIsAsExpectedCountsAsCompared() throws Exception {
    TraceOutcome outcome =
        run(
            variable("a:0", "'name':'a',")
                + ",{'op':'values','vars':['v'],'expect':{'values':"
                + "[{'dtype':'float32','shape':[2],'data':[1.0,2.0]}]}}");

    assertEquals(List.of(), outcome.differences());
    assertTrue(outcome.comparisons() >= 8, "made " + outcome.comparisons());
  }

  @Test
  void everyFieldThatDiffersIsTold() throws Exception {
    TraceOutcome outcome = run(variable("b:0", "'name':'a',"));

    assertEquals(
        List.of("[0] variable.name: expected \"b:0\", observed \"a:0\""), outcome.differences());
  }

  @Test
  void aFieldThatWasNotExpectedIsADifference() throws Exception {
    TraceOutcome outcome =
        run(variable("a:0", "'name':'a',") + ",{'op':'get_name_scope','expect':{}}");

    assertEquals(1, outcome.differences().size());
  }

  @Test
  void anErrorOfAnotherCategoryIsADifference() throws Exception {
    String step = "{'op':'load_variable','path':'no','name':'n','expect':{'error':'%s'}}";

    assertEquals(List.of(), run(step.formatted("NotFoundError")).differences());
    assertEquals(1, run(step.formatted("ValueError")).differences().size());
  }

  @Test
  void successWhereAnErrorWasExpectedIsADifference() throws Exception {
    TraceOutcome outcome = run("{'op':'mkdir','path':'d','expect':{'error':'ValueError'}}");

    assertEquals(
        List.of("[0] mkdir: expected ValueError, observed success"), outcome.differences());
  }

  @Test
  void aProgramWithAnUnknownStepIsNotRun() throws Exception {
    TraceOutcome outcome = run("{'op':'save_weights','model':'m','path':'p'}");

    assertEquals("keras", outcome.unsupported());
    assertEquals(0, outcome.comparisons());
  }

  @Test
  void filesCarryTheVirtualTimeAndTheClockAdvances() throws Exception {
    TraceOutcome outcome =
        run(
            "{'op':'write_file','path':'d/f','text':'x'},{'op':'advance_clock','seconds':90},"
                + "{'op':'write_file','path':'g','text':'y'},"
                + "{'op':'files','expect':{'files':['d/f','g']}}");

    assertEquals(List.of(), outcome.differences());
    assertEquals(
        1600000000L,
        java.nio.file.Files.getLastModifiedTime(folder.resolve("d/f"))
            .to(java.util.concurrent.TimeUnit.SECONDS));
    assertEquals(
        1600000090L,
        java.nio.file.Files.getLastModifiedTime(folder.resolve("g"))
            .to(java.util.concurrent.TimeUnit.SECONDS));
  }
}
