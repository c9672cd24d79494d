package org.ckpt4j.train.objectgraph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SaveableNameTest {
  @Test
  @Tag(
      "tensorflow/python/checkpoint/restore_test.py::ExtractSaveablenameTest::test_standard_saveable_name")
  void anObjectsNameEndsWithTheMarkOfAttributes() {
    assertEquals(
        "object_path/.ATTRIBUTES/", CheckpointPosition.saveableName("object_path/.ATTRIBUTES/123"));
    assertEquals(
        "object/path/ATTRIBUTES/.ATTRIBUTES/",
        CheckpointPosition.saveableName("object/path/ATTRIBUTES/.ATTRIBUTES/"));
  }

  @Test
  void aKeyWithoutTheMarkIsOfNoObject() {
    assertThrows(
        IllegalArgumentException.class, () -> CheckpointPosition.saveableName("layer/kernel"));
  }
}
