/**
 * The reverse walk: from targets back to sources over nodes that ran or were recorded, with each
 * operation's gradient on the way.
 *
 * <p>It knows nothing of graphs or tapes; both tell it which node made a tensor. Read first: {@link
 * Backprop}.
 */
@NullMarked
package org.ckpt4j.gradients;

import org.jspecify.annotations.NullMarked;
