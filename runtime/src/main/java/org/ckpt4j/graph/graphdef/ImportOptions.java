package org.ckpt4j.graph.graphdef;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ckpt4j.framework.OpRegistry;
import org.ckpt4j.proto.OpList;

/**
 * How a graph is imported.
 *
 * @param prefix the scope its nodes come to lie in, without a trailing slash; empty for none
 * @param inputMap what replaces inputs: names as nodes write them ({@code x}, {@code x:1}, {@code
 *     ^x}) to tensors, or operations, of the graph imported into
 * @param producerOps the signatures as the writing program had them: attributes newer than the
 *     registry are dropped if they are as the writer had them by default
 * @param registry the operations there are
 */
public record ImportOptions(
    String prefix, Map<String, Object> inputMap, OpList producerOps, OpRegistry registry) {
  public ImportOptions {
    inputMap = Collections.unmodifiableMap(new LinkedHashMap<>(inputMap));
  }

  public static ImportOptions plain(OpRegistry registry) {
    return new ImportOptions("", Map.of(), OpList.getDefaultInstance(), registry);
  }

  public ImportOptions withPrefix(String value) {
    return new ImportOptions(value, inputMap, producerOps, registry);
  }

  public ImportOptions withInputMap(Map<String, Object> value) {
    return new ImportOptions(prefix, value, producerOps, registry);
  }

  public ImportOptions withProducerOps(OpList value) {
    return new ImportOptions(prefix, inputMap, value, registry);
  }
}
