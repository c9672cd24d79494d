package org.ckpt4j.conformance;

import java.time.Duration;

/** A case whose body is given, for tests of what runs cases. */
record FakeCase(Body body, Duration timeLimit, long allocationLimit) implements ConformanceCase {
  /** What the case does. */
  interface Body {
    void run(Checks checks) throws Exception;
  }

  static FakeCase of(Body body) {
    return new FakeCase(body, Duration.ofMinutes(1), Long.MAX_VALUE);
  }

  @Override
  public String id() {
    return "fake";
  }

  @Override
  public void run(Checks checks) throws Exception {
    body.run(checks);
  }
}
