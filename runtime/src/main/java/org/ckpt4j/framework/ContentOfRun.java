package org.ckpt4j.framework;

/** A resource that holds values and lets go of them when the run or session it belongs to ends. */
public interface ContentOfRun {
  void release();
}
