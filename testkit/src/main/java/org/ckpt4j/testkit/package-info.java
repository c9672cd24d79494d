/**
 * What the tests of several modules share: recorded data, damaged bytes, readable differences,
 * seeds.
 *
 * <p>Test scope only. Read first: {@link GoldenFiles}.
 */
@NullMarked
package org.ckpt4j.testkit;

import org.jspecify.annotations.NullMarked;
