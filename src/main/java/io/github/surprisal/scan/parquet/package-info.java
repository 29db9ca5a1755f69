/**
 * Parquet files → batches of dictionary codes and numbers, page by page.
 *
 * <p>Why: Spark's reader takes codes out of their bits a byte at a time, and that was half of the time of a count. Which files
 * there are and in what parts remains Spark's business, and so does a file with a type, an encoding or a calendar that is
 * not read here, as a whole.
 *
 * <p>Files are not trusted: checksums of pages are verified where there are any, a value is read only if its bytes are in its
 * page, a code only if its dictionary has it, and no array is made because a damaged header asks for it. What cannot be read
 * is one line that names file and column; a column is never read as something else in silence. Spark's reader, where it
 * serves, checks less.
 */
package io.github.surprisal.scan.parquet;
