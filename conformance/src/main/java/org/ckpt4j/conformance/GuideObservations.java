package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.ckpt4j.guide.ErrorFacts;
import org.ckpt4j.guide.Transcript;
import org.ckpt4j.guide.Transcript.Event;
import org.ckpt4j.guide.Transcript.Failure;
import org.ckpt4j.guide.Transcript.Print;
import org.ckpt4j.guide.Transcript.State;
import org.jspecify.annotations.Nullable;

/**
 * What a program of the guide printed, returned, threw and logged, against the recording.
 *
 * <p>Not compared: {@code mro} (Python's class hierarchy), and the parts that describe the program
 * ({@code about}, {@code steps}, {@code notes} and so on).
 */
final class GuideObservations {
  /** Members of a recorded error that name no entity. */
  private static final Set<String> ABOUT_ERROR =
      Set.of("when", "type", "mro", "category", "raised", "first_words");

  private final Checks checks;
  private final JsonNode expected;
  private final boolean whole;
  private int leftOut;

  /**
   * @param whole whether the program does all of the section; else it may leave out what the
   *     recording has, but do nothing else, and in the same order
   */
  GuideObservations(Checks checks, JsonNode expected, boolean whole) {
    this.checks = checks;
    this.expected = expected;
    this.whole = whole;
  }

  /** How many recorded observations the program left out. */
  int leftOut() {
    return leftOut;
  }

  /**
   * Of recorded observations those that were made too, in order; all of them for a whole program.
   */
  private <T> List<JsonNode> made(JsonNode recorded, List<T> found, BiPredicate<JsonNode, T> same) {
    List<JsonNode> taken = new ArrayList<>();
    for (JsonNode one : recorded) {
      boolean next =
          whole || (taken.size() < found.size() && same.test(one, found.get(taken.size())));
      if (next) {
        taken.add(one);
      } else {
        leftOut++;
      }
    }
    return taken;
  }

  void compare(Transcript transcript) {
    prints(transcript.prints());
    results(transcript.results());
    errors(transcript.errors());
    events(transcript.events());
    states(transcript.states());
  }

  private void prints(List<Print> found) {
    List<JsonNode> prints =
        made(Recording.required(expected, "prints"), found, GuideObservations::samePrint);
    checks.same("number of prints", prints.size(), found.size());
    for (int i = 0; i < Math.min(prints.size(), found.size()); i++) {
      JsonNode one = prints.get(i);
      Print print = found.get(i);
      String what = "print %d (%s)".formatted(i, one.get("label").textValue());
      checks.same(what + ", label", one.get("label").textValue(), print.label());
      if (print instanceof Transcript.Listing listing) {
        checks.same(what + ", path", one.path("path").textValue(), listing.path());
        listing(what + " of " + listing.path(), one, listing);
      } else if (print instanceof Transcript.Values values) {
        checks.same(what, PlainJson.of(one.path("values")), values.values());
      }
    }
  }

  private static boolean samePrint(JsonNode recorded, Print found) {
    return recorded.path("label").asText().equals(found.label())
        && (!(found instanceof Transcript.Listing listing)
            || recorded.path("path").asText().equals(listing.path()));
  }

  private void listing(String what, JsonNode one, Transcript.Listing listing) {
    checks.same(
        what + ", order of keys",
        PlainJson.of(one.path("iteration_order")),
        listing.entries().stream().map(Transcript.Entry::key).toList());
    JsonNode entries = one.path("entries");
    for (int i = 0; i < Math.min(entries.size(), listing.entries().size()); i++) {
      Transcript.Entry entry = listing.entries().get(i);
      Map<String, @Nullable Object> found = new LinkedHashMap<>();
      found.put("key", entry.key());
      found.put("shape", entry.shape());
      found.put("dtype", entry.dtype());
      found.put("value", entry.value());
      checks.same(what + ", entry " + i, PlainJson.of(entries.get(i)), found);
    }
    JsonNode text = one.path("text");
    checks.same(what + ", lines", text.size(), listing.text().size());
    for (int i = 0; i < Math.min(text.size(), listing.text().size()); i++) {
      checks.same(what + ", line " + i, text.get(i).textValue(), listing.text().get(i));
    }
  }

