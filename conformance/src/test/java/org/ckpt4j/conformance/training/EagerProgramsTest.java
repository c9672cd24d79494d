package org.ckpt4j.conformance.training;

import static org.ckpt4j.TF.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.TF;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.TapeOption;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Test;

/** Programs of TensorFlow 2 that train by hand, line by line as in {@code record_programs.py}. */
class EagerProgramsTest {
  @Test
  void linearRegressionByTape() throws Exception {
    try (Program program = new Program("tape_regression")) {
      Variable w = new Variable(new float[][] {{1}, {0}});
      Variable b = new Variable(0.5f);
      for (int i = 0; i < 8; i++) {
        Tensor x = convertToTensor(Program.wave(i, 5, 2));
        Tensor y =
            plus(
                minus(
                    times(3.0, at(x, span(null, null), span(null, 1))),
                    at(x, span(null, null), span(1, null))),
                1.0);
        Tensor loss;
        var tape = gradientTape();
        try (var recording = tape.enter()) {
          loss = reduceMean(square(minus(plus(matmul(x, w), b), y)));
        }
        List<Operand> grads = tape.gradient(loss, List.of(w, b));
        w.assignSub(times(0.1, grads.get(0)));
        b.assignSub(times(0.1, grads.get(1)));
        program.out(loss);
      }
      program.out(w);
      program.out(b);
    }
  }

  @Test
  void aPerceptronByTapeWithMomentumAndClipping() throws Exception {
    try (Program program = new Program("tape_mlp")) {
      random.setSeed(9);
      Variable w1 = new Variable(random.normal(List.of(3, 4), stddev(0.5)));
      Variable b1 = new Variable(zeros(shape(4)));
      Variable w2 = new Variable(random.uniform(List.of(4, 2), minval(-1.0f), maxval(1.0f)));
      List<Variable> variables = List.of(w1, b1, w2);
      List<Variable> slots = new ArrayList<>();
      variables.forEach(v -> slots.add(new Variable(zerosLike(v))));
      for (int i = 0; i < 6; i++) {
        Tensor x = convertToTensor(Program.wave(i, 6, 3));
        Tensor labels = constant(new int[] {0, 1, 0, 1, 1, 0});
        Tensor loss;
        var tape = gradientTape();
        try (var recording = tape.enter()) {
          Tensor hidden = nn.relu(plus(matmul(x, w1), b1));
          loss = reduceMean(nn.sparseSoftmaxCrossEntropyWithLogits(labels, matmul(hidden, w2)));
        }
        var clipped = clipByGlobalNorm(tape.gradient(loss, variables), 0.8);
        for (int v = 0; v < variables.size(); v++) {
          slots.get(v).assign(plus(times(0.9, slots.get(v)), clipped.gradients().get(v)));
          variables.get(v).assignSub(times(0.3, slots.get(v)));
        }
        program.out(loss);
      }
      variables.forEach(program::out);
    }
  }

  @Test
  void secondOrderAndPersistentTapes() throws Exception {
    try (Program program = new Program("second_order")) {
      Variable x = new Variable(new float[] {0.5f, -1, 2});
      Operand g;
      Tensor penalty;
      var outer = gradientTape();
      try (var outerRecording = outer.enter()) {
        Tensor y;
        var inner = gradientTape();
        try (var recording = inner.enter()) {
          y = reduceSum(plus(times(power(x, 3), sin(x)), TF.sigmoid(x)));
        }
        g = Objects.requireNonNull(inner.gradient(y, x));
        penalty = reduceSum(power(g, 2));
      }
      program.out(g);
      program.out(Objects.requireNonNull(outer.gradient(penalty, x)));

      Tensor c = constant(2.0f);
      Tensor y;
      Tensor z;
      var tape = gradientTape(TapeOption.persistent(true));
      try (var recording = tape.enter()) {
        tape.watch(c);
        y = times(times(c, c), x.at(0));
        z = exp(c);
      }
      program.out(Objects.requireNonNull(tape.gradient(y, c)));
      program.out(Objects.requireNonNull(tape.gradient(z, c)));
      program.out(convertToTensor(Objects.requireNonNull(tape.gradient(y, x))));
    }
  }
}
