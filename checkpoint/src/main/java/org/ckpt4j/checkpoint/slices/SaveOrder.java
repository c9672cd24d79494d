package org.ckpt4j.checkpoint.slices;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which TensorFlow's V1 save op writes: by name, slices of one name as C++'s {@code
 * std::sort} happens to leave them.
 *
 * <p>That sort keeps the order of up to 16 items, beyond that it swaps equal ones around; the first
 * record lists the slices so, hence its steps are repeated here: quicksort with the median of three
 * down to 16, then insertion. Counterpart: GNU's {@code std::sort}.
 */
final class SaveOrder<T> {
  private static final int SMALL = 16;

  private final T[] items;
  private final Comparator<? super T> order;

  private SaveOrder(T[] items, Comparator<? super T> order) {
    this.items = items;
    this.order = order;
  }

  @SuppressWarnings("unchecked") // An array of T's bound, never seen outside.
  static <T> List<T> of(List<T> added, Comparator<? super T> order) {
    T[] items = (T[]) added.toArray();
    SaveOrder<T> sort = new SaveOrder<>(items, order);
    if (items.length > 0) {
      int log = 31 - Integer.numberOfLeadingZeros(items.length);
      sort.quick(0, items.length, 2 * log);
      sort.insertion(items.length);
    }
    return List.of(items);
  }

  private boolean less(T a, T b) {
    return order.compare(a, b) < 0;
  }

  private void swap(int a, int b) {
    T item = items[a];
    items[a] = items[b];
    items[b] = item;
  }

  private void quick(int first, int end, int depth) {
    int last = end;
    int left = depth;
    while (last - first > SMALL) {
      if (left == 0) {
        // GNU goes on with a heap here. Only inputs made to defeat the pivot come this deep.
        Arrays.sort(items, first, last, order);
        return;
      }
      left--;
      moveMedianToFirst(first, first + 1, first + (last - first) / 2, last - 1);
      int cut = partition(first + 1, last, first);
      quick(cut, last, left);
      last = cut;
    }
  }

  private void moveMedianToFirst(int to, int a, int b, int c) {
    int median;
    if (less(items[a], items[b])) {
      median = less(items[b], items[c]) ? b : less(items[a], items[c]) ? c : a;
    } else {
      median = less(items[a], items[c]) ? a : less(items[b], items[c]) ? c : b;
    }
    swap(to, median);
  }

  private int partition(int from, int to, int pivot) {
    int first = from;
    int last = to;
    while (true) {
      while (less(items[first], items[pivot])) {
        first++;
      }
      last--;
      while (less(items[pivot], items[last])) {
        last--;
      }
      if (first >= last) {
        return first;
      }
      swap(first, last);
      first++;
    }
  }

  /** Everything is near its place by now; equal items stay in order. */
  private void insertion(int end) {
    for (int i = 1; i < end; i++) {
      T item = items[i];
      int at = i;
      while (at > 0 && less(item, items[at - 1])) {
        items[at] = items[at - 1];
        at--;
      }
      items[at] = item;
    }
  }
}
