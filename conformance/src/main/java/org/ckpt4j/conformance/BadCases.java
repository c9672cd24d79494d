package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Damaged files. {@code bad.json} says of each what TensorFlow does with it and which outcomes are
 * allowed; a reader that hangs, runs out of memory or throws anything untyped has failed.
 */
final class BadCases implements CaseSource {
  private static final String RECORDING = "bad.json";

  @Override
  public String layout() {
    return "bad";
  }

  @Override
  public List<ConformanceCase> find(Path path, Selection selection)
      throws IOException, NoSuchCasesException {
    Path real = path.toAbsolutePath().normalize();
    String only = "";
    Path folder = real;
    if (Files.isRegularFile(real) && real.getFileName().toString().equals(RECORDING)) {
      folder = real.getParent();
    } else if (!Files.isRegularFile(real.resolve(RECORDING)) && Files.isDirectory(real)) {
      // One case's folder: its recording lies beside it.
      only = real.getFileName().toString();
      folder = real.getParent();
    }
    if (!Files.isRegularFile(folder.resolve(RECORDING))) {
      throw new NoSuchCasesException("no %s in %s".formatted(RECORDING, path));
    }
    List<ConformanceCase> out = new ArrayList<>();
    JsonNode recording = Recording.read(folder.resolve(RECORDING));
    for (JsonNode one : recording.path("cases")) {
      String id = Recording.required(one, "id").textValue();
      if (only.isEmpty() || only.equals(id)) {
        JsonNode base = recording.path("bases").path(one.path("base").asText());
        out.add(new DamagedCheckpointCase(folder.resolve(id), one, base));
      }
    }
    for (JsonNode one : recording.path("state_cases")) {
      String id = Recording.required(one, "id").textValue();
      if (only.isEmpty() || only.equals(id)) {
        out.add(new DamagedStateCase(folder.resolve(id), one));
      }
    }
    if (out.isEmpty()) {
      throw new NoSuchCasesException(
          only.isEmpty()
              ? "no cases in %s".formatted(folder.resolve(RECORDING))
              : "no case \"%s\" in %s".formatted(only, folder.resolve(RECORDING)));
    }
    return out;
  }
}
