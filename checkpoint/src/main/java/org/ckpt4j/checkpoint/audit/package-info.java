/**
 * Accounts for every byte of a checkpoint, and saves what can be saved of a damaged one.
 *
 * <p>{@link FolderContents} says what lies in a folder; a reader stops at the first fault, {@link
 * CheckpointAudit} goes on and lists them all as {@link Finding}s.
 */
@NullMarked
package org.ckpt4j.checkpoint.audit;

import org.jspecify.annotations.NullMarked;
