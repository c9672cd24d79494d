package org.ckpt4j.framework;

/**
 * The value of an attribute that names a function of the graph's library, as {@code NameAttrList}.
 *
 * @param name the function's name in the library
 * @param attrs what its body's attributes are bound to; mostly none
 */
public record FunctionRef(String name, Attrs attrs) {}
