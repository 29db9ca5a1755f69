package io.github.surprisal.table.files;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;
import scala.jdk.javaapi.CollectionConverters;

/** What Spark has listed of the files that rows are read from, with their partitions. */
public final class FileIndexes {
    private FileIndexes() {}

    /** One for each folder or set of files that is read; none for other sources. */
    public static List<PartitioningAwareFileIndex> of(Dataset<Row> rows) {
        List<PartitioningAwareFileIndex> indexes = new ArrayList<>();
        CollectionConverters.asJava(rows.queryExecution().analyzed().collectLeaves())
                .forEach(leaf -> {
                    if (leaf instanceof LogicalRelation relation
                            && relation.relation() instanceof HadoopFsRelation fs
                            && fs.location() instanceof PartitioningAwareFileIndex index) {
                        indexes.add(index);
                    }
                });
        return indexes;
    }
}
