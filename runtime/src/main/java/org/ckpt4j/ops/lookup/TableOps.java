package org.ckpt4j.ops.lookup;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** Tables of a session: those that make them, and those that read and change them. */
final class TableOps {
  private TableOps() {}

  static List<OpDef> all() {
    return List.of(
        maker("HashTableV2", false, false).build(),
        maker("MutableHashTableV2", true, false).build(),
        maker("MutableHashTableOfTensorsV2", true, true).build(),
        dense(),
        anonymous(),
        find(),
        filling("InitializeTableV2", "Tkey", "Tval", LookupTable::importAll),
        filling("LookupTableImportV2", "Tin", "Tout", LookupTable::importAll),
        filling("LookupTableInsertV2", "Tin", "Tout", LookupTable::insert),
        remove(),
        size(),
        export(),
        fromTextFile());
  }

  private static OpDef.Builder maker(String name, boolean mutable, boolean shaped) {
    return named(
            OpDef.named(name)
                .outputs("table_handle: resource")
                .attr("container", AttrKind.STRING, "")
                .attr("shared_name", AttrKind.STRING, "")
                .attr("use_node_name_sharing", AttrKind.BOOL, false)
                .attr("key_dtype", AttrKind.TYPE)
                .attr("value_dtype", AttrKind.TYPE),
            shaped)
        .compute(call -> handle(table(call, mutable)));
  }

  private static OpDef.Builder named(OpDef.Builder builder, boolean shaped) {
    return (shaped ? builder.attr("value_shape", AttrKind.SHAPE, Shape.scalar()) : builder)
        .stateful()
        .infer(call -> List.of(Shape.scalar()))
        .notDifferentiable();
  }

  private static OpDef dense() {
    return OpDef.named("MutableDenseHashTableV2")
        .inputs("empty_key: key_dtype", "deleted_key: key_dtype")
        .outputs("table_handle: resource")
        .attr("container", AttrKind.STRING, "")
        .attr("shared_name", AttrKind.STRING, "")
        .attr("use_node_name_sharing", AttrKind.BOOL, false)
        .attr("key_dtype", AttrKind.TYPE)
        .attr("value_dtype", AttrKind.TYPE)
        .attr("value_shape", AttrKind.SHAPE, Shape.scalar())
        .attr("initial_num_buckets", AttrKind.INT, 131072)
        .attr("max_load_factor", AttrKind.FLOAT, 0.800000011920929f)
        .stateful()
        .infer(call -> List.of(Shape.scalar()))
        .compute(call -> handle(table(call, true)))
        .notDifferentiable()
        .build();
  }

  private static OpDef anonymous() {
    return OpDef.named("AnonymousHashTable")
        .outputs("table_handle: resource")
        .attr("key_dtype", AttrKind.TYPE)
        .attr("value_dtype", AttrKind.TYPE)
        .stateful()
        .infer(call -> List.of(Shape.scalar()))
        .compute(call -> handle(made(call, "anonymous", false)))
        .notDifferentiable()
        .build();
  }

  private static LookupTable table(KernelCall call, boolean mutable) {
    String shared = call.attr("shared_name");
    String name = shared.isEmpty() ? call.nodeName() : shared;
    String container = call.attr("container");
    LookupTable table =
        call.resources()
            .resource(LookupTable.class, container + "/" + name, () -> made(call, name, mutable));
    table.checkTypes(call.attr("key_dtype"), call.attr("value_dtype"));
    return table;
  }

  private static LookupTable made(KernelCall call, String name, boolean mutable) {
    Shape valueShape =
        call.attrs().find("value_shape") instanceof Shape shape ? shape : Shape.scalar();
    if (!valueShape.isFullyDefined()) {
      throw call.invalid("values of the unknown shape %s cannot be kept", valueShape);
    }
    return new LookupTable(
        name, call.attr("key_dtype"), call.attr("value_dtype"), valueShape, mutable);
  }

  private static EagerTensor handle(LookupTable table) {
    return EagerTensor.ofObject(DType.RESOURCE, table);
  }

  private static LookupTable given(KernelCall call) {
    return call.passed(0).object(LookupTable.class);
  }

  private static OpDef find() {
    return OpDef.named("LookupTableFindV2")
        .inputs("table_handle: resource", "keys: Tin", "default_value: Tout")
        .outputs("values: Tout")
        .attr("Tin", AttrKind.TYPE)
        .attr("Tout", AttrKind.TYPE)
        .stateful()
        .infer(TableOps::inferFind)
        .compute(call -> given(call).find(call.input(1), call.input(2)))
        .notDifferentiable()
        .build();
  }

  private static List<Shape> inferFind(InferCall call) {
    Shape byDefault = call.shape(2);
    if (byDefault.hasKnownRank() && byDefault.rank() > 1) {
      throw call.invalid("a default value is a number or a vector, not of shape %s", byDefault);
    }
    return List.of(
        byDefault.hasKnownRank() && byDefault.rank() == 0 ? call.shape(1) : Shape.unknown());
  }

  private interface Filling {
    void fill(LookupTable table, EagerTensor keys, EagerTensor values);
  }

  private static OpDef filling(String name, String keys, String values, Filling filling) {
    return OpDef.named(name)
        .inputs("table_handle: resource", "keys: " + keys, "values: " + values)
        .attr(keys, AttrKind.TYPE)
        .attr(values, AttrKind.TYPE)
        .stateful()
        .infer(call -> List.of())
        .act(call -> filling.fill(given(call), call.input(1), call.input(2)))
        .notDifferentiable()
        .build();
  }

  private static OpDef remove() {
    return OpDef.named("LookupTableRemoveV2")
        .inputs("table_handle: resource", "keys: Tin")
        .attr("Tin", AttrKind.TYPE)
        .stateful()
        .infer(call -> List.of())
        .act(call -> given(call).remove(call.input(1)))
        .notDifferentiable()
        .build();
  }

  private static OpDef size() {
    return OpDef.named("LookupTableSizeV2")
        .inputs("table_handle: resource")
        .outputs("size: int64")
        .stateful()
        .infer(call -> List.of(Shape.scalar()))
        .compute(call -> given(call).size())
        .notDifferentiable()
        .build();
  }

  private static OpDef export() {
    return OpDef.named("LookupTableExportV2")
        .inputs("table_handle: resource")
        .outputs("keys: Tkeys", "values: Tvalues")
        .attr("Tkeys", AttrKind.TYPE)
        .attr("Tvalues", AttrKind.TYPE)
        .stateful()
        .infer(call -> List.of(Shape.of(Shape.UNKNOWN_SIZE), Shape.unknown()))
        .kernel(
            call -> {
              given(call).checkTypes(call.attr("Tkeys"), call.attr("Tvalues"));
              return new ArrayList<>(given(call).exportAll());
            })
        .notDifferentiable()
        .build();
  }

  private static OpDef fromTextFile() {
    return OpDef.named("InitializeTableFromTextFileV2")
        .inputs("table_handle: resource", "filename: string")
        .attr("key_index", AttrKind.INT)
        .atLeast("key_index", -2)
        .attr("value_index", AttrKind.INT)
        .atLeast("value_index", -2)
        .attr("vocab_size", AttrKind.INT, -1)
        .atLeast("vocab_size", -1)
        .attr("delimiter", AttrKind.STRING, "\t")
        .attr("offset", AttrKind.INT, 0)
        .stateful()
        .infer(call -> List.of())
        .act(
            call ->
                given(call)
                    .initialize(
                        TextFileEntries.read(given(call), call.input(1).stringValue(), call)))
        .notDifferentiable()
        .build();
  }
}
