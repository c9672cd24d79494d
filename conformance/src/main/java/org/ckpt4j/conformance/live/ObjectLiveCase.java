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
import org.ckpt4j.checkpoint.PathResolver;
import org.ckpt4j.conformance.Checks;
import org.ckpt4j.conformance.live.Thing.Members.Kind;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Environment;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.Kwarg;
import org.ckpt4j.variables.Variable;

/**
 * Objects within objects, saved by a {@code Checkpoint} on either side and restored by the other.
 *
 * @param save whether by {@code save}, with its counter and state file, or by {@code write}
 */
record ObjectLiveCase(Map<String, Thing> root, boolean save) implements LiveCase {
  private static final String NAME = "ckpt";
  private static final int DEEPEST = 3;
  private static final List<DType> DTYPES =
      List.of(
          DType.FLOAT32,
          DType.FLOAT64,
          DType.INT32,
          DType.INT64,
          DType.FLOAT16,
          DType.BFLOAT16,
          DType.BOOL,
          DType.UINT8,
          DType.INT8,
          DType.INT16,
          DType.UINT16,
          DType.UINT32,
          DType.UINT64,
          DType.COMPLEX64,
          DType.COMPLEX128,
          DType.STRING);
  private static final List<String> KEYS =
      List.of(
          "a", "b/c", "x.y", ".S", "日本", "Ω", " ", "0", "w_1", "kernel", "a/", "..", "-", "grüß");
  private static final List<String> ATTRIBUTES =
      List.of("a", "b", "net", "kernel", "l1", "l2", "l10", "z", "Aa", "var_list", "x_y", "model");

  static ObjectLiveCase draw(RandomTensors random) {
    int[] variables = {0};
    Map<String, Thing> root = new LinkedHashMap<>();
    int count = 1 + random.upTo(4);
    for (int i = 0; i < count; i++) {
      root.put(random.one(ATTRIBUTES), thing(random, 0, variables));
    }
    root.put("own", variable(random, variables)); // never without a value
    return new ObjectLiveCase(renumbered(root), random.chance(50));
  }

  private static Thing thing(RandomTensors random, int depth, int[] variables) {
    int kind = depth == DEEPEST ? 0 : random.upTo(10);
    if (kind < 4) {
      return random.chance(10) && variables[0] > 0
          ? new Thing.Same(random.upTo(variables[0]))
          : variable(random, variables);
    }
    int members = random.upTo(4);
    if (kind < 6) {
      List<Thing> items = new ArrayList<>();
      for (int i = 0; i < members; i++) {
        items.add(thing(random, depth + 1, variables));
      }
      return new Thing.Items(items);
    }
    Kind holder = kind < 8 ? Kind.DICT : kind < 9 ? Kind.AUTO : Kind.MODULE;
    Map<String, Thing> out = new LinkedHashMap<>();
    for (int i = 0; i < members; i++) {
      out.put(
          random.one(holder == Kind.DICT ? KEYS : ATTRIBUTES), thing(random, depth + 1, variables));
    }
    return new Thing.Members(holder, out);
  }

  private static Thing variable(RandomTensors random, int[] variables) {
    variables[0]++;
    RawTensor value = random.tensor(random.one(DTYPES), random.shape());
    return new Thing.Var("v" + random.upTo(5), random.chance(70), value);
  }

  /**
   * A name drawn twice keeps its last value only, so a number may point behind what was made: then
   * 0.
   */
  private static Map<String, Thing> renumbered(Map<String, Thing> root) {
    int[] made = {0};
    Map<String, Thing> out = new LinkedHashMap<>();
    root.forEach((name, thing) -> out.put(name, renumbered(thing, made)));
    return out;
  }

  private static Thing renumbered(Thing thing, int[] made) {
    if (thing instanceof Thing.Same same && same.number() >= made[0]) {
      made[0]++;
      return new Thing.Var("late", true, RawTensor.ofString(new byte[] {'x'}));
    }
    if (thing instanceof Thing.Var) {
      made[0]++;
      return thing;
    }
    if (thing instanceof Thing.Items list) {
      return new Thing.Items(list.items().stream().map(item -> renumbered(item, made)).toList());
    }
    if (thing instanceof Thing.Members members) {
      Map<String, Thing> out = new LinkedHashMap<>();
      members.members().forEach((name, member) -> out.put(name, renumbered(member, made)));
      return new Thing.Members(members.kind(), out);
    }
    return thing;
  }

  @Override
  public String kind() {
    return "objects";
  }

  @Override
  public void write(Path ours) {
    try (Scope in = in(ours)) {
      Checkpoint checkpoint = checkpoint(false, new ArrayList<>());
      String unused = save ? checkpoint.save(NAME) : checkpoint.write(NAME);
    }
  }

  static Scope in(Path folder) {
    return Contexts.enter(
        Environment.defaults()
            .withFiles(PathResolver.relativeTo(folder))
            .withDiagnostics(diagnostic -> {}));
  }

  /** Python sorts keyword arguments by name, so the order of making is that, too. */
  private Checkpoint checkpoint(boolean blank, List<Variable> made) {
    List<Kwarg> kwargs = new ArrayList<>();
    root.forEach((name, thing) -> kwargs.add(new Kwarg(name, thing.make(blank, made))));
    return new Checkpoint(kwargs.toArray(Kwarg[]::new));
  }

  @Override
  public void describe(ObjectNode job, String ours, String theirs) {
    String file = save ? NAME + "-1" : NAME;
    job.put("ours", ours + "/" + file);
    job.put("theirs", theirs + "/" + file);
    job.put("save", save);
    job.put("counter", 1);
    ArrayNode out = job.putArray("root");
    root.forEach((name, thing) -> thing.describe(out.addArray().add(name).addObject()));
  }

  @Override
  public void check(Checks checks, Path ours, Path theirs, JsonNode found) throws IOException {
    SavedItems.sameFolders(checks, ours, theirs);
    try (Scope in = in(theirs)) {
      List<Variable> blank = new ArrayList<>();
      Checkpoint checkpoint = checkpoint(true, blank);
      try (var status = save ? checkpoint.restore(NAME + "-1") : checkpoint.read(NAME)) {
        status.assertConsumed();
      }
      List<Variable> full = new ArrayList<>();
      Checkpoint unused = checkpoint(false, full);
      for (int i = 0; i < full.size(); i++) {
        SavedItems.same(checks, "variable " + i, full.get(i).numpy(), blank.get(i).numpy());
      }
    }
  }
}
