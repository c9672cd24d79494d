package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.NoSuchTensorException;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;

/**
 * One damaged checkpoint: opening and listing, then each tensor, must end in an allowed outcome.
 *
 * @param base what the undamaged checkpoint holds
 */
record DamagedCheckpointCase(Path folder, JsonNode recorded, JsonNode base)
    implements ConformanceCase {
  private static final String LISTING = "opening and listing";
  private static final Pattern ESCAPED = Pattern.compile("\\\\x([89a-f][0-9a-f])");
  private static final int BASES_DIGITS = 16;

  @Override
  public String id() {
    return Recording.required(recorded, "id").textValue();
  }

  @Override
  public Duration timeLimit() {
    return Duration.ofSeconds(20);
  }

  /** The files have some hundred bytes; whoever allocates this much believed a damaged length. */
  @Override
  public long allocationLimit() {
    return 256L << 20;
  }

  @Override
  public void run(Checks checks) throws IOException {
    JsonNode allowed = Recording.required(recorded, "allowed");
    Set<String> forListing = new TreeSet<>(Recording.texts(allowed.get("open_or_list")));
    Path prefix = folder.resolve(Recording.required(recorded, "prefix").textValue());
    CheckpointReader reader;
    try {
      reader = CheckpointReader.open(prefix);
    } catch (CorruptCheckpointException | NoSuchFileException e) {
      error(checks, LISTING, forListing, e, "");
      return;
    }
    try (reader) {
      Map<String, TensorKey> listed = listing(checks, reader, forListing);
      for (Map.Entry<String, JsonNode> one : allowed.get("tensors").properties()) {
        TensorKey key = listed.getOrDefault(one.getKey(), keyOf(one.getKey()));
        tensor(
            checks,
            reader,
            one.getKey(),
            key,
            listed.containsKey(one.getKey()),
            new TreeSet<>(Recording.texts(one.getValue())));
      }
    }
  }

  private Map<String, TensorKey> listing(
      Checks checks, CheckpointReader reader, Set<String> allowed) {
    Map<String, TensorKey> listed = new LinkedHashMap<>();
    try {
      for (TensorEntry entry : reader.entries()) {
        listed.put(entry.key().toString(), entry.key());
      }
    } catch (IOException e) {
      listed.clear();
      error(checks, LISTING, allowed, e, "");
      return listed;
    }
    Set<String> outcomes = new TreeSet<>();
    if (withoutSlices(listed.keySet()).equals(withoutSlices(names(base)))) {
      outcomes.add("base");
    }
    if (withoutSlices(listed.keySet())
        .equals(withoutSlices(names(recorded.path("strict_reader").path("tensors"))))) {
      outcomes.add("strict");
    }
    oneOf(checks, LISTING, allowed, outcomes, "lists " + listed.keySet());
    return listed;
  }

  private void tensor(
      Checks checks,
      CheckpointReader reader,
      String name,
      TensorKey key,
      boolean isListed,
      Set<String> allowed) {
    String what = "tensor \"" + name + "\"";
    RawTensor value;
    try {
      value = reader.getTensor(key);
    } catch (NoSuchTensorException e) {
      checks.same(what + " named as missing", key.toString(), e.key());
      oneOf(checks, what, allowed, isListed ? Set.of() : Set.of("absent"), "is not found");
      return;
    } catch (IOException e) {
      error(checks, what, allowed, e, name);
      return;
    }
    Set<String> outcomes = new TreeSet<>();
    String shown = value.spec() + " " + digest(value);
    JsonNode undamaged = base.path(name);
    if (undamaged.has("dtype")
        && isValue(value, undamaged.get("dtype"), undamaged.get("shape"), undamaged.get("sha"))) {
      outcomes.add("base");
    }
    JsonNode strict = recorded.path("strict_reader").path("tensors").path(name).path("ok");
    if (strict.size() == 3 && isValue(value, strict.get(0), strict.get(1), strict.get(2))) {
      outcomes.add("strict");
    }
    oneOf(checks, what, allowed, outcomes, "is " + shown);
  }

  private void error(Checks checks, String what, Set<String> allowed, IOException e, String key) {
    String message = String.valueOf(e.getMessage());
    String prefix = recorded.get("prefix").textValue();
    boolean typed = e instanceof CorruptCheckpointException || e instanceof NoSuchFileException;
    checks.holds(what + ": untyped " + CaseRunner.describe(e), typed);
    String file =
        e instanceof CorruptCheckpointException corrupt
            ? corrupt.file()
            : e instanceof NoSuchFileException missing ? missing.getFile() : "";
    checks.holds(
        what + ": names no file of the checkpoint: " + message,
        !file.isEmpty() && Path.of(file).getFileName().toString().startsWith(prefix));
    if (e instanceof NoSuchFileException) {
      checks.holds(what + ": it is there: " + message, Files.notExists(Path.of(file)));
    }
    if (!key.isEmpty()) {
      boolean named =
          e instanceof CorruptCheckpointException corrupt
              ? corrupt.key().orElse("").equals(key)
              : message.contains(key);
      checks.holds(what + ": the error does not name the tensor: " + message, named);
    }
    oneOf(checks, what, allowed, Set.of("error"), "gives an error: " + message);
  }

  private static void oneOf(
      Checks checks, String what, Set<String> allowed, Set<String> outcomes, String found) {
    List<String> fitting = new ArrayList<>(outcomes);
    fitting.retainAll(allowed);
    checks.holds(what + ": allowed is " + allowed + ", but it " + found, !fitting.isEmpty());
  }

  private static boolean isValue(RawTensor value, JsonNode dtype, JsonNode shape, JsonNode sha) {
    List<Long> dims = new ArrayList<>();
    shape.forEach(dim -> dims.add(dim.longValue()));
    return value.dtype().number() == dtype.intValue()
        && java.util.Arrays.equals(
            value.shape().dims(), dims.stream().mapToLong(Long::longValue).toArray())
        && digest(value).equals(sha.textValue());
  }

  /** Over each buffer or string: its length as eight bytes, and its bytes; any true is 1. */
  private static String digest(RawTensor value) {
    MessageDigest digest = FileCheck.sha256();
    List<TensorBytes> buffers =
        value.dtype().isFixedWidth() ? List.of(value.bytes()) : value.elements();
    for (TensorBytes buffer : buffers) {
      digest.update(
          ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, buffer.size()));
      byte[] bytes = buffer.toByteArray();
      if (value.dtype() == DType.BOOL) {
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) (bytes[i] == 0 ? 0 : 1);
        }
      }
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, BASES_DIGITS);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> out = new TreeSet<>();
    object.fieldNames().forEachRemaining(out::add);
    return out;
  }

  /** Slice entries do not count as keys, whether a reader hides them or not. */
  private static Set<String> withoutSlices(Set<String> keys) {
    Set<String> out = new TreeSet<>(keys);
    out.removeIf(key -> key.startsWith("\0"));
    return out;
  }

  /** Undoes the recording's {@code \xNN} for bytes that are not UTF-8. */
  private static TensorKey keyOf(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Matcher escapes = ESCAPED.matcher(name);
    int at = 0;
    while (escapes.find()) {
      out.writeBytes(name.substring(at, escapes.start()).getBytes(StandardCharsets.UTF_8));
      out.write(Integer.parseInt(escapes.group(1), 16));
      at = escapes.end();
    }
    out.writeBytes(name.substring(at).getBytes(StandardCharsets.UTF_8));
    return TensorKey.ofBytes(out.toByteArray());
  }
}
