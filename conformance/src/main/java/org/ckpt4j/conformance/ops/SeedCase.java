package org.ckpt4j.conformance.ops;

import com.fasterxml.jackson.databind.JsonNode;

/** How the seeds of random ops follow from those that a program sets. */
final class SeedCase {
  private SeedCase() {}

  static void inGraph(JsonNode recorded, Findings checks) {
    throw new LackingFeature("seeds in graphs");
  }

  static void eagerly(JsonNode recorded, Findings checks) {
    throw new LackingFeature("eager seeds");
  }
}
