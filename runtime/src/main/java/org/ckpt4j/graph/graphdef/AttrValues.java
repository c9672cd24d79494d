package org.ckpt4j.graph.graphdef;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.FunctionRef;
import org.ckpt4j.proto.AttrValue;
import org.ckpt4j.proto.NameAttrList;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Values of attributes, as {@link AttrKind} says, to {@code AttrValue} messages and back. */
public final class AttrValues {
  /** How deep functions may be bound within functions. */
  private static final int MAX_DEPTH = 64;

  private AttrValues() {}

  /**
   * The value of an attribute.
   *
   * @param kind what the operation declares; null for attributes of no declaration ({@code _class})
   * @throws IllegalArgumentException if the message holds another kind, or nothing
   */
  public static Object read(AttrValue message, @Nullable AttrKind kind) {
    return read(message, kind, 0);
  }

  private static Object read(AttrValue message, @Nullable AttrKind kind, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("functions are bound more than 64 deep");
    }
    AttrKind found = kindOf(message);
    if (kind != null && found != kind && !isEmptyListFor(message, kind)) {
      throw new IllegalArgumentException(
          "holds a value of kind %s, expected %s".formatted(found, kind));
    }
    return switch (message.getValueCase()) {
      case S -> AttrText.decode(message.getS());
      case I -> message.getI();
      case F -> message.getF();
      case B -> message.getB();
      case TYPE -> TensorProtos.readType(message.getTypeValue());
      case SHAPE -> TensorProtos.readShape(message.getShape());
      case TENSOR -> EagerTensor.of(TensorProtos.read(message.getTensor()));
      case FUNC -> function(message.getFunc(), depth);
      case LIST -> list(message.getList(), depth);
      case PLACEHOLDER ->
          throw new IllegalArgumentException(
              "is left to the caller as \"%s\"; only functions may do so"
                  .formatted(message.getPlaceholder()));
      case VALUE_NOT_SET -> throw new IllegalArgumentException("holds no value");
    };
  }

  private static boolean isEmptyListFor(AttrValue message, AttrKind kind) {
    return message.hasList() && kindOf(message) == null && kind.name().endsWith("_LIST");
  }

  private static @Nullable AttrKind kindOf(AttrValue message) {
    return switch (message.getValueCase()) {
      case S -> AttrKind.STRING;
      case I -> AttrKind.INT;
      case F -> AttrKind.FLOAT;
      case B -> AttrKind.BOOL;
      case TYPE -> AttrKind.TYPE;
      case SHAPE -> AttrKind.SHAPE;
      case TENSOR -> AttrKind.TENSOR;
      case FUNC -> AttrKind.FUNC;
      case LIST -> kindOf(message.getList());
      case PLACEHOLDER, VALUE_NOT_SET -> null;
    };
  }

  private static @Nullable AttrKind kindOf(AttrValue.ListValue list) {
    return list.getSCount() > 0
        ? AttrKind.STRING_LIST
        : list.getICount() > 0
            ? AttrKind.INT_LIST
            : list.getFCount() > 0
                ? AttrKind.FLOAT_LIST
                : list.getBCount() > 0
                    ? AttrKind.BOOL_LIST
                    : list.getTypeCount() > 0
                        ? AttrKind.TYPE_LIST
                        : list.getShapeCount() > 0
                            ? AttrKind.SHAPE_LIST
                            : list.getTensorCount() > 0
                                ? AttrKind.TENSOR_LIST
                                : list.getFuncCount() > 0 ? AttrKind.FUNC_LIST : null;
  }

  private static List<Object> list(AttrValue.ListValue list, int depth) {
    List<Object> out = new ArrayList<>();
    list.getSList().forEach(s -> out.add(AttrText.decode(s)));
    out.addAll(list.getIList());
    out.addAll(list.getFList());
    out.addAll(list.getBList());
    list.getTypeValueList().forEach(number -> out.add(TensorProtos.readType(number)));
    list.getShapeList().forEach(shape -> out.add(TensorProtos.readShape(shape)));
    list.getTensorList().forEach(t -> out.add(EagerTensor.of(TensorProtos.read(t))));
    list.getFuncList().forEach(f -> out.add(function(f, depth)));
    return List.copyOf(out);
  }

  private static FunctionRef function(NameAttrList message, int depth) {
    List<Object> attrs = new ArrayList<>();
    new TreeMap<>(message.getAttrMap())
        .forEach(
            (name, value) -> {
              attrs.add(name);
              attrs.add(read(value, null, depth + 1));
            });
    return new FunctionRef(message.getName(), Attrs.of(attrs.toArray()));
  }

  /** The message of an attribute's value. */
  public static AttrValue write(Object value) {
    AttrValue.Builder out = AttrValue.newBuilder();
    if (value instanceof List<?> items) {
      AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
      items.forEach(item -> add(list, item));
      return out.setList(list).build();
    }
    if (value instanceof String s) {
      return out.setS(AttrText.encode(s)).build();
    } else if (value instanceof Boolean b) {
      return out.setB(b).build();
    } else if (value instanceof DType t) {
      return out.setType(TensorProtos.writeType(t)).build();
    } else if (value instanceof Shape s) {
      return out.setShape(TensorProtos.writeShape(s)).build();
    } else if (value instanceof EagerTensor t) {
      return out.setTensor(TensorProtos.write(t.raw())).build();
    } else if (value instanceof FunctionRef f) {
      return out.setFunc(write(f)).build();
    } else if (value instanceof Float || value instanceof Double) {
      return out.setF(((Number) value).floatValue()).build();
    } else if (value instanceof Number n) {
      return out.setI(n.longValue()).build();
    }
    throw new UnsupportedOperationException("no attribute of a message is made of " + value);
  }

  private static void add(AttrValue.ListValue.Builder list, Object item) {
    AttrValue one = write(item);
    switch (one.getValueCase()) {
      case S -> list.addS(one.getS());
      case I -> list.addI(one.getI());
      case F -> list.addF(one.getF());
      case B -> list.addB(one.getB());
      case TYPE -> list.addType(one.getType());
      case SHAPE -> list.addShape(one.getShape());
      case TENSOR -> list.addTensor(one.getTensor());
      case FUNC -> list.addFunc(one.getFunc());
      case LIST, PLACEHOLDER, VALUE_NOT_SET ->
          throw new UnsupportedOperationException("no list of an attribute holds " + item);
    }
  }

  private static NameAttrList write(FunctionRef function) {
    NameAttrList.Builder out = NameAttrList.newBuilder().setName(function.name());
    for (Map.Entry<String, Object> attr : function.attrs().asMap().entrySet()) {
      out.putAttr(attr.getKey(), write(attr.getValue()));
    }
    return out.build();
  }
}
