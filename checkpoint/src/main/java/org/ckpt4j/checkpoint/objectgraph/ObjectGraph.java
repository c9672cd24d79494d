package org.ckpt4j.checkpoint.objectgraph;

import java.util.List;
import org.ckpt4j.checkpoint.CorruptCheckpointException;

/**
 * The saved objects, node 0 the root.
 *
 * <p>Counterpart: {@code TrackableObjectGraph}.
 */
public record ObjectGraph(List<ObjectNode> nodes) {
  /** The key under which a checkpoint holds its object graph. */
  public static final String KEY = "_CHECKPOINTABLE_OBJECT_GRAPH";

  public ObjectGraph {
    nodes = List.copyOf(nodes);
  }

  /**
   * Reads the serialized message.
   *
   * @param file named in the exception
   * @throws CorruptCheckpointException if it does not parse, has no root, or refers to nodes that
   *     are not there
   */
  public static ObjectGraph read(byte[] message, String file) throws CorruptCheckpointException {
    return ObjectGraphMessage.read(message, file);
  }

  /** The message's bytes, as TensorFlow writes them. */
  public byte[] toByteArray() {
    return ObjectGraphMessage.write(this);
  }
}
