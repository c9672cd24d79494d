package org.ckpt4j.framework;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which build of ND4J's natives may be loaded, before ND4J starts; a part of {@link
 * EagerTensor}'s wrapping of arrays.
 *
 * <p>Beside the plain natives the class path of an x86-64 machine holds the oneDNN build, which
 * needs a processor with AVX2 and FMA and would end the process on any other. JavaCPP loads the
 * fastest build it finds unless the property {@code org.bytedeco.javacpp.platform.extension} says
 * otherwise, so this class sets that property first. The choice can be made by hand with the system
 * property {@code ckpt4j.nd4j} or the environment variable {@code CKPT4J_ND4J}: {@code auto},
 * {@code plain} or {@code onednn}.
 *
 * <p>Imports nothing of ND4J: whoever asks for no array never loads it.
 */
public final class Nd4jBackend {
  /** System property that chooses the natives: {@code auto}, {@code plain} or {@code onednn}. */
  public static final String PROPERTY = "ckpt4j.nd4j";

  private static final String VARIABLE = "CKPT4J_ND4J";
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
  private static final String START_UP_LINES = "org.nd4j.log.initialization";
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** The builds a process can run on. */
  public enum Natives {
    /** ND4J's natives for the baseline of the architecture. */
    PLAIN,
    /** The natives with oneDNN, where the class path has them. */
    ONEDNN
  }

  private Nd4jBackend() {}

  /** Sets what ND4J must find set. Call it before the first touch of an ND4J class; cheap after. */
  public static void require() {
    Objects.requireNonNull(natives());
  }

  /** The natives chosen for this process. */
  public static Natives natives() {
    return Chosen.NATIVES;
  }

  private static final class Chosen {
    static final Natives NATIVES = choose();
  }

  private static Natives choose() {
    if (System.getProperty(START_UP_LINES) == null) {
      System.setProperty(START_UP_LINES, "false");
    }
    String asked = System.getProperty(PROPERTY, System.getenv(VARIABLE));
    String userExtension = System.getProperty(EXTENSION);
    if (userExtension != null) { // somebody who knows JavaCPP has decided
      return userExtension.contains("onednn") ? Natives.ONEDNN : Natives.PLAIN;
    }
    Natives chosen = decide(asked, isX86(), hasAvx2());
    if (chosen == Natives.PLAIN) {
      System.setProperty(EXTENSION, ""); // JavaCPP: no extension, so the plain natives only
      Logger log = LoggerFactory.getLogger(Nd4jBackend.class);
      if (isX86() && !"plain".equals(asked)) {
        log.info("This processor has no AVX2: ND4J runs on its plain natives, slower.");
      }
    }
    return chosen;
  }

  /** The rule by itself. {@code asked} is what the user set, or null. */
  static Natives decide(@Nullable String asked, boolean x86, boolean avx2) {
    String mode = asked == null || asked.isBlank() ? "auto" : asked.toLowerCase(Locale.ROOT);
    return switch (mode) {
      case "plain" -> Natives.PLAIN;
      case "auto" -> x86 && !avx2 ? Natives.PLAIN : Natives.ONEDNN;
      case "onednn" -> {
        if (x86 && !avx2) {
          throw new IllegalStateException(
              PROPERTY
                  + "=onednn, but this processor has no AVX2 and FMA, which that build needs; use"
                  + " auto or plain");
        }
        yield Natives.ONEDNN;
      }
      default ->
          throw new IllegalArgumentException(
              PROPERTY + "=" + asked + ": expected auto, plain or onednn");
    };
  }

  private static boolean isX86() {
    return List.of("amd64", "x86_64").contains(System.getProperty("os.arch", ""));
  }

  private static boolean hasAvx2() {
    return avx2OfLinux().or(Nd4jBackend::avx2OfHotSpot).orElse(false);
  }

  /** From the kernel's list of processors, where there is one. */
  private static Optional<Boolean> avx2OfLinux() {
    if (!Files.isReadable(CPU_INFO)) {
      return Optional.empty();
    }
    try {
      return avx2Of(Files.readAllLines(CPU_INFO, StandardCharsets.ISO_8859_1));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  static Optional<Boolean> avx2Of(List<String> cpuInfo) {
    return cpuInfo.stream()
        .filter(line -> line.startsWith("flags"))
        .findFirst()
        .map(line -> List.of(line.trim().split("\\s+")).containsAll(List.of("avx2", "fma")));
  }

  /** From what HotSpot found out about the processor for its own compiler: any system. */
  private static Optional<Boolean> avx2OfHotSpot() {
    try {
      var vm =
          ManagementFactory.getPlatformMXBean(com.sun.management.HotSpotDiagnosticMXBean.class);
      int avx = Integer.parseInt(vm.getVMOption("UseAVX").getValue());
      return Optional.of(avx >= 2 && Boolean.parseBoolean(vm.getVMOption("UseFMA").getValue()));
    } catch (RuntimeException | LinkageError notHotSpot) {
      return Optional.empty();
    }
  }
}
