/**
 * Reads and writes TensorFlow's checkpoint files with nothing but the JDK and protobuf-java.
 *
 * <p>The rooms behind the exported packages (codings, tables, bundles) may change at any time.
 */
@SuppressWarnings("module") // protobuf-java is an automatic module
module org.ckpt4j.checkpoint {
  requires com.google.protobuf;
  requires static org.jspecify;

  exports org.ckpt4j.checkpoint;
  exports org.ckpt4j.checkpoint.audit;
  exports org.ckpt4j.checkpoint.convert;
  exports org.ckpt4j.checkpoint.objectgraph;
  exports org.ckpt4j.checkpoint.plan;
  exports org.ckpt4j.proto;
  exports org.ckpt4j.tensor;
}
