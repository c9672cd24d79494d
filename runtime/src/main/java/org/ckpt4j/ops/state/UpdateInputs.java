package org.ckpt4j.ops.state;

import java.util.ArrayList;
import java.util.List;

/**
 * Where an update finds what it needs among its inputs.
 *
 * @param indices -1 if the whole variable is updated
 * @param numbers the scalars, in order
 */
record UpdateInputs(int gradient, int indices, List<Integer> numbers) {
  static UpdateInputs of(int first, List<String> names) {
    int gradient = -1;
    int indices = -1;
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      switch (names.get(i)) {
        case "grad", "delta" -> gradient = first + i;
        case "indices" -> indices = first + i;
        default -> numbers.add(first + i);
      }
    }
    return new UpdateInputs(gradient, indices, List.copyOf(numbers));
  }
}
