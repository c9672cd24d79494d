package org.ckpt4j.ops.data;

import java.util.List;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.KernelCall;
import org.jspecify.annotations.Nullable;

/** Elements in an order, any number of times: what a dataset operation gives as its variant. */
@FunctionalInterface
interface Dataset {
  /** Begins at the first element. */
  Elements elements();

  /** What is left of a dataset. For one thread. */
  @FunctionalInterface
  interface Elements {
    /**
     * The next element, null after the last.
     *
     * @param call the kernel that asks, in whose run functions are called
     */
    @Nullable List<EagerTensor> next(KernelCall call);
  }
}
