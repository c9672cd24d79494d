package org.ckpt4j.conformance.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.conformance.Checks;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.options.SaveOption;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.train.Saver;
import org.jspecify.annotations.Nullable;

/**
 * A graph that both sides build, train and save as {@code .meta} and checkpoint; each goes on with
 * what the other saved, and must get the numbers that the other gets when it goes on itself.
 */
abstract class GraphLiveCase implements LiveCase {
  private static final String NAME = "model";

  private @Nullable List<List<RawTensor>> run;

  /** Builds it into the graph that is the default, with an operation {@code train}. */
  abstract void build();

  /** By the name of a tensor. */
  abstract Map<String, RawTensor> feeds();

  /** Names of tensors that are looked at before each step. */
  abstract List<String> fetches();

  /** Steps of training before saving. */
  abstract int before();

  /** Steps of training after it. */
  abstract int after();

  /** How far numbers may be apart. */
  abstract double tolerance();

  /** Whether both sides begin with the same numbers, so that also their own runs agree. */
  abstract boolean sameBeginning();

  @Override
  public final void write(Path ours) {
    Graph graph = new Graph();
    try (var scope = graph.asDefault()) {
      build();
      Saver saver = new Saver();
      String saved;
      try (Session session = new Session(graph)) {
        session.run(TF1.globalVariablesInitializer());
        for (int i = 0; i < before(); i++) {
          session.run(graph.getOperationByName("train"), fed(session));
        }
        saved = saver.save(session, ours.resolve(NAME).toString(), SaveOption.writeState(false));
      }
      // In a session of its own, as random numbers begin anew in the other's session, too.
      try (Session session = new Session(graph)) {
        saver.restore(session, saved);
        run = goOn(session);
      }
    }
  }

  @Override
  public void describe(ObjectNode job, String ours, String theirs) {
    job.put("ours", ours + "/" + NAME);
    job.put("theirs", theirs + "/" + NAME);
    job.put("before", before());
    job.put("after", after());
    job.put("tolerance", tolerance());
    fetches().forEach(job.putArray("fetches")::add);
    ObjectNode values = job.putObject("feeds");
    feeds().forEach((name, value) -> Item.describe(value, values.putObject(name)));
    ArrayNode expected = job.putArray("expected");
    Objects.requireNonNull(run, "run")
        .forEach(one -> LiveValues.describe(one, expected.addArray()));
  }

  @Override
  public final void check(Checks checks, Path ours, Path theirs, JsonNode found)
      throws IOException {
    List<List<RawTensor>> wanted = new ArrayList<>();
    for (JsonNode step : found.path("values")) {
      List<RawTensor> values = new ArrayList<>();
      step.forEach(value -> values.add(LiveValues.read(value)));
      wanted.add(values);
    }
    if (wanted.isEmpty()) {
      checks.fail("TensorFlow ran nothing");
      return;
    }
    if (sameBeginning()) {
      compare(checks, "built by both", wanted, Objects.requireNonNull(run, "run"));
    }
    Graph graph = new Graph();
    try (var scope = graph.asDefault();
        Session session = new Session(graph)) {
      Saver saver = TF1.train.importMetaGraph(theirs.resolve(NAME + ".meta").toString());
      Objects.requireNonNull(saver, "saver").restore(session, theirs.resolve(NAME).toString());
      compare(checks, "of TensorFlow's graph", wanted, goOn(session));
    }
  }

  private void compare(
      Checks checks, String what, List<List<RawTensor>> wanted, List<List<RawTensor>> got) {
    for (int step = 0; step < wanted.size(); step++) {
      for (int i = 0; i < fetches().size(); i++) {
        String where = "%s, step %d, %s".formatted(what, step, fetches().get(i));
        LiveValues.near(checks, where, wanted.get(step).get(i), got.get(step).get(i), tolerance());
      }
    }
  }

  private Feed[] fed(Session session) {
    Map<String, Feed> out = new LinkedHashMap<>();
    feeds()
        .forEach(
            (name, value) ->
                out.put(
                    name, new Feed(session.graph().getTensorByName(name), EagerTensor.of(value))));
    return out.values().toArray(Feed[]::new);
  }

  private List<List<RawTensor>> goOn(Session session) {
    List<Object> tensors = new ArrayList<>();
    fetches().forEach(name -> tensors.add(session.graph().getTensorByName(name)));
    // All is fetched in each run, so that random operations draw once in each on both sides:
    // TensorFlow
    // leaves out those whose numbers a run does not need.
    List<Object> training = new ArrayList<>(tensors);
    training.add(session.graph().getOperationByName("train"));
    List<List<RawTensor>> out = new ArrayList<>();
    for (int step = 0; step <= after(); step++) {
      if (step > 0) {
        session.run(training, fed(session));
      }
      List<RawTensor> values = new ArrayList<>();
      for (EagerTensor value : session.run(tensors, fed(session))) {
        values.add(Objects.requireNonNull(value).raw());
      }
      out.add(values);
    }
    return out;
  }
}
