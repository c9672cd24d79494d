package org.ckpt4j.conformance.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.WriteOptions;
import org.ckpt4j.conformance.Checks;
import org.ckpt4j.tensor.DType;

/** A V1 file of tensors and slices. */
record TableLiveCase(List<Item> items) implements LiveCase {
  private static final String NAME = "model";

  static TableLiveCase draw(RandomTensors random) {
    List<Item> items = new ArrayList<>();
    int tensors = 1 + random.upTo(random.chance(5) ? 200 : 12);
    for (int i = 0; i < tensors; i++) {
      DType dtype = random.one(RandomTensors.V1);
      if (random.chance(20)) {
        items.addAll(RandomSlices.draw(random, random.key(false), dtype));
      } else {
        items.add(new Item(random.key(false), random.tensor(dtype, random.shape()), null));
      }
    }
    return new TableLiveCase(items);
  }

  @Override
  public String kind() {
    return "table";
  }

  @Override
  public void write(Path ours) throws IOException {
    SavedItems.write(
        ours.resolve(NAME), WriteOptions.defaults().withFormat(CheckpointFormat.V1), items);
  }

  @Override
  public void describe(ObjectNode job, String ours, String theirs) {
    job.put("ours", ours + "/" + NAME);
    job.put("theirs", theirs + "/" + NAME);
    ArrayNode tensors = job.putArray("tensors");
    items.forEach(item -> item.describe(tensors.addObject()));
  }

  @Override
  public void check(Checks checks, Path ours, Path theirs, JsonNode found) throws IOException {
    SavedItems.sameFolders(checks, ours, theirs);
    SavedItems.read(checks, theirs.resolve(NAME), items);
  }
}
