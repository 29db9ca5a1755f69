package io.github.surprisal.table.files;

import io.github.surprisal.table.Names;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.execution.datasources.PartitionPath;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Texts in the names of partitions' folders. Arrow, and so pandas, writes the bytes of UTF-8 beyond ASCII as {@code %C3%BC}; Spark,
 * which never writes them so, reads each as a character of its own ({@code Ã¼} for {@code ü}).
 */
public final class PartitionTexts {
    private static final Pattern ESCAPED = Pattern.compile("%[89A-Fa-f][0-9A-Fa-f]");

    private PartitionTexts() {}

    /**
     * The rows with what Arrow wrote.
     *
     * @param rows as Spark reads them from files
     */
    public static Dataset<Row> decoded(Dataset<Row> rows) {
        Dataset<Row> decoded = rows;
        for (PartitioningAwareFileIndex index : FileIndexes.of(rows)) {
            decoded = decoded(decoded, index);
        }
        return decoded;
    }

    private static Dataset<Row> decoded(Dataset<Row> rows, PartitioningAwareFileIndex index) {
        List<String> texts = Arrays.stream(
                        index.partitionSpec().partitionColumns().fields())
                .filter(field -> field.dataType() instanceof StringType)
                .map(StructField::name)
                .toList();
        Dataset<Row> decoded = rows;
        if (!texts.isEmpty() && isEscaped(index)) {
            UDF1<String, String> decode = PartitionTexts::decoded;
            for (String text : texts) {
                decoded = decoded.withColumn(
                        text, functions.udf(decode, DataTypes.StringType).apply(functions.col(Names.quoted(text))));
            }
        }
        return decoded;
    }

    private static boolean isEscaped(PartitioningAwareFileIndex index) {
        for (PartitionPath partition :
                CollectionConverters.asJava(index.partitionSpec().partitions())) {
            if (ESCAPED.matcher(partition.path().toString()).find()) {
                return true;
            }
        }
        return false;
    }

    /** The text whose bytes in UTF-8 these characters are, if they are that. */
    static String decoded(String text) {
        if (text == null || text.chars().allMatch(c -> c < 0x80) || text.chars().anyMatch(c -> c > 0xff)) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return text;
        }
    }
}
