package org.ckpt4j.conformance.ops;

import com.fasterxml.jackson.databind.JsonNode;

/** The values of a seeded initializer. */
final class InitializerCase {
  private InitializerCase() {}

  static void run(JsonNode recorded, Findings checks) {
    throw new LackingFeature("initializers");
  }
}
