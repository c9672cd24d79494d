package org.ckpt4j.graph.graphdef;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.FunctionRef;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.OpRegistry;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphFunction;
import org.ckpt4j.proto.FunctionDef;
import org.ckpt4j.proto.FunctionDefLibrary;
import org.ckpt4j.proto.GradientDef;
import org.ckpt4j.proto.OpDef.ArgDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** The functions of a graph's library, from their messages and back. */
final class FunctionMessages {
  private final Graph graph;
  private final OpRegistry registry;
  private final Map<String, OpDef> signatures = new HashMap<>();

  private FunctionMessages(Graph graph, OpRegistry registry) {
    this.graph = graph;
    this.registry = registry;
    for (GraphFunction known : graph.functions().all()) {
      if (known.origin() instanceof FunctionDef message) {
        signatures.put(known.name(), signature(message.getSignature()));
      }
    }
  }

  /**
   * Adds the functions of a message to a graph; those it has already stay if they are equal.
   *
   * @throws IllegalArgumentException if one is no function, or the graph has another of its name
   */
  static void install(FunctionDefLibrary library, Graph graph, OpRegistry registry) {
    if (library.getFunctionCount() == 0) {
      return;
    }
    FunctionMessages messages = new FunctionMessages(graph, registry);
    List<FunctionDef> added = new ArrayList<>();
    for (FunctionDef function : library.getFunctionList()) {
      String name = function.getSignature().getName();
      GraphFunction known = graph.functions().find(name);
      if (known != null) {
        if (!function.equals(known.origin())) {
          throw new IllegalArgumentException(
              "the graph has another function \"%s\" already".formatted(name));
        }
        continue;
      }
      if (messages.signatures.put(name, signature(function.getSignature())) != null) {
        throw new IllegalArgumentException("two functions are called \"" + name + "\"");
      }
      added.add(function);
    }
    for (FunctionDef function : added) {
      graph.functions().add(messages.read(function));
    }
    for (GradientDef gradient : library.getGradientList()) {
      graph.functions().addGradient(gradient.getFunctionName(), gradient.getGradientFunc());
    }
  }

  private GraphFunction read(FunctionDef message) {
    String name = message.getSignature().getName();
    try {
      FunctionBodyReader body =
          new FunctionBodyReader(message, Graph.ofFunction(graph), registry, signatures);
      GraphFunction function = body.read();
      function.setOrigin(message);
      return function;
    } catch (UnsupportedOperationException e) {
      throw new UnsupportedOperationException("function \"" + name + "\": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("function \"" + name + "\": " + e.getMessage(), e);
    }
  }

  /** An operation of the registry, or a function of the library that a node calls as one. */
  static @Nullable OpDef findOp(String name, Graph graph, OpRegistry registry) {
    OpDef def = registry.find(name).orElse(null);
    GraphFunction function = def == null ? graph.functions().find(name) : null;
    return function != null && function.origin() instanceof FunctionDef message
        ? signature(message.getSignature())
        : def;
  }

  /** A function called as an operation is one that runs it. */
  private static OpDef signature(org.ckpt4j.proto.OpDef message) {
    OpDef.Builder out = OpDef.named(message.getName());
    message.getInputArgList().forEach(arg -> out.inputs(arg.getName() + ": " + type(arg)));
    message.getOutputArgList().forEach(arg -> out.outputs(arg.getName() + ": " + type(arg)));
    if (message.getIsStateful()) {
      out.stateful();
    }
    FunctionRef self = new FunctionRef(message.getName(), Attrs.none());
    int outputs = message.getOutputArgCount();
    return out.countsHolders()
        .infer(call -> Collections.nCopies(outputs, Shape.unknown()))
        .kernel(call -> call.callFunction(self, call.inputsFrom(0)))
        .gradientLater()
        .build();
  }

  private static String type(ArgDef arg) {
    if (!arg.getTypeAttr().isEmpty() || !arg.getTypeListAttr().isEmpty()) {
      throw new UnsupportedOperationException(
          "argument \"%s\" has a type that its callers choose; that is not supported"
              .formatted(arg.getName()));
    }
    DType type = TensorProtos.readType(arg.getTypeValue());
    return arg.getNumberAttr().isEmpty() ? type.tfName() : arg.getNumberAttr() + " * " + type;
  }

  /** The library as a message: what was read goes out as it came in. */
  static FunctionDefLibrary of(Graph graph) {
    FunctionDefLibrary.Builder out = FunctionDefLibrary.newBuilder();
    for (GraphFunction function : graph.functions().all()) {
      out.addFunction(
          function.origin() instanceof FunctionDef message
              ? message
              : FunctionBodyWriter.write(function));
    }
    graph
        .functions()
        .gradients()
        .forEach(
            (function, gradient) ->
                out.addGradient(
                    GradientDef.newBuilder().setFunctionName(function).setGradientFunc(gradient)));
    return out.build();
  }
}
