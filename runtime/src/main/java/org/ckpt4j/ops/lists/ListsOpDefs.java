package org.ckpt4j.ops.lists;

import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class ListsOpDefs {
  private ListsOpDefs() {}

  public static List<OpDef> all() {
    return List.of(
        ListMaking.EMPTY,
        ListMaking.RESERVE,
        ListMaking.FROM_TENSOR,
        ListMaking.SPLIT,
        ListMaking.SCATTER,
        ListMaking.SCATTER_V2,
        ListItems.PUSH,
        ListItems.POP,
        ListItems.GET,
        ListItems.SET,
        ListItems.LENGTH,
        ListItems.ELEMENT_SHAPE,
        ListItems.RESIZE,
        ListJoining.STACK,
        ListJoining.GATHER,
        ListJoining.SCATTER_INTO,
        ListJoining.CONCAT,
        ListJoining.CONCAT_V2,
        ListJoining.CONCAT_LISTS);
  }
}
