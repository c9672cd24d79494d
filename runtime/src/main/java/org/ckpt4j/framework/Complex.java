package org.ckpt4j.framework;

/** A complex number. */
public record Complex(double real, double imaginary) {}
