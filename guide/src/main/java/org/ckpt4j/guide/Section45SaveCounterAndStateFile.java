package org.ckpt4j.guide;

import static org.ckpt4j.TF.FLOAT32;
import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.list;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.constantInitializer;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.train;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.CheckpointManager;
import org.ckpt4j.train.Saver;
import org.ckpt4j.variables.Variable;

/** How checkpoints are numbered, and what the state file says. */
final class Section45SaveCounterAndStateFile {
  private Section45SaveCounterAndStateFile() {}

  static void run(Parameters p, Recorder r) {
    var v = new Variable(p.value(1));
    saves(p, r, v);
    restored(p, r);
    writes(p, r);
    inGraph(p, r);
    manager(p, r);
    missingFolders(p, r, v);
    var state = Objects.requireNonNull(train.getCheckpointState(p.path("d")));
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("model_checkpoint_path", state.modelCheckpointPath());
    told.put("all", state.allModelCheckpointPaths());
    r.result("get_checkpoint_state_d", told);
  }

  private static Checkpoint fresh() {
    return new Checkpoint(kw("v", new Variable(0f)));
  }

  private static void saves(Parameters p, Recorder r, Variable v) {
    var ck = new Checkpoint(kw("v", v));
    r.result("paths", List.of());
    List<String> paths = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      v.assign(p.value(i));
      paths.add(ck.save(p.path("d/ck")));
      r.state("save " + i, p.path("d") + "/checkpoint");
    }
    r.result("paths", paths);
  }

  private static void restored(Parameters p, Recorder r) {
    var f = fresh();
    f.restore(p.path("d/ck") + "-2");
    r.result("save_counter_after_restore_of_ck_2", f.saveCounter());
    r.result("next_path", f.save(p.path("d/ck")));
    r.result("save_counter_after_that_save", f.saveCounter());
    r.result("write_returns", f.write(p.path("d/w")));
    r.result("save_counter_after_write", f.saveCounter());
    r.state("write", p.path("d") + "/checkpoint");
  }

  private static void writes(Parameters p, Recorder r) {
    var st = fresh().restore(p.path("d/w"));
    r.error("write file: restore().assert_consumed()", () -> st.assertConsumed());
    r.error(
        "write file holding a save_counter: read().assert_consumed()",
        () -> {
          try (var status = fresh().read(p.path("d/w"))) {
            status.assertConsumed();
          }
        });
    new Checkpoint(kw("v", new Variable(p.value(3)))).write(p.path("d/plain"));
    r.result(
        "never_saved_write_keys", new ArrayList<>(train.listVariables(p.path("d/plain")).keySet()));
    var g = fresh();
    var plain = g.restore(p.path("d/plain"));
    r.result("save_counter_after_restore_of_plain_write", g.saveCounter());
    r.error("restore of plain write: assert_consumed", () -> plain.assertConsumed());
    var k = fresh();
    r.result("save_counter_property_before_any_save", k.saveCounter());
    r.result(
        "save_counter_dtype_name",
        List.of(k.saveCounter().dtype().tfName(), k.saveCounter().name()));
  }

  private static void inGraph(Parameters p, Recorder r) {
    try (var g = graph()) {
      var gv = getVariable(p.name("gv"), shape(), FLOAT32, constantInitializer(p.value(4)));
      try (var sess = session()) {
        sess.run(globalVariablesInitializer());
        var c = new Checkpoint(kw("v", gv));
        r.result("graph_paths", List.of(c.save(p.path("g/ck")), c.save(p.path("g/ck"))));
        r.result("graph_save_counter", List.of(c.saveCounter().name(), sess.run(c.saveCounter())));
      }
    }
    r.state("graph saves", p.path("g") + "/checkpoint");
  }

  private static void manager(Parameters p, Recorder r) {
    double[] now = {1_600_000_000.0};
    InstantSource clock = () -> Instant.ofEpochMilli((long) (now[0] * 1000));
    try (var fixed = Contexts.enter(Contexts.environment().withClock(clock))) {
      var checkpoint = new Checkpoint(kw("v", new Variable(p.value(1))));
      var manager = new CheckpointManager(checkpoint, p.path("mgr"), 2);
      for (int i = 0; i < 3; i++) {
        now[0] = 1_600_000_000.0 + 1.5 * i;
        manager.save();
        r.state("manager save " + (i + 1), p.path("mgr") + "/checkpoint");
      }
      r.result("manager_checkpoints", manager.checkpoints());
      r.listing("mgr", p.path("mgr"));
      r.result("manager_latest", manager.latestCheckpoint());
    }
  }

  private static void missingFolders(Parameters p, Recorder r, Variable v) {
    r.error(
        "v1 Saver.save into a missing directory",
        () -> new Saver(list(v)).save(null, p.path("missing-dir/x")));
    r.result("missing_dir_created", r.exists(p.path("missing-dir")));
    try (var g = graph()) {
      var gv = getVariable(p.name("gv"), shape(), FLOAT32, constantInitializer(p.value(4)));
      try (var sess = session()) {
        sess.run(gv.initializer());
        r.error(
            "v1 Saver.save in a session into a missing directory",
            () -> new Saver().save(sess, p.path("missing-dir-2/x")));
        r.result("missing_dir_created_in_session", r.exists(p.path("missing-dir-2")));
      }
    }
  }
}
