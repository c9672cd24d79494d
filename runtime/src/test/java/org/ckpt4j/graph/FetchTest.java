package org.ckpt4j.graph;

import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.dict;
import static org.ckpt4j.TF.matmul;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.noOp;
import static org.ckpt4j.TF.plus;
import static org.ckpt4j.TF.tuple;
import static org.ckpt4j.compat.TF1.feed;
import static org.ckpt4j.compat.TF1.session;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a run can be asked for, and in what form it answers. */
class FetchTest {
  private static final String ROW = "tensorflow/python/client/session_test.py::SessionTest::";

  private final DefaultGraph graph = DefaultGraph.enter(new Graph());
  private Session session;
  private Tensor a;
  private Node nothing;
  private Tensor c;

  /** A named tuple. */
  record Three(@Nullable Object a, @Nullable Object b, @Nullable Object c) {}

  /** Takes no values of tensors. */
  record Named(Tensor tensor, String name) {}

  @BeforeEach
  void build() {
    session = session();
    a = constant(42f, name("a"));
    nothing = noOp(name("nothing"));
    c = constant(44f, name("c"));
  }

  @AfterEach
  void leave() {
    session.close();
    graph.close();
  }

  @Test
  @Tag(ROW + "testFetchNone")
  void nullCannotBeFetched() {
    Map<String, Object> onlyNull = new HashMap<>();
    onlyNull.put("b", null);
    Map<String, Object> withNull = new HashMap<>();
    withNull.put("a", a);
    withNull.put("b", null);

    assertThrows(TypeError.class, () -> session.runAll(null));
    assertThrows(
        TypeError.class, () -> session.run(Collections.singletonList((@Nullable Object) null)));
    assertThrows(TypeError.class, () -> session.runAll(onlyNull));
    assertThrows(TypeError.class, () -> session.runAll(withNull));
  }

  @Test
  @Tag(ROW + "testFetchSingletonByName")
  void aNameStandsForWhatItNames() {
    assertEquals(42.0, value(session.runAll("a:0")));
    assertNull(session.runAll("a"));
    assertNull(session.runAll(a.op()));
  }

