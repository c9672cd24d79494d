package org.ckpt4j.framework;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.ckpt4j.framework.Nd4jBackend.Natives;
import org.junit.jupiter.api.Test;

final class Nd4jBackendTest {
  @Test
  void aProcessorWithoutAvx2GetsThePlainNatives() {
    assertEquals(Natives.PLAIN, Nd4jBackend.decide(null, true, false));
    assertEquals(Natives.PLAIN, Nd4jBackend.decide("auto", true, false));
  }

  @Test
  void aProcessorWithAvx2GetsOneDnnUnlessPlainIsAskedFor() {
    assertEquals(Natives.ONEDNN, Nd4jBackend.decide(" ", true, true));
    assertEquals(Natives.PLAIN, Nd4jBackend.decide("PLAIN", true, true));
  }

  @Test
  void otherArchitecturesTakeWhatTheClassPathHas() {
    assertEquals(Natives.ONEDNN, Nd4jBackend.decide("auto", false, false));
  }

  @Test
  void oneDnnWithoutAvx2IsRefusedRatherThanLoaded() {
    var refused =
        assertThrows(IllegalStateException.class, () -> Nd4jBackend.decide("onednn", true, false));

    assertTrue(refused.getMessage().contains("AVX2"), refused.getMessage());
  }

  @Test
  void anUnknownChoiceNamesTheKnownOnes() {
    var refused =
        assertThrows(IllegalArgumentException.class, () -> Nd4jBackend.decide("mkl", true, true));

    assertEquals("ckpt4j.nd4j=mkl: expected auto, plain or onednn", refused.getMessage());
  }

  @Test
  void theKernelsFlagsMustNameBothAvx2AndFma() {
    String model = "model name\t: x";

    assertEquals(
        Optional.of(true), Nd4jBackend.avx2Of(List.of(model, "flags\t\t: fpu fma avx avx2 sse")));
    assertEquals(Optional.of(false), Nd4jBackend.avx2Of(List.of(model, "flags\t\t: fpu avx avx2")));
    assertEquals(Optional.empty(), Nd4jBackend.avx2Of(List.of("Features\t: asimd")));
  }
}
