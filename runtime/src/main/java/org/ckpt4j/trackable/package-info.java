/**
 * How objects own values: named children, the containers TensorFlow wraps, and what waits for a
 * child that does not exist yet.
 *
 * <p>Saving and restoring know the objects of a program through {@link Trackable} alone. What is
 * restored later is stored as {@link PendingRestore}, which {@code train.objectgraph} implements,
 * so that nothing here knows files.
 *
 * <pre>
 *   Trackable --dependencies()--> Dependencies   name -> child, name -> waiting restores
 *      |  AutoTrackable      attributes set by name; lists, tuples and maps are wrapped
 *      |  TrackableList, TrackableTuple, TrackableMap
 *      +  Variable (variables), Module (module), Optimizer, ...
 * </pre>
 *
 * <p>Read first: Trackable, then Dependencies, then Wrapping.
 */
@NullMarked
package org.ckpt4j.trackable;

import org.jspecify.annotations.NullMarked;