  @Test
  void aNameThatNamesNothingIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> session.runAll("none:0"));
    assertThrows(IllegalArgumentException.class, () -> session.runAll("none"));
    assertThrows(IllegalArgumentException.class, () -> session.runAll("a:0:1"));
    assertThrows(TypeError.class, () -> session.runAll(3));
  }

  @Test
  @Tag(ROW + "testFetchList")
  void aListComesBackAsAList() {
    Variable v = new Variable(54f, name("v"));
    Tensor assign = v.assign(63f).asTensor();
    List<Object> fetches = List.of(a, nothing, c, a.name(), assign.op());

    assertEquals(Arrays.asList(42.0, null, 44.0, 42.0, null), values(session.run(fetches)));
    assertEquals(List.of(42.0, 44.0), values(session.makeCallable(fetches, List.of()).call()));
    assertEquals(63.0, session.run(v).doubleValue());
  }

  @Test
  @Tag(ROW + "testFetchTuple")
  void aTupleComesBackAsAnEqualSequence() {
    assertEquals(
        tuple(42.0, null, 44.0, 42.0),
        values((List<?>) session.runAll(tuple(a, nothing, c, "a:0"))));
  }

  @Test
  @Tag(ROW + "testFetchNamedTuple")
  void aRecordComesBackAsThatRecord() {
    Three got = assertInstanceOf(Three.class, session.runAll(new Three(a, nothing, c)));

    assertEquals(42.0, value(got.a()));
    assertNull(got.b());
    assertEquals(44.0, value(got.c()));
  }

  @Test
  void aRecordThatCannotTakeTheValuesSaysSo() {
    assertThrows(TypeError.class, () -> session.runAll(new Three(a, null, c)));
    assertThrows(
        IllegalArgumentException.class, () -> session.runAll(new Named(a, "no such name")));
    var error = assertThrows(TypeError.class, () -> session.runAll(new Named(a, "c:0")));
    assertEquals(true, error.getMessage().contains("Named"), error.getMessage());
  }

  @Test
  @Tag(ROW + "testFetchDict")
  void aMapComesBackAsAMap() {
    Map<?, ?> got = (Map<?, ?>) session.runAll(dict("a", a, "b", nothing, "c", c));

    assertEquals(3, got.size());
    assertEquals(42.0, value(got.get("a")));
    assertNull(got.get("b"));
    assertEquals(44.0, value(got.get("c")));
  }

  @Test
  @Tag(ROW + "testFetchOrderedDict")
  void aMapKeepsItsOrder() {
    Map<Integer, Object> fetches = new LinkedHashMap<>();
    fetches.put(3, a);
    fetches.put(2, nothing);
    fetches.put(1, c);

    Map<?, ?> got = (Map<?, ?>) session.runAll(fetches);

    assertEquals(List.of(3, 2, 1), List.copyOf(got.keySet()));
    assertEquals(Arrays.asList(42.0, null, 44.0), values(got.values()));
  }

  @Test
  @Tag(ROW + "testFetchNestingEmptyOneLevel")
  void emptyStructuresComeBackEmpty() {
    assertEquals(
        List.of(List.of(), tuple(), Map.of()),
        session.runAll(List.of(List.of(), tuple(), Map.of())));

    List<?> mixed = (List<?>) session.runAll(List.of(List.of(), Map.of(), a, tuple()));
    assertEquals(List.of(), mixed.get(0));
    assertEquals(Map.of(), mixed.get(1));
    assertEquals(42.0, value(mixed.get(2)));
    assertEquals(List.of(), mixed.get(3));
    assertEquals(List.of(), session.runAll(List.of()));
  }

  @Test
  @Tag(ROW + "testFetchNestingOneLevel")
  void nestedStructuresKeepTheirForm() {
    Object fetches =
        List.of(
            List.of(a, nothing),
            dict("x", c, "y", List.of("a:0")),
            new Three(dict("in", a), List.of(c, nothing), "nothing"));

    List<?> got = (List<?>) session.runAll(fetches);

    assertEquals(Arrays.asList(42.0, null), values((List<?>) got.get(0)));
    Map<?, ?> map = (Map<?, ?>) got.get(1);
    assertEquals(44.0, value(map.get("x")));
    assertEquals(List.of(42.0), values((List<?>) map.get("y")));
    Three three = assertInstanceOf(Three.class, got.get(2));
    assertEquals(42.0, value(((Map<?, ?>) three.a()).get("in")));
    assertEquals(Arrays.asList(44.0, null), values((List<?>) three.b()));
    assertNull(three.c());
  }

  @Test
  @Tag(ROW + "testFetchTensorObject")
  void aProductIsFetchedAloneAndInLists() {
    Tensor product = matmul(constant(List.of(List.of(2f, 2f, 2f))), identityTimesTwo());

    assertArrayEquals(new double[] {4, 4, 4}, row(session.run(product)));
    assertArrayEquals(new double[] {4, 4, 4}, row(session.run(List.of(product)).get(0)));
    assertArrayEquals(new double[] {4, 4, 4}, row(session.run(product)));
  }

  @Test
  @Tag(ROW + "testFetchScalar")
  void aScalarHasTheTypeOfItsOperands() {
    for (DType dtype :
        List.of(DType.INT32, DType.INT64, DType.FLOAT16, DType.FLOAT32, DType.FLOAT64)) {
      Tensor sum = plus(constant(1, dtype), constant(2, dtype));

      EagerTensor got = session.run(sum);
      EagerTensor called = session.makeCallable(List.of(sum), List.of()).call().get(0);

      assertEquals(dtype, got.dtype());
      assertEquals(Shape.scalar(), got.shape());
      assertEquals(3.0, got.doubleValue());
      assertEquals(dtype, called.dtype());
      assertEquals(3.0, called.doubleValue());
    }
  }

  @Test
  @Tag(ROW + "testFetchOperationObject")
  void anOperationRunsForItsEffect() {
    Variable v = new Variable(List.of(List.of(1f, 1f)), name("v"));

    session.run(v.initializer());

    assertArrayEquals(new double[] {1, 1}, row(session.run(v)));
  }

  @Test
  @Tag(ROW + "testTensorGetMethod")
  void aTensorIsEvaluatedInTheDefaultSession() {
    Tensor left = constant(List.of(List.of(1f, 1f)), name("left"));
    Tensor right = constant(List.of(List.of(2f, 2f, 2f), List.of(2f, 2f, 2f)));
    SymbolicTensor product = (SymbolicTensor) matmul(left, right);

    assertArrayEquals(new double[] {4, 4, 4}, row(product.eval()));
    assertArrayEquals(
        new double[] {16, 16, 16}, row(product.eval(feed("left:0", List.of(List.of(4f, 4f))))));
  }

  @Test
  @Tag(ROW + "testDuplicatedInputs")
  void whatIsAskedForTwiceComesTwice() {
    assertEquals(List.of(42.0, 44.0, 42.0), values(session.run(List.of(a, c, a))));
  }

  @Test
  void whatMayNotBeFetchedIsNamed() {
    ((Operation) a.op()).preventFetching();

    var error = assertThrows(IllegalArgumentException.class, () -> session.run(a));

    assertEquals(true, error.getMessage().contains("\"a\""), error.getMessage());
  }

  @Test
  void runsInPartsAreRefused() {
    assertThrows(UnsupportedOperationException.class, () -> session.partialRun(a));
  }

  private static Tensor identityTimesTwo() {
    return constant(List.of(List.of(2f, 0f, 0f), List.of(0f, 2f, 0f), List.of(0f, 0f, 2f)));
  }

  private static double[] row(@Nullable EagerTensor value) {
    assertEquals(Shape.of(1, value.shape().numElements()), value.shape());
    double[] out = new double[(int) value.shape().numElements()];
    for (int i = 0; i < out.length; i++) {
      out[i] = value.raw().bytes().window(i * 4L, 4).getFloat();
    }
    return out;
  }

  private static @Nullable Double value(@Nullable Object got) {
    return got == null ? null : ((EagerTensor) got).doubleValue();
  }

  private static List<@Nullable Double> values(Iterable<?> got) {
    List<@Nullable Double> out = new ArrayList<>();
    got.forEach(each -> out.add(value(each)));
    return out;
  }
}
