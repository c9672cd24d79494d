/**
 * The table of TensorFlow's own tests, row by row, against our tests that carry their ids.
 *
 * <p>{@link RowsCommand} writes {@code docs/conformance.md} out of the table, what the last test
 * run left in each module's {@code target/row-results.tsv}, and the lists of rows that mean nothing
 * in Java.
 *
 * <p>Read first: RowTable, then RowsReport.
 */
@NullMarked
package org.ckpt4j.conformance.rows;

import org.jspecify.annotations.NullMarked;
