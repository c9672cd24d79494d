package org.ckpt4j.conformance.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.checkpoint.CheckpointMerger;
import org.ckpt4j.checkpoint.WriteOptions;
import org.ckpt4j.conformance.Checks;
import org.ckpt4j.tensor.DType;

/**
 * A V2 bundle of tensors and slices, written at once or in parts that are merged.
 *
 * @param parts which items each part holds, in the order of adding
 */
record BundleLiveCase(List<Item> items, List<List<Integer>> parts) implements LiveCase {
  private static final String NAME = "ckpt";

  static BundleLiveCase draw(RandomTensors random) {
    List<Item> items = new ArrayList<>();
    boolean anyBytes = random.chance(20);
    int tensors = 1 + random.upTo(random.chance(5) ? 400 : 12);
    for (int i = 0; i < tensors; i++) {
      DType dtype = random.one(RandomTensors.V2);
      if (random.chance(20)) {
        items.addAll(RandomSlices.draw(random, random.key(anyBytes), dtype));
      } else {
        items.add(new Item(random.key(anyBytes), random.tensor(dtype, random.shape()), null));
      }
    }
    int shards = random.chance(40) ? Math.min(items.size(), 2 + random.upTo(3)) : 1;
    List<List<Integer>> parts = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      parts.add(
          new ArrayList<>(List.of(shard))); // TensorFlow cannot read a merge with an empty part
    }
    for (int i = shards; i < items.size(); i++) {
      parts.get(random.upTo(shards)).add(i);
    }
    return new BundleLiveCase(items, parts);
  }

  @Override
  public String kind() {
    return "bundle";
  }

  @Override
  public void write(Path ours) throws IOException {
    Path prefix = ours.resolve(NAME);
    if (parts.size() == 1) {
      SavedItems.write(prefix, WriteOptions.defaults(), items);
      return;
    }
    Path temp = Files.createDirectory(ours.resolve(NAME + "_temp"));
    List<Path> written = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Path part = temp.resolve("part-%05d-of-%05d".formatted(i, parts.size()));
      SavedItems.write(
          part, WriteOptions.defaults(), parts.get(i).stream().map(items::get).toList());
      written.add(part);
    }
    CheckpointMerger.merge(written, prefix, true, false);
  }

  @Override
  public void describe(ObjectNode job, String ours, String theirs) {
    job.put("ours", ours + "/" + NAME);
    job.put("theirs", theirs + "/" + NAME);
    ArrayNode tensors = job.putArray("tensors");
    items.forEach(item -> item.describe(tensors.addObject()));
    ArrayNode shards = job.putArray("parts");
    for (List<Integer> part : parts) {
      ArrayNode numbers = shards.addArray();
      part.forEach(numbers::add);
    }
  }

  @Override
  public void check(Checks checks, Path ours, Path theirs, JsonNode found) throws IOException {
    SavedItems.sameFolders(checks, ours, theirs);
    SavedItems.read(checks, theirs.resolve(NAME), items);
  }
}
