package org.ckpt4j.checkpoint.objectgraph;

/**
 * A value of an object, stored as a tensor.
 *
 * @param name {@code VARIABLE_VALUE} for variables
 * @param fullName the variable's name, for loading by name; may be empty
 * @param checkpointKey the tensor's key
 */
public record SavedAttribute(String name, String fullName, String checkpointKey) {}
