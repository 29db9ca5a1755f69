package io.github.surprisal.table;

import org.apache.spark.sql.types.DataType;

/**
 * One column of a {@link Table}.
 *
 * @param name the user's name, whatever characters it holds
 * @param type its Spark type, always atomic
 * @param kind numeric or categorical: by type, unless the config says otherwise
 */
public record Column(String name, DataType type, Kind kind) implements java.io.Serializable {}
