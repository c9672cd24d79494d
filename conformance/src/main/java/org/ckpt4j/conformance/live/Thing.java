package org.ckpt4j.conformance.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.module.Module;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.variables.Variable;

/** Something that can be tracked, as a plan that either side carries out. */
sealed interface Thing {
  /**
   * Makes it in ckpt4j.
   *
   * @param blank whether variables begin with zeros, to be restored
   * @param made all variables so far, in the order of making
   */
  Object make(boolean blank, List<Variable> made);

  void describe(ObjectNode out);

  /** A new variable. */
  record Var(String name, boolean trainable, RawTensor value) implements Thing {
    @Override
    public Object make(boolean blank, List<Variable> made) {
      Variable out =
          new Variable(
              EagerTensor.of(blank ? zeros(value) : value),
              new Named(name),
              new Trainable(trainable));
      made.add(out);
      return out;
    }

    private static RawTensor zeros(RawTensor like) {
      int n = (int) like.shape().numElements();
      if (like.dtype() == DType.STRING) {
        TensorBytes none = TensorBytes.of(new byte[0]);
        return RawTensor.ofElements(
            DType.STRING, like.shape(), java.util.Collections.nCopies(n, none));
      }
      return RawTensor.of(like.dtype(), like.shape(), new byte[n * like.dtype().width()]);
    }

    @Override
    public void describe(ObjectNode out) {
      ObjectNode one = out.putObject("var");
      one.put("name", name);
      one.put("trainable", trainable);
      Item.describe(value, one);
    }
  }

  /** A variable made before, seen a second time. */
  record Same(int number) implements Thing {
    @Override
    public Object make(boolean blank, List<Variable> made) {
      return made.get(number);
    }

    @Override
    public void describe(ObjectNode out) {
      out.put("same", number);
    }
  }

  /** A list. */
  record Items(List<Thing> items) implements Thing {
    @Override
    public Object make(boolean blank, List<Variable> made) {
      List<Object> out = new ArrayList<>();
      items.forEach(item -> out.add(item.make(blank, made)));
      return out;
    }

    @Override
    public void describe(ObjectNode out) {
      ArrayNode list = out.putArray("list");
      items.forEach(item -> item.describe(list.addObject()));
    }
  }

  /** A dict, or an object with attributes, in the order of setting. */
  record Members(Kind kind, Map<String, Thing> members) implements Thing {
    /** What holds the members. */
    enum Kind {
      DICT,
      AUTO,
      MODULE
    }

    @Override
    public Object make(boolean blank, List<Variable> made) {
      if (kind == Kind.DICT) {
        Map<String, Object> out = new LinkedHashMap<>();
        members.forEach((key, value) -> out.put(key, value.make(blank, made)));
        return out;
      }
      AutoTrackable out = kind == Kind.MODULE ? new Module() : new AutoTrackable();
      members.forEach((name, value) -> out.set(name, value.make(blank, made)));
      return out;
    }

    @Override
    public void describe(ObjectNode out) {
      if (kind != Kind.DICT) {
        out.put("new", kind == Kind.MODULE ? "module" : "auto");
      }
      ArrayNode list = out.putArray(kind == Kind.DICT ? "dict" : "attrs");
      members.forEach((name, value) -> value.describe(list.addArray().add(name).addObject()));
    }
  }
}
