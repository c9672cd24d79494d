package org.ckpt4j.graph;

import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.identity;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.reshape;
import static org.ckpt4j.TF.times;
import static org.ckpt4j.compat.TF1.feed;
import static org.ckpt4j.compat.TF1.placeholder;
import static org.ckpt4j.compat.TF1.session;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What tensors can be given for one run. */
class FeedTest {
  private static final String ROW = "tensorflow/python/client/session_test.py::SessionTest::";
  private static final List<Shape> SHAPES =
      List.of(Shape.of(32, 4, 128), Shape.of(37), Shape.of(2, 0, 6), Shape.of(0, 0, 0));

  private final DefaultGraph graph = DefaultGraph.enter(new Graph());
  private Session session;

  @BeforeEach
  void open() {
    session = session();
  }

  @AfterEach
  void leave() {
    session.close();
    graph.close();
  }

  @Test
  @Tag(ROW + "testErrorPayload")
  void aPlaceholderThatIsNotFedIsNamed() {
    Tensor p = placeholder(DType.FLOAT32, name("unfed"));

    var error = assertThrows(InvalidArgumentError.class, () -> session.run(p));

    assertTrue(error.getMessage().contains("unfed"), error.getMessage());
  }

  @Test
  @Tag(ROW + "testRunFeedDict")
  void aFeedIsAnArrayAListOrAValueForATensorOrItsName() {
    Tensor x = placeholder(DType.FLOAT32, Shape.of(3), name("x"));
    Tensor y = times(2f, x);
    float[] ones = {1, 1, 1};

    assertArrayEquals(new float[] {2, 2, 2}, floats(session.run(y, feed(x, ones))));
    assertArrayEquals(new float[] {2, 2, 2}, floats(session.run(y, feed("x:0", ones))));
    assertArrayEquals(new float[] {2, 2, 2}, floats(session.run(y, feed(x, List.of(1, 1, 1)))));
    assertArrayEquals(
        new float[] {4, 2, 0},
        floats(session.run(y, feed(x, session.run(constant(List.of(2f, 1f, 0f)))))));
    assertArrayEquals(
        new float[] {2, 4, 6},
        floats(session.makeCallable(List.of(y), List.of(x)).call(List.of(1, 2, 3)).get(0)));
  }

  @Test
  @Tag(ROW + "testFeedError")
  void aTensorIsNoValue() {
    SymbolicTensor tensor = (SymbolicTensor) constant(10f);
    SymbolicTensor target = (SymbolicTensor) placeholder(DType.FLOAT32);
    Operation op = (Operation) identity(target).op();

    assertThrows(TypeError.class, () -> session.run(target, feed(target, tensor)));
    assertThrows(TypeError.class, () -> target.eval(feed(target, tensor)));
    assertThrows(TypeError.class, () -> op.run(feed(target, tensor)));
  }

  @Test
  @Tag(ROW + "testFeedPrecisionLossError")
  void aNumberBeyondTheTypeIsRefused() {
    Tensor p = placeholder(DType.INT32);

    assertThrows(TypeError.class, () -> session.run(p, feed(p, Long.MAX_VALUE)));
    assertThrows(TypeError.class, () -> session.run(p, feed(p, 1.5)));
    assertEquals(7, session.run(p, feed(p, 7L)).longValue());
  }

  @Test
  @Tag(ROW + "testStringFetch")
  void stringsOfAnyShapeAreFetched() {
    for (Shape shape : SHAPES) {
      RawTensor strings = strings(shape);

      EagerTensor got = session.run(constant(EagerTensor.of(strings)));

      assertEquals(shape, got.shape());
      assertEquals(texts(strings), texts(got.raw()));
    }
  }

  @Test
  @Tag(ROW + "testStringFeed")
  void stringsOfAnyShapeAreFed() {
    for (Shape shape : SHAPES) {
      RawTensor strings = strings(shape);
      Tensor p = placeholder(DType.STRING, shape);

      EagerTensor got = session.run(identity(p), feed(p, strings));

      assertEquals(shape, got.shape());
      assertEquals(texts(strings), texts(got.raw()));
    }
  }

  @Test
  @Tag(ROW + "testStringFeedWithNullCharacters")
  void stringsMayContainZeros() {
    Tensor p = placeholder(DType.STRING);
    byte[] one = {'\n', 1, 0};
    byte[] two = {'\n', 0, 1};

    EagerTensor got = session.run(identity(p), feed(p, List.of(one, two)));

    assertArrayEquals(one, got.raw().elements().get(0).toByteArray());
    assertArrayEquals(two, got.raw().elements().get(1).toByteArray());
  }

