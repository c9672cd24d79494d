package org.ckpt4j.conformance.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorCodecTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode json(String text) throws Exception {
    return JSON.readTree(text.replace('\'', '"'));
  }

  private static RawTensor read(String text) throws Exception {
    return TensorCodec.read(json(text));
  }

  @Test
  void dataIsRowMajorAndLittleEndian() throws Exception {
    RawTensor tensor = read("{'dtype':'int16','shape':[2,1],'data':[258,-1]}");

    assertEquals(Shape.of(2, 1), tensor.shape());
    assertArrayEquals(new byte[] {2, 1, -1, -1}, tensor.bytes().toByteArray());
  }

  @Test
  void fillRepeatsOneElement() throws Exception {
    RawTensor tensor = read("{'dtype':'uint8','shape':[3],'fill':7}");

    assertArrayEquals(new byte[] {7, 7, 7}, tensor.bytes().toByteArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "float16;[2.0,3.0]",
        "bfloat16;[2.0,3.0]",
        "float32;[2.0,3.0]",
        "uint64;[2,3]",
        "bool;[false,true]",
        "string;['s2','s3']",
        "complex64;[[2.0,-2.0],[3.0,-3.0]]"
      })
  void sequencesFollowTheTypesRule(String dtype, String data) throws Exception {
    RawTensor tensor = read("{'dtype':'" + dtype + "','shape':[2],'seq':2}");

    assertTrue(TensorCodec.difference(json(data), tensor).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "float32;[0.1]",
        "float64;[0.1]",
        "float64;['NaN']",
        "float16;['-Infinity']",
        "uint64;[18446744073709551615]",
        "int64;[-9223372036854775808]",
        "string;[{'b64':'//4='}]",
        "complex128;[[1.5,-0.25]]"
      })
  void whatIsWrittenIsReadBack(String dtype, String data) throws Exception {
    RawTensor tensor = read("{'dtype':'" + dtype + "','shape':[1],'data':" + data + "}");

    assertTrue(TensorCodec.difference(json(data), tensor).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "float32;[0.1];[0.10000001]",
        "float32;[0.0];[-0.0]",
        "int32;[1];[1.0]",
        "int32;[1];[2]",
        "bool;[true];[false]",
        "string;['a'];['b']"
      })
  void otherValuesDiffer(String dtype, String data, String expected) throws Exception {
    RawTensor tensor = read("{'dtype':'" + dtype + "','shape':[1],'data':" + data + "}");

    assertTrue(TensorCodec.difference(json(expected), tensor).isPresent());
  }
}
