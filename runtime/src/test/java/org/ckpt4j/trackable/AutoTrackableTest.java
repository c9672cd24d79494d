package org.ckpt4j.trackable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.errors.AttributeError;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AutoTrackableTest {
  private final AutoTrackable owner = new AutoTrackable();
  private final AutoTrackable a = new AutoTrackable();
  private final AutoTrackable b = new AutoTrackable();
  private final List<String> restored = new ArrayList<>();

  private final class FakeRestore implements PendingRestore {
    private final long id;

    FakeRestore(long id) {
      this.id = id;
    }

    @Override
    public long restoreId() {
      return id;
    }

    @Override
    public void restoreInto(Trackable object) {
      restored.add(id + (object.dependencies().claim(id) ? " taken" : " too late"));
    }

    @Override
    public @Nullable TensorSpec simpleVariable() {
      return null;
    }

    @Override
    public Tensor value() {
      throw new IllegalStateException("no variable");
    }
  }

  @Test
  void reassignmentKeepsThePlaceAndDeletionFreesIt() {
    owner.set("x", a);
    owner.set("y", a);
    owner.set("x", b);

    assertEquals(List.of("x", "y"), List.copyOf(owner.trackableChildren().keySet()));

    owner.delete("x");
    owner.set("x", a);

    assertEquals(List.of("y", "x"), List.copyOf(owner.trackableChildren().keySet()));
  }

  @Test
  void aPlainValueOverATrackedOneLeavesTheChild() {
    owner.set("x", a);

    owner.set("x", 5);

    assertEquals(5, owner.attribute("x"));
    assertSame(a, owner.trackableChildren().get("x"));
  }

  @Test
  void missingAttributesAreAttributeErrors() {
    assertThrows(AttributeError.class, () -> owner.attribute("x"));
    assertThrows(AttributeError.class, () -> owner.delete("x"));
  }

  @Test
  void nullIsAnAttributeLikeAnyOther() {
    owner.set("x", null);

    assertNull(owner.attribute("x"));
  }

  @Test
  void noDependencyIsStoredAndNotTracked() {
    owner.set("x", new NoDependency(a));

    assertSame(a, owner.attribute("x"));
    assertEquals(List.of(), List.copyOf(owner.trackableChildren().keySet()));
  }

  @Test
  void waitingRestoresGoToTheFirstChildOfTheirNameNewestFirst() {
    owner.dependencies().defer("x", new FakeRestore(1));
    owner.dependencies().defer("x", new FakeRestore(2));

    owner.set("x", a);
    owner.set("x", b);

    assertEquals(List.of("2 taken", "1 too late"), restored);
  }

  @Test
  void anotherObjectUnderATrackedNameIsAnErrorUnlessItReplaces() {
    owner.dependencies().track("x", a);
    owner.dependencies().track("x", a);

    assertThrows(IllegalArgumentException.class, () -> owner.dependencies().track("x", b));
  }

  @Test
  void tuplesCannotBeChanged() {
    owner.set("plain", Tuple.of(1, 2));
    owner.set("wrapped", Tuple.of(a, 2));

    for (Object attribute : owner.attributes().values()) {
      var tuple = (List<?>) attribute;
      assertThrows(TypeError.class, () -> tuple.set(0, null));
      assertThrows(TypeError.class, () -> tuple.remove(0));
      assertThrows(TypeError.class, () -> tuple.add(null));
    }
  }
}
