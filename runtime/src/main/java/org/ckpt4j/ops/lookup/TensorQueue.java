package org.ckpt4j.ops.lookup;

import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ckpt4j.errors.CancelledError;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.OutOfRangeError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.ops.lists.Padding;
import org.ckpt4j.ops.lists.Rows;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * A queue of tuples of tensors. Taking from an empty queue waits until another thread puts
 * something in, or closes it; putting into a full one waits likewise.
 */
final class TensorQueue {
  /** In which order elements leave. */
  enum Order {
    FIRST_IN_FIRST_OUT,
    RANDOM,
    SMALLEST_FIRST
  }

  /**
   * What a queue is.
   *
   * @param shapes of the components; empty if they may have any
   * @param capacity -1 for any
   * @param least how many must be left when a random one is taken
   */
  record Settings(
      String name,
      List<DType> types,
      List<Shape> shapes,
      long capacity,
      Order order,
      boolean padded,
      long least) {}

  private final Settings settings;
  private final RandomGenerator random;

  @SuppressWarnings("JdkObsolete") // elements leave from the front and from the middle
  private final LinkedList<List<EagerTensor>> elements = new LinkedList<>();

  private boolean closed;

  TensorQueue(Settings settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
  }

  Settings settings() {
    return settings;
  }

  synchronized void put(List<EagerTensor> element) {
    checkComponents(element, false);
    add(element);
  }

  synchronized void putMany(List<EagerTensor> batch) {
    checkComponents(batch, true);
    long rows = batch.get(0).shape().dim(0);
    for (EagerTensor component : batch) {
      if (component.shape().dim(0) != rows) {
        throw new InvalidArgumentError("the components of a batch have different sizes");
      }
    }
    for (long i = 0; i < rows; i++) {
      long at = i;
      add(batch.stream().map(component -> Rows.row(component, at)).toList());
    }
  }

  private void add(List<EagerTensor> element) {
    while (!closed && settings.capacity >= 0 && elements.size() >= settings.capacity) {
      await();
    }
    if (closed) {
      throw new CancelledError("queue \"%s\" is closed".formatted(settings.name));
    }
    elements.add(List.copyOf(element));
    notifyAll();
  }

  private void checkComponents(List<EagerTensor> given, boolean batch) {
    if (given.size() != settings.types.size()) {
      throw new InvalidArgumentError(
          "queue \"%s\" holds %d components, given %d"
              .formatted(settings.name, settings.types.size(), given.size()));
    }
    for (int i = 0; i < given.size(); i++) {
      Shape shape = given.get(i).shape();
      if (batch && shape.isScalar()) {
        throw new InvalidArgumentError("a batch of elements needs a first dimension");
      }
      Shape one = batch ? Rows.rowShape(shape) : shape;
      boolean fits = settings.shapes.isEmpty() || settings.shapes.get(i).isCompatibleWith(one);
      if (given.get(i).dtype() != settings.types.get(i) || !fits) {
        throw new InvalidArgumentError(
            "component %d of queue \"%s\" cannot be %s"
                .formatted(i, settings.name, given.get(i).spec()));
      }
    }
  }

  synchronized List<EagerTensor> take() {
    awaitElements(1);
    if (elements.isEmpty()) {
      throw exhausted(1);
    }
    return next();
  }

  /**
   * A batch.
   *
   * @param fewerAtTheEnd whether a closed queue may give less than was asked for
   */
  synchronized List<EagerTensor> takeMany(long count, boolean fewerAtTheEnd) {
    if (count < 0) {
      throw new InvalidArgumentError("cannot take " + count + " elements");
    }
    if (settings.shapes.isEmpty()) {
      throw new InvalidArgumentError(
          "queue \"%s\" declares no shapes, so its elements make no batch"
              .formatted(settings.name));
    }
    awaitElements(count);
    if (elements.size() < count && !(fewerAtTheEnd && !elements.isEmpty())) {
      throw exhausted(count);
    }
    List<List<EagerTensor>> taken = new ArrayList<>();
    for (long i = Math.min(count, elements.size()); i > 0; i--) {
      taken.add(next());
    }
    List<EagerTensor> out = new ArrayList<>();
    for (int i = 0; i < settings.types.size(); i++) {
      out.add(batch(i, taken));
    }
    return out;
  }

  private EagerTensor batch(int component, List<List<EagerTensor>> taken) {
    List<EagerTensor> rows = taken.stream().map(element -> element.get(component)).toList();
    DType type = settings.types.get(component);
    Shape shape = settings.shapes.get(component);
    if (settings.padded) {
      Shape largest = Padding.largest(shape, rows);
      return Rows.stack(
          type, largest, rows.stream().map(row -> Padding.padded(row, largest, null)).toList());
    }
    return Rows.stack(type, rows.isEmpty() ? shape : rows.get(0).shape(), rows);
  }

  private void awaitElements(long count) {
    while (!closed && elements.size() < count + settings.least) {
      await();
    }
  }

  private List<EagerTensor> next() {
    int at =
        switch (settings.order) {
          case FIRST_IN_FIRST_OUT -> 0;
          case RANDOM -> random.nextInt(elements.size());
          case SMALLEST_FIRST -> smallest();
        };
    List<EagerTensor> element = elements.remove(at);
    notifyAll();
    return element;
  }

  private int smallest() {
    int best = 0;
    int at = 0;
    long least = Long.MAX_VALUE;
    for (List<EagerTensor> element : elements) {
      long priority = element.get(0).longValue();
      if (priority < least) {
        least = priority;
        best = at;
      }
      at++;
    }
    return best;
  }

  private OutOfRangeError exhausted(long count) {
    return new OutOfRangeError(
        "queue \"%s\" is closed and has %d elements left, %d were asked for"
            .formatted(settings.name, elements.size(), count));
  }

  @SuppressWarnings("WaitNotInLoop") // every caller asks in a loop
  private void await() {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledError("waiting for queue \"%s\" was interrupted".formatted(settings.name));
    }
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized EagerTensor size() {
    return ElementArrays.scalar(DType.INT32, elements.size());
  }

  synchronized EagerTensor isClosed() {
    return ElementArrays.tensor(DType.BOOL, Shape.scalar(), new long[] {closed ? 1 : 0});
  }
}
