package io.github.surprisal.encode;

import io.github.surprisal.count.Categories;
import io.github.surprisal.encode.FeatureEncoding.Binned;
import io.github.surprisal.encode.FeatureEncoding.Categorical;
import io.github.surprisal.encode.FeatureEncoding.Numeric;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.scan.CategoryType.Base;
import io.github.surprisal.scan.SqlLiteral;
import io.github.surprisal.scan.ValueReader;
import java.util.ArrayList;
import java.util.List;

/** What a feature's values become, in SQL over the raw column that Spark and DuckDB read alike. */
public final class FeatureSql {
    /** More than this is infinite: with it no function is needed that the two might not share. */
    private static final String FINITE = " BETWEEN -1.7976931348623157E308 AND 1.7976931348623157E308";

    private FeatureSql() {}

    /** The value of a number; what is missing or not finite has the mean. */
    public static String number(Numeric feature, String column) {
        return "CASE WHEN " + isFinite(feature, column) + " THEN " + asDouble(feature, column) + " ELSE "
                + SqlLiteral.of(feature.mean()) + " END";
    }

    /**
     * The figure that belongs to a row's code.
     *
     * @param ofCodes by code, the last one of rows that have none
     * @throws IllegalArgumentException for values that SQL has no literal for
     */
    public static String figure(FeatureEncoding feature, String column, double[] ofCodes) {
        if (feature instanceof Numeric numeric) {
            return "CASE WHEN " + isFinite(numeric, column) + " THEN " + SqlLiteral.of(ofCodes[1]) + " ELSE "
                    + SqlLiteral.of(ofCodes[0]) + " END";
        }
        StringBuilder sql = new StringBuilder("CASE WHEN ");
        if (feature instanceof Binned binned) {
            sql.append(missing(binned, column)).append(" THEN ").append(SqlLiteral.of(ofCodes[binned.bins()]));
            for (int bin = 0; bin + 1 < binned.bins(); bin++) {
                sql.append(" WHEN ").append(column).append(" <= ").append(literal(binned.cutpoints(), bin));
                sql.append(" THEN ").append(SqlLiteral.of(ofCodes[bin]));
            }
            return sql.append(" ELSE ")
                    .append(SqlLiteral.of(ofCodes[binned.bins() - 1]))
                    .append(" END")
                    .toString();
        }
        Categorical categorical = (Categorical) feature;
        int known = categorical.categories().size();
        double ofNull = ofCodes[categorical.nulls() ? categorical.size() - 1 : categorical.size()];
        double rest = ofCodes[categorical.other() ? known : categorical.size()];
        sql.append(column).append(" IS NULL THEN ").append(SqlLiteral.of(ofNull));
        for (int code = 0; code < known; code++) {
            if (ofCodes[code] != rest) {
                sql.append(" WHEN ");
                sql.append(
                        isOneOf(categorical.categories(), List.of(code), column).get(0));
                sql.append(" THEN ").append(SqlLiteral.of(ofCodes[code]));
            }
        }
        return sql.append(" ELSE ").append(SqlLiteral.of(rest)).append(" END").toString();
    }

    /** Whether a number that is a bin is null or NaN. */
    static String missing(Binned feature, String column) {
        String isNull = column + " IS NULL";
        return isFloating(typeOf(feature)) ? isNull + " OR isnan(" + column + ")" : isNull;
    }

    /** Conditions of which one is true where a value is one of some categories, and none where it is another; null is none of them. */
    static List<String> isOneOf(Categories categories, List<Integer> codes, String column) {
        List<String> plain = new ArrayList<>();
        List<String> bytes = new ArrayList<>();
        for (int code : codes) {
            if (SqlLiteral.isReadable(categories.type(), categories.text(code))) {
                plain.add(literal(categories, code));
            } else {
                bytes.add(SqlLiteral.hex(categories.bytes(code)));
            }
        }
        List<String> conditions = new ArrayList<>();
        if (!plain.isEmpty()) {
            // Zero of either sign is one value.
            String value = isFloating(categories.type()) ? "(" + column + " + 0.0E0)" : column;
            conditions.add(value + among(plain));
        }
        if (!bytes.isEmpty()) {
            conditions.add("hex(" + column + ")" + among(bytes));
        }
        return conditions;
    }

    private static String among(List<String> literals) {
        return literals.size() == 1 ? " = " + literals.get(0) : " IN (" + String.join(", ", literals) + ")";
    }

    static String literal(Categories categories, int code) {
        CategoryType type = categories.type();
        return type.isBytes() ? SqlLiteral.of(type, categories.bytes(code)) : SqlLiteral.of(type, categories.key(code));
    }

    private static CategoryType typeOf(FeatureEncoding feature) {
        return ValueReader.of(feature.type()).orElseThrow().type();
    }

    private static boolean isFloating(CategoryType type) {
        return type.base() == Base.FLOAT || type.base() == Base.DOUBLE;
    }

    private static String isFinite(Numeric feature, String column) {
        return column + (isFloating(typeOf(feature)) ? FINITE : " IS NOT NULL");
    }

    /** Dates are days and timestamps microseconds since 1970, as if in UTC where they have no zone: whatever the session's is. */
    private static String asDouble(Numeric feature, String column) {
        return switch (typeOf(feature).base()) {
            case DOUBLE -> column;
            case DATE -> "CAST(CAST(" + column + " - DATE '1970-01-01' AS BIGINT) AS DOUBLE)";
            case TIMESTAMP -> "CAST(unix_micros(" + column + ") AS DOUBLE)";
            case TIMESTAMP_NTZ ->
                "CAST(unix_micros(CAST(CONCAT(CAST(" + column + " AS STRING), '+00:00') AS TIMESTAMP)) AS DOUBLE)";
            default -> "CAST(" + column + " AS DOUBLE)";
        };
    }
}
