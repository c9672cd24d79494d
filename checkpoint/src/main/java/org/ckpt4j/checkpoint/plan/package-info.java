/**
 * What fits what: which values of a checkpoint go where, before anything is read or assigned.
 *
 * <p>{@link StoredValues} is what a file holds, {@link MappingInference} finds counterparts in
 * another file, {@link MatchReport} tells what fits, what is missing and what is left over.
 */
@NullMarked
package org.ckpt4j.checkpoint.plan;

import org.jspecify.annotations.NullMarked;
