package org.ckpt4j.checkpoint.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.ckpt4j.checkpoint.bundle.SliceKey;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StoredSliceTest {
  @ParameterizedTest
  @ValueSource(strings = {"-", "0,2:-", "3,63:64,8192", "1000000,4294967296:-:0,1", "63,64:8191,1"})
  void aSliceKeyIsTakenApartAgain(String text) {
    TensorSlice slice = TensorSlice.parse(text);
    for (String name : new String[] {"part", "", "a\0b", "a\u0000\u0001"}) {
      TensorKey tensor = TensorKey.of(name);

      assertEquals(
          Optional.of(new StoredSlice(tensor, slice)),
          StoredSlice.find(SliceKey.of(tensor, slice)));
    }
  }

  @Test
  void ordinaryKeysAreNoSlices() {
    for (String key : new String[] {"", "a", "\0", "\0\0", "\0part\0\1", "\0part\0\1\1\2"}) {
      assertEquals(Optional.empty(), StoredSlice.find(TensorKey.of(key)), key);
    }
  }
}
