package org.ckpt4j.trackable;

/**
 * A list, tuple or map that was wrapped so that its elements are children. Counterpart: {@code
 * TrackableDataStructure}.
 */
public sealed interface TrackableContainer extends Trackable
    permits TrackableList, TrackableTuple, TrackableMap {}
