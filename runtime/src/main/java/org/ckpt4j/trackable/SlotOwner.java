package org.ckpt4j.trackable;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What saving and restoring know of an optimizer: for some variables it keeps further variables,
 * called slots, which are saved beside them instead of as its children.
 */
public interface SlotOwner extends Trackable {
  /** The names of all kinds of slots, sorted. */
  List<String> slotNames();

  /** The slot kept for {@code variable}, or null. */
  @Nullable Trackable slot(Trackable variable, String slotName);

  /**
   * The slot kept for {@code variable}, made with the saved value if it is not there and the owner
   * can make it now; null if it has to wait (the owner then takes {@code saved} when it makes the
   * slot).
   */
  @Nullable Trackable createOrRestoreSlot(
      PendingRestore saved, Trackable variable, String slotName);
}