  @Test
  @Tag(ROW + "testStringFeedWithUnicode")
  void textIsFedAsUtf8() {
    Tensor p = placeholder(DType.STRING);
    List<String> texts = List.of("\n\u0001\u0000", "\u2603 snow", "\ud83d\ude0a");

    EagerTensor listed = session.run(identity(p), feed(p, texts));
    EagerTensor array = session.run(identity(p), feed(p, texts.toArray(Object[]::new)));

    for (int i = 0; i < texts.size(); i++) {
      byte[] utf8 = texts.get(i).getBytes(StandardCharsets.UTF_8);
      assertArrayEquals(utf8, listed.raw().elements().get(i).toByteArray());
      assertArrayEquals(utf8, array.raw().elements().get(i).toByteArray());
    }
  }

  @Test
  @Tag(ROW + "testFeedDictKeyException")
  void whatIsNoTensorCannotBeFed() {
    Tensor c = constant(1f, name("c"));

    assertThrows(TypeError.class, () -> session.run(c, feed("randomstring", 2f)));
    assertThrows(TypeError.class, () -> session.run(c, feed("random:0", 2f)));
    assertThrows(TypeError.class, () -> session.run(c, feed("c", 2f)));
    assertThrows(TypeError.class, () -> session.run(c, new Feed(c.op(), 2f)));
    assertEquals(2.0, session.run(c, feed("c:0", 2f)).doubleValue());
  }

  @Test
  @Tag(ROW + "testFeedShapeCompatibility")
  void aFeedFitsTheShapeThatIsKnown() {
    Tensor values = constant(List.of(1f, 2f, 3f, 4f), name("values"));
    Tensor target = constant(List.of(2, 2), name("target"));
    Tensor reshaped = reshape(values, target);

    var wrong =
        assertThrows(
            IllegalArgumentException.class,
            () -> session.run(reshaped, feed(values, List.of(1f, 2f, 3f))));
    assertTrue(wrong.getMessage().contains("values"), wrong.getMessage());
    var error =
        assertThrows(
            InvalidArgumentError.class, () -> session.run(reshaped, feed(target, List.of(3, 7))));
    assertTrue(error.getMessage().contains("4"), error.getMessage());
    assertTrue(error.getMessage().contains("21"), error.getMessage());
  }

  @Test
  @Tag(ROW + "testAutoConvertAndCheckData")
  void aNumberIsNoString() {
    Tensor p = placeholder(DType.STRING);

    assertThrows(TypeError.class, () -> session.run(p, feed(p, 1)));
    assertThrows(TypeError.class, () -> session.run(p, feed(p, new long[] {1})));
  }

  @Test
  void whatMayNotBeFedIsNamed() {
    Tensor c = constant(1f, name("fixed"));
    ((Operation) c.op()).preventFeeding();

    var error = assertThrows(IllegalArgumentException.class, () -> session.run(c, feed(c, 2f)));

    assertTrue(error.getMessage().contains("fixed"), error.getMessage());
    assertEquals(1.0, session.run(c).doubleValue());
  }

  @Test
  void aVariableFedIsNotReadAndKeepsItsValue() {
    Variable v = new Variable(1f, name("v"));
    Tensor twice = times(v, 2f);
    session.run(v.initializer());

    assertEquals(2.0, session.run(twice).doubleValue());
    assertEquals(5.0, session.run(v, feed(v, 5f)).doubleValue());
    assertEquals(1.0, session.run(v).doubleValue());
  }

  private static RawTensor strings(Shape shape) {
    List<byte[]> out = new ArrayList<>();
    for (int i = 0; i < shape.numElements(); i++) {
      out.add(String.valueOf(i).getBytes(StandardCharsets.UTF_8));
    }
    return RawTensor.ofStrings(shape, out);
  }

  private static List<String> texts(RawTensor strings) {
    return strings.shape().numElements() == 0
        ? Collections.emptyList()
        : strings.elements().stream()
            .map(each -> new String(each.toByteArray(), StandardCharsets.UTF_8))
            .toList();
  }

  private static float[] floats(EagerTensor value) {
    float[] out = new float[(int) value.shape().numElements()];
    value.raw().bytes().window(0, out.length * 4).asFloatBuffer().get(out);
    return out;
  }
}
