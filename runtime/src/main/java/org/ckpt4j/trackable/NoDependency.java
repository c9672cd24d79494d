package org.ckpt4j.trackable;

import org.jspecify.annotations.Nullable;

/**
 * A value to be stored as it is: neither wrapped nor tracked. Counterpart: {@code NoDependency}.
 */
public record NoDependency(@Nullable Object value) {}
