package org.ckpt4j.ops.lookup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * A table of a session: keys to values. A static one is filled once and then read; a mutable one
 * changes at any time.
 */
final class LookupTable {
  private final String name;
  private final DType keyType;
  private final DType valueType;
  private final Shape valueShape;
  private final boolean mutable;
  private Map<TableEntry, TableEntry> entries = new LinkedHashMap<>();
  private boolean initialized;

  LookupTable(String name, DType keyType, DType valueType, Shape valueShape, boolean mutable) {
    this.name = name;
    this.keyType = keyType;
    this.valueType = valueType;
    this.valueShape = valueShape;
    this.mutable = mutable;
    this.initialized = mutable;
  }

  DType keyType() {
    return keyType;
  }

  DType valueType() {
    return valueType;
  }

  void checkTypes(DType keys, DType values) {
    if (keys != keyType || values != valueType) {
      throw new InvalidArgumentError(
          "table \"%s\" is of %s to %s, used as one of %s to %s"
              .formatted(name, keyType, valueType, keys, values));
    }
  }

  synchronized EagerTensor find(EagerTensor keys, EagerTensor byDefault) {
    checkTypes(keys.dtype(), byDefault.dtype());
    requireInitialized();
    Shape shape = joined(keys.shape(), valueShape);
    List<TableEntry> defaults = defaults(byDefault, shape);
    List<TableEntry> found = new ArrayList<>();
    for (TableEntry key : TableEntry.all(keys, 1)) {
      TableEntry otherwise = defaults.get(defaults.size() == 1 ? 0 : found.size());
      found.add(entries.getOrDefault(key, otherwise));
    }
    return TableEntry.tensor(valueType, shape, found);
  }

  /** One default for all keys, or (of mutable tables) one for each. */
  private List<TableEntry> defaults(EagerTensor byDefault, Shape all) {
    long given = byDefault.shape().numElements();
    if (given == valueElements() || (mutable && given == all.numElements())) {
      return TableEntry.all(byDefault, valueElements());
    }
    throw new InvalidArgumentError(
        "table \"%s\" has values of shape %s; a default of shape %s is none"
            .formatted(name, valueShape, byDefault.shape()));
  }

  private void requireInitialized() {
    if (!initialized) {
      throw new FailedPreconditionError(
          "table \"%s\" is not initialized; run tablesInitializer() first".formatted(name));
    }
  }

  private int valueElements() {
    return Math.toIntExact(valueShape.numElements());
  }

  private static Shape joined(Shape keys, Shape value) {
    long[] dims = new long[keys.rank() + value.rank()];
    System.arraycopy(keys.dims(), 0, dims, 0, keys.rank());
    System.arraycopy(value.dims(), 0, dims, keys.rank(), value.rank());
    return Shape.of(dims);
  }

  private Map<TableEntry, TableEntry> pairs(EagerTensor keys, EagerTensor values) {
    checkTypes(keys.dtype(), values.dtype());
    if (!values.shape().equals(joined(keys.shape(), valueShape))) {
      throw new InvalidArgumentError(
          "table \"%s\": values of shape %s do not go with keys of shape %s"
              .formatted(name, values.shape(), keys.shape()));
    }
    List<TableEntry> ks = TableEntry.all(keys, 1);
    List<TableEntry> vs = TableEntry.all(values, valueElements());
    Map<TableEntry, TableEntry> out = new LinkedHashMap<>();
    for (int i = 0; i < ks.size(); i++) {
      put(out, ks.get(i), vs.get(i));
    }
    return out;
  }

  private void put(Map<TableEntry, TableEntry> into, TableEntry key, TableEntry value) {
    TableEntry before = into.put(key, value);
    if (before != null && !before.equals(value) && !mutable) {
      throw new InvalidArgumentError(
          "table \"%s\" is given two values for one key".formatted(name));
    }
  }

  /** Fills a static table, once; replaces all of a mutable one. */
  void importAll(EagerTensor keys, EagerTensor values) {
    initialize(pairs(keys, values));
  }

  synchronized void initialize(Map<TableEntry, TableEntry> all) {
    if (!mutable && initialized) {
      if (!all.equals(entries)) {
        throw new FailedPreconditionError(
            "table \"%s\" is initialized already, with other entries".formatted(name));
      }
      return;
    }
    entries = new LinkedHashMap<>(all);
    initialized = true;
  }

  synchronized void insert(EagerTensor keys, EagerTensor values) {
    requireMutable("insert");
    entries.putAll(pairs(keys, values));
  }

  synchronized void remove(EagerTensor keys) {
    requireMutable("remove");
    checkTypes(keys.dtype(), valueType);
    TableEntry.all(keys, 1).forEach(entries::remove);
  }

  private void requireMutable(String what) {
    if (!mutable) {
      throw new UnimplementedError(
          "table \"%s\" is filled once; %s needs a mutable one".formatted(name, what));
    }
  }

  synchronized EagerTensor size() {
    return ElementArrays.scalar(DType.INT64, entries.size());
  }

  synchronized List<EagerTensor> exportAll() {
    int count = entries.size();
    return List.of(
        TableEntry.tensor(keyType, Shape.of(count), new ArrayList<>(entries.keySet())),
        TableEntry.tensor(
            valueType, joined(Shape.of(count), valueShape), new ArrayList<>(entries.values())));
  }

  @Override
  public String toString() {
    return "table \"" + name + "\"";
  }
}
