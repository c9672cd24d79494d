package org.ckpt4j.ops.io;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * {@code GenerateVocabRemapping}: for each word of a part of the new vocabulary, its number in the
 * old one, or -1; and how many there are in both.
 */
public final class GenerateVocabRemapping {
  public static final OpDef DEF =
      OpDef.named("GenerateVocabRemapping")
          .inputs("new_vocab_file: string", "old_vocab_file: string")
          .outputs("remapping: int64", "num_present: int32")
          .attr("new_vocab_offset", AttrKind.INT)
          .atLeast("new_vocab_offset", 0)
          .attr("num_new_vocab", AttrKind.INT)
          .atLeast("num_new_vocab", 0)
          .attr("old_vocab_size", AttrKind.INT, -1)
          .atLeast("old_vocab_size", -1)
          .infer(GenerateVocabRemapping::infer)
          .kernel(GenerateVocabRemapping::compute)
          .notDifferentiable()
          .build();

  private GenerateVocabRemapping() {}

  /**
   * @param offset the first line of the new vocabulary that counts
   * @param count how many of its lines count
   * @param oldSize how many lines of the old vocabulary count; -1 for all
   * @return the remapping, and how many words are in both
   */
  public static Node of(String newFile, String oldFile, long offset, long count, long oldSize) {
    return DEF.run(
        null,
        Attrs.of("new_vocab_offset", offset, "num_new_vocab", count, "old_vocab_size", oldSize),
        List.of(
            ToTensor.of(newFile, DType.STRING, "new_vocab_file"),
            ToTensor.of(oldFile, DType.STRING, "old_vocab_file")));
  }

  private static List<Shape> infer(InferCall call) {
    for (int i = 0; i < 2; i++) {
      if (!call.shape(i).isCompatibleWith(Shape.scalar())) {
        throw call.invalid("a vocabulary file is one string, given shape %s", call.shape(i));
      }
    }
    return List.of(Shape.of(call.<Long>attr("num_new_vocab")), Shape.scalar());
  }

  private static List<EagerTensor> compute(KernelCall call) {
    long[] remapping =
        remapping(
            SaveRequest.text(call.input(0), "new vocabulary"),
            SaveRequest.text(call.input(1), "old vocabulary"),
            call.<Long>attr("new_vocab_offset"),
            call.<Long>attr("num_new_vocab"),
            call.<Long>attr("old_vocab_size"));
    return List.of(
        ElementArrays.tensor(DType.INT64, Shape.of(remapping.length), remapping),
        ElementArrays.scalar(DType.INT32, present(remapping)));
  }

  /** How many words of this part of the new vocabulary the old one has; reads the files now. */
  public static long countPresent(
      String newFile, String oldFile, long offset, long count, long oldSize) {
    return present(remapping(newFile, oldFile, offset, count, oldSize));
  }

  private static long present(long[] remapping) {
    return Arrays.stream(remapping).filter(number -> number >= 0).count();
  }

  private static long[] remapping(
      String newFile, String oldFile, long offset, long count, long oldSize) {
    List<String> newWords =
        distinct(newFile, VocabularyFile.read(newFile, Math.addExact(offset, count)));
    List<String> oldWords = distinct(oldFile, VocabularyFile.read(oldFile, oldSize));
    Map<String, Long> numbers = new HashMap<>();
    for (int i = 0; i < oldWords.size(); i++) {
      numbers.put(oldWords.get(i), (long) i);
    }
    long[] remapping = new long[newWords.size() - (int) offset];
    for (int i = 0; i < remapping.length; i++) {
      remapping[i] = numbers.getOrDefault(newWords.get((int) offset + i), -1L);
    }
    return remapping;
  }

  private static List<String> distinct(String file, List<String> words) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < words.size(); i++) {
      if (!seen.add(words.get(i))) {
        throw new FailedPreconditionError(
            "vocabulary %s: line %d repeats an earlier word; every word needs one number"
                .formatted(file, i + 1));
      }
    }
    return words;
  }
}
