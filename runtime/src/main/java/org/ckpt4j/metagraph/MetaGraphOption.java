package org.ckpt4j.metagraph;

import java.util.List;
import java.util.Map;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.proto.GraphDef;
import org.ckpt4j.proto.SaverDef;

/** Configures the export or the import of a meta graph. */
public sealed interface MetaGraphOption {
  /** {@code clear_devices}: forget where nodes were to be placed. */
  record ClearDevices(boolean value) implements MetaGraphOption {}

  /** {@code import_scope}: the scope the nodes come to lie in. */
  record ImportScope(String value) implements MetaGraphOption {}

  /** {@code export_scope}: the scope whose nodes are exported, without its name. */
  record ExportScope(String value) implements MetaGraphOption {}

  /** {@code input_map}: what takes the place of inputs. */
  record InputMap(Map<String, ? extends Tensor> value) implements MetaGraphOption {}

  /** {@code return_elements}: operations and tensors to be given back, by their old names. */
  record ReturnElements(List<String> value) implements MetaGraphOption {}

  /** {@code as_text}: write text. */
  record AsText(boolean value) implements MetaGraphOption {}

  /** {@code graph_def}: the nodes, instead of those of the graph. */
  record Nodes(GraphDef value) implements MetaGraphOption {}

  /** {@code saver_def}: how values are saved. */
  record SavedBy(SaverDef value) implements MetaGraphOption {}

  /** {@code collection_list}: the collections, instead of all. */
  record CollectionList(List<String> value) implements MetaGraphOption {}

  /** {@code strip_default_attrs}: leave out what is as it would be anyway. */
  record StripDefaultAttrs(boolean value) implements MetaGraphOption {}

  /** {@code clear_extraneous_savers}: leave out the nodes of other savers. */
  record ClearExtraneousSavers(boolean value) implements MetaGraphOption {}

  /** {@code unbound_inputs_col_name}: the collection that names inputs from outside of a scope. */
  record UnboundInputsCollection(String value) implements MetaGraphOption {}

  /** {@code restore_collections_predicate}: which collections come along. */
  record RestoreCollections(java.util.function.Predicate<String> value)
      implements MetaGraphOption {}

  static MetaGraphOption clearDevices(boolean value) {
    return new ClearDevices(value);
  }

  static MetaGraphOption importScope(String value) {
    return new ImportScope(value);
  }

  static MetaGraphOption exportScope(String value) {
    return new ExportScope(value);
  }

  static MetaGraphOption inputMap(Map<String, ? extends Tensor> value) {
    return new InputMap(value);
  }

  static MetaGraphOption returnElements(List<String> value) {
    return new ReturnElements(value);
  }

  static MetaGraphOption asText(boolean value) {
    return new AsText(value);
  }

  static MetaGraphOption graphDef(GraphDef value) {
    return new Nodes(value);
  }

  static MetaGraphOption saverDef(SaverDef value) {
    return new SavedBy(value);
  }

  static MetaGraphOption collectionList(List<String> value) {
    return new CollectionList(value);
  }

  static MetaGraphOption stripDefaultAttrs(boolean value) {
    return new StripDefaultAttrs(value);
  }

  static MetaGraphOption clearExtraneousSavers(boolean value) {
    return new ClearExtraneousSavers(value);
  }

  static MetaGraphOption unboundInputsCollection(String value) {
    return new UnboundInputsCollection(value);
  }

  static MetaGraphOption restoreCollections(java.util.function.Predicate<String> value) {
    return new RestoreCollections(value);
  }

  /** The value of the last option of this kind, or {@code otherwise}. */
  static <O extends MetaGraphOption, T> T among(
      MetaGraphOption[] options,
      Class<O> kind,
      java.util.function.Function<O, T> value,
      T otherwise) {
    T found = otherwise;
    for (MetaGraphOption option : options) {
      if (kind.isInstance(option)) {
        found = value.apply(kind.cast(option));
      }
    }
    return found;
  }
}
