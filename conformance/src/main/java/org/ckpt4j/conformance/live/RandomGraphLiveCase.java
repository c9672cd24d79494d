package org.ckpt4j.conformance.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.tensor.RawTensor;

/** A random small graph. */
final class RandomGraphLiveCase extends GraphLiveCase {
  private final GraphPlan plan;
  private final boolean functional;

  /**
   * @param functional whether TensorFlow builds branches and loops as If and While over functions
   */
  private RandomGraphLiveCase(GraphPlan plan, boolean functional) {
    this.plan = plan;
    this.functional = functional;
  }

  static RandomGraphLiveCase draw(RandomTensors random) {
    return new RandomGraphLiveCase(GraphPlan.draw(random), random.chance(50));
  }

  @Override
  public String kind() {
    return "graph";
  }

  @Override
  void build() {
    plan.build();
  }

  @Override
  Map<String, RawTensor> feeds() {
    Map<String, RawTensor> out = new LinkedHashMap<>();
    for (int i = 0; i < plan.fed().size(); i++) {
      out.put("p" + i + ":0", plan.fed().get(i));
    }
    return out;
  }

  @Override
  List<String> fetches() {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < plan.steps().size(); i++) {
      out.add("t" + i + ":0");
    }
    for (int i = 0; i < plan.initial().size(); i++) {
      out.add("g" + i + ":0");
    }
    out.add("loss:0");
    return out;
  }

  @Override
  int before() {
    return 1;
  }

  @Override
  int after() {
    return 2;
  }

  @Override
  double tolerance() {
    return 5e-4;
  }

  @Override
  boolean sameBeginning() {
    return true;
  }

  @Override
  public void describe(ObjectNode job, String ours, String theirs) {
    super.describe(job, ours, theirs);
    job.put("functional", functional);
    plan.describe(job);
  }
}
