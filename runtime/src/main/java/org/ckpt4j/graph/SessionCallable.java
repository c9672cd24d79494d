package org.ckpt4j.graph;

import java.util.List;
import org.ckpt4j.framework.EagerTensor;

/** Fetches of a session that are run again and again. */
@FunctionalInterface
public interface SessionCallable {
  /**
   * @param arguments a value for each feed, in order
   * @return the values of the tensors fetched, in order, each once
   */
  List<EagerTensor> call(Object... arguments);
}
