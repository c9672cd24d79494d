/**
 * Random checkpoints between ckpt4j and a TensorFlow installed on this machine, both ways.
 *
 * <p>{@link LiveCommand} draws cases by a seed, lets ckpt4j write each, hands all of them to one
 * Python process ({@code peer.py}), which reads them and writes the same, and then compares the
 * bytes and reads TensorFlow's files. Nothing is linked: the two sides meet in files only.
 *
 * <p>Read first: LiveCase, then LiveCommand.
 */
@NullMarked
package org.ckpt4j.conformance.live;

import org.jspecify.annotations.NullMarked;
