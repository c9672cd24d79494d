package org.ckpt4j.conformance.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.ckpt4j.conformance.Checks;

/** Some random content that goes from ckpt4j to TensorFlow and back. */
interface LiveCase {
  /** What kind of job it is for the peer, one of its {@code KINDS}. */
  String kind();

  /** Lets ckpt4j write; {@code ours} is a folder that is there and empty. */
  void write(Path ours) throws IOException;

  /** Fills in what the peer needs to know beside {@code id}, {@code kind} and the folders. */
  void describe(ObjectNode job, String ours, String theirs);

  /** Compares what TensorFlow wrote with what ckpt4j wrote, and reads it. */
  void check(Checks checks, Path ours, Path theirs, JsonNode found) throws IOException;
}
