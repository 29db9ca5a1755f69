package io.github.surprisal.ml;

import io.github.surprisal.table.UserException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What SQL a saved model may bring along. A folder may come from a stranger, and SQL can run code ({@code java_method}), read
 * files, tables and the environment. So the parsed expression may hold nothing but columns, literals, operators and built-in
 * functions of the row's values alone: what is not listed is refused, functions of the session by name as well as subqueries.
 */
final class SavedExpressions {
    /** Set to true in the session by whoever trusts a model's folder with functions of his own. */
    static final String TRUST = "spark.surprisal.trustModelExpressions";

    /** What the parser makes of columns, literals and operators. */
    private static final Set<String> OPERATORS = words("""
            Literal UnresolvedAttribute UnresolvedExtractValue Alias Cast
            Add Subtract Multiply Divide Remainder IntegralDivide UnaryMinus UnaryPositive
            BitwiseAnd BitwiseOr BitwiseXor BitwiseNot ShiftLeft ShiftRight ShiftRightUnsigned
            And Or Not EqualTo EqualNullSafe LessThan LessThanOrEqual GreaterThan GreaterThanOrEqual In Between
            Like ILike RLike LikeAll LikeAny NotLikeAll NotLikeAny ILikeAll ILikeAny
            IsNull IsNotNull IsTrue IsNotTrue IsFalse IsNotFalse IsUnknown IsNotUnknown
            CaseWhen If Coalesce Concat Substring StringTrim StringTrimLeft StringTrimRight StringTrimBoth Overlay StringLocate
            CreateNamedStruct CreateStruct LambdaFunction UnresolvedNamedLambdaVariable
            TimestampAdd TimestampDiff TimestampAddInterval Extract""");

    /** Functions whose result depends on their arguments alone. */
    private static final Set<String> FUNCTIONS = words("""
            abs acos acosh asin asinh atan atan2 atanh bround cbrt ceil ceiling cos cosh cot csc degrees e exp expm1 floor greatest
            hypot least ln log log10 log1p log2 mod negative pi pmod positive pow power radians rint round sec sign signum sin sinh
            sqrt tan tanh try_add try_divide try_mod try_multiply try_subtract width_bucket div factorial bin conv hex unhex
            bit_count bit_get getbit shiftleft shiftright shiftrightunsigned
            coalesce if ifnull isnan isnotnull isnull nanvl nullif nullifzero nvl nvl2 zeroifnull equal_null between not and or in
            ascii base64 unbase64 bit_length btrim char char_length character_length chr concat concat_ws contains elt endswith
            find_in_set format_number format_string initcap instr lcase left len length levenshtein like ilike rlike regexp
            regexp_like locate lower lpad ltrim luhn_check mask octet_length overlay position printf regexp_count regexp_extract
            regexp_extract_all regexp_instr regexp_replace regexp_substr repeat replace reverse right rpad rtrim sentences soundex
            space split split_part startswith substr substring substring_index to_char to_varchar to_number try_to_number
            translate trim ucase upper md5 sha sha1 sha2 crc32 hash xxhash64 parse_url try_parse_url url_decode url_encode
            add_months convert_timezone date date_add date_diff date_format date_from_unix_date date_part date_sub date_trunc
            dateadd datediff datepart day dayname dayofmonth dayofweek dayofyear extract from_unixtime from_utc_timestamp hour
            last_day make_date make_timestamp make_interval make_dt_interval make_ym_interval minute month monthname months_between
            next_day quarter second timestamp timestamp_micros timestamp_millis timestamp_seconds to_date to_timestamp
            to_timestamp_ntz to_unix_timestamp to_utc_timestamp trunc try_to_date try_to_timestamp unix_date unix_micros
            unix_millis unix_seconds unix_timestamp weekday weekofyear year timestampadd timestampdiff
            bigint binary boolean cast decimal double float int smallint string tinyint try_cast typeof
            array array_contains array_distinct array_join array_max array_min array_position array_size array_sort aggregate
            cardinality element_at exists filter flatten forall get map map_keys map_values named_struct reduce sequence size slice
            sort_array struct transform try_element_at get_json_object json_array_length""");

    private SavedExpressions() {}

    /**
     * @param path of the model
     * @throws UserException for an expression that holds anything else
     */
    static void check(SparkSession session, FeatureSources sources, String path) {
        if (Boolean.parseBoolean(session.conf().get(TRUST, "false"))) {
            return;
        }
        sources.expressions().forEach((feature, sql) -> {
            Expression parsed;
            try {
                parsed = CatalystSqlParser$.MODULE$.parseExpression(sql);
            } catch (Exception e) { // Scala throws the checked ParseException without declaring it
                throw new UserException(
                        "Cannot load the model in '%s': expected an SQL expression for feature '%s', found '%s'"
                                .formatted(path, feature, sql),
                        e);
            }
            check(parsed, feature, path);
        });
    }

    private static void check(Expression expression, String feature, String path) {
        boolean allowed;
        String name;
        if (expression instanceof UnresolvedFunction function) {
            name = function.nameParts().mkString(".");
            allowed = FUNCTIONS.contains(name.toLowerCase(Locale.ROOT));
        } else {
            name = expression.prettyName();
            allowed = OPERATORS.contains(expression.getClass().getSimpleName());
        }
        if (!allowed) {
            throw new UserException(
                    ("Cannot load the model in '%s': feature '%s' is computed by '%s', which is not on the list of built-in"
                                    + " functions of a row's values: it might run code or read files. If you trust the model, set %s=true")
                            .formatted(path, feature, name, TRUST));
        }
        CollectionConverters.asJava(expression.children()).forEach(child -> check(child, feature, path));
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+")).collect(Collectors.toUnmodifiableSet());
    }
}