  private void results(Map<String, @Nullable Object> found) {
    Map<String, @Nullable Object> results = PlainJson.object(expected.path("results"));
    Set<String> names = new LinkedHashSet<>(results.keySet());
    names.addAll(found.keySet());
    for (String name : names) {
      if (!whole && !found.containsKey(name)) {
        leftOut++;
      } else if (!results.containsKey(name) || !found.containsKey(name)) {
        checks.fail(
            "result %s: only %s observed it"
                .formatted(name, found.containsKey(name) ? "ckpt4j" : "TensorFlow"));
      } else {
        checks.same("result " + name, results.get(name), found.get(name));
      }
    }
  }

  private void errors(List<Failure> found) {
    List<JsonNode> errors =
        made(
            Recording.required(expected, "errors"),
            found,
            (recorded, failure) -> recorded.path("when").asText().equals(failure.when()));
    checks.same("number of attempts", errors.size(), found.size());
    for (int i = 0; i < Math.min(errors.size(), found.size()); i++) {
      error(errors.get(i), found.get(i));
    }
  }

  private void error(JsonNode recorded, Failure found) {
    String what = "attempt \"" + recorded.get("when").textValue() + "\"";
    checks.same(what + ", label", recorded.get("when").textValue(), found.when());
    Throwable error = found.error();
    String wanted =
        recorded.path("type").isTextual() ? recorded.get("type").textValue() : "success";
    if (error == null) {
      checks.same(what, wanted, "success");
      return;
    }
    ErrorFacts facts = ErrorFacts.of(error);
    String told = " (message: " + error.getMessage() + ")";
    checks.same(what + ", type" + told, wanted, facts.type());
    checks.same(
        what + ", category" + told, recorded.path("category").textValue(), facts.category());
    recorded
        .properties()
        .iterator()
        .forEachRemaining(
            field -> {
              if (!ABOUT_ERROR.contains(field.getKey())) {
                checks.holds(
                    "%s: the message names %s %s%s"
                        .formatted(what, field.getKey(), field.getValue(), told),
                    facts.names(field.getKey(), PlainJson.of(field.getValue())));
              }
            });
  }

  private void events(List<Event> found) {
    compareEvents("log events", expected.path("log_events"), found, true);
    List<Event> warnings = found.stream().filter(Event::isWarning).toList();
    compareEvents("warnings", expected.path("warnings"), warnings, false);
  }

  private void compareEvents(String what, JsonNode recorded, List<Event> found, boolean level) {
    List<Map<String, @Nullable Object>> wanted = new ArrayList<>();
    List<Map<String, @Nullable Object>> seen = found.stream().map(e -> plain(e, level)).toList();
    made(recorded, seen, (event, one) -> PlainJson.object(event).equals(one))
        .forEach(event -> wanted.add(PlainJson.object(event)));
    checks.same("number of " + what + " " + kinds(seen), kinds(wanted), kinds(seen));
    for (int i = 0; i < Math.min(wanted.size(), seen.size()); i++) {
      checks.same(what + " " + i, wanted.get(i), seen.get(i));
    }
  }

  private static List<@Nullable Object> kinds(List<Map<String, @Nullable Object>> events) {
    List<@Nullable Object> kinds = new ArrayList<>();
    events.forEach(event -> kinds.add(event.get("event")));
    return kinds;
  }

  private static Map<String, @Nullable Object> plain(Event event, boolean level) {
    Map<String, @Nullable Object> plain = new LinkedHashMap<>();
    plain.put("event", event.kind());
    if (level) {
      plain.put("level", event.level());
    }
    plain.putAll(event.details());
    return plain;
  }

  private void states(List<State> found) {
    JsonNode states = expected.path("state_file_history");
    checks.same("number of looks at the state file", states.size(), found.size());
    for (int i = 0; i < Math.min(states.size(), found.size()); i++) {
      State state = found.get(i);
      Map<String, @Nullable Object> plain = new LinkedHashMap<>();
      plain.put("after", state.after());
      plain.put("file", state.file());
      plain.put("text", state.text());
      checks.same("state file after " + state.after(), PlainJson.of(states.get(i)), plain);
    }
  }
}
