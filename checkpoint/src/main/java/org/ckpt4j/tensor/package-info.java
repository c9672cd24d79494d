/**
 * Tensors as bytes: element types, shapes, slices, keys and raw values, without arithmetic.
 *
 * <p>The bottom of the format library; everything else in it, and the runtime above it, speaks in
 * these types. Read first: {@link DType}, {@link Shape}, then {@link RawTensor}.
 */
@NullMarked
package org.ckpt4j.tensor;

import org.jspecify.annotations.NullMarked;
