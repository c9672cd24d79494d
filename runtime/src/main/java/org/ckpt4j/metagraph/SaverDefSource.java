package org.ckpt4j.metagraph;

import org.ckpt4j.proto.SaverDef;

/** What saves a graph's values, as far as its message goes; the one who saves lives upstairs. */
public interface SaverDefSource {
  /** The names of its nodes, and its settings. */
  SaverDef saverDef();
}
