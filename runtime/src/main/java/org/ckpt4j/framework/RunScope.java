package org.ckpt4j.framework;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the kernels of one run share: the resources of the session, the functions of the graph, and
 * what lives only as long as the run does (stacks, arrays of tensors). For one thread.
 */
public final class RunScope implements AutoCloseable {
  private final ResourceStore resources;
  private final FunctionLibrary functions;
  private final List<EagerTensor> afterCall = new ArrayList<>();
  private @Nullable ResourceStore ofRun;

  public RunScope(ResourceStore resources, FunctionLibrary functions) {
    this.resources = resources;
    this.functions = functions;
  }

  public ResourceStore resources() {
    return resources;
  }

  public FunctionLibrary functions() {
    return functions;
  }

  /**
   * The resource of this kind and name that ends with the run, made by {@code maker} if there is
   * none; a {@link ContentOfRun} lets go of what it holds.
   */
  public <T> T resourceOfRun(Class<T> kind, String name, Supplier<T> maker) {
    if (ofRun == null) {
      ofRun = new ResourceStore();
    }
    return ofRun.resource(kind, name, maker);
  }

  /** Lets go of a value that was held, once the outputs of the kernel that runs now are held. */
  void releaseAfterCall(EagerTensor value) {
    afterCall.add(value);
  }

  /** To be called by whoever calls kernels, when it holds what the last one gave. */
  public void callEnded() {
    if (!afterCall.isEmpty()) {
      for (int i = 0; i < afterCall.size(); i++) {
        afterCall.get(i).release();
      }
      afterCall.clear();
    }
  }

  /** Ends the run. */
  @Override
  public void close() {
    callEnded();
    if (ofRun != null) {
      ofRun.clear();
    }
  }
}
