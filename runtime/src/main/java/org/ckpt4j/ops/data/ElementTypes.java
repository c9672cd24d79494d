package org.ckpt4j.ops.data;

import java.util.Collections;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** The attributes {@code output_types} and {@code output_shapes}: what elements consist of. */
final class ElementTypes {
  private ElementTypes() {}

  static List<Shape> shapes(InferCall call) {
    int count = call.<List<DType>>attr("output_types").size();
    List<Shape> shapes = call.attr("output_shapes");
    if (shapes.size() != count) {
      throw call.invalid("%d types and %d shapes of components", count, shapes.size());
    }
    return Collections.unmodifiableList(shapes);
  }

  static void check(KernelCall call, List<EagerTensor> element) {
    List<DType> types = call.attr("output_types");
    List<Shape> shapes = call.attr("output_shapes");
    boolean fits = element.size() == types.size() && shapes.size() == types.size();
    for (int i = 0; fits && i < types.size(); i++) {
      EagerTensor component = element.get(i);
      fits = component.dtype() == types.get(i) && shapes.get(i).isCompatibleWith(component.shape());
    }
    if (!fits) {
      throw new InvalidArgumentError(
          "\"%s\" gives %s of shapes %s, the element is %s"
              .formatted(
                  call.nodeName(),
                  types,
                  shapes,
                  element.stream().map(EagerTensor::spec).toList()));
    }
  }
}
