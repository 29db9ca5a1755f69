package io.github.surprisal.cli.config;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Knows which values must not be shown, and takes them out of texts.
 *
 * <p>An option of a source is secret unless its name is on the list of harmless ones: what sources call their passwords nobody
 * can list. The same holds for the parameters of a URL. Whatever was found secret is taken out everywhere; what only looks like
 * a credential, out of error messages and what is kept of a config alone: in a table it may be a column's name or a category.
 */
public final class Secrets {
    private static final String HIDDEN = "***";

    /** In the name of an environment variable, a setting of Spark's or a key; a name of an option may have them and be harmless. */
    private static final Pattern SECRET_NAME = Pattern.compile(
            "pass(word|wd|phrase|code)?\\b|passw|pwd|passphrase|secret|token|credential|key|signature|auth|cookie|bearer",
            Pattern.CASE_INSENSITIVE);

    /**
     * Names of options, in lower case, that say how to read and never who one is: those of Spark's file formats and of JDBC as
     * its documentation lists them, and what Delta, Iceberg, Hudi and Kafka take to choose a version or a topic. Their values
     * are shown, but for credentials in URLs.
     */
    private static final Set<String> HARMLESS =
            Set.of(("sep delimiter encoding charset quote escape comment header inferschema preferdate enforceschema"
                            + " ignoreleadingwhitespace ignoretrailingwhitespace nullvalue nanvalue positiveinf negativeinf"
                            + " dateformat timestampformat timestampntzformat enabledatetimeparsingfallback maxcolumns"
                            + " maxcharspercolumn mode columnnameofcorruptrecord multiline chartoescapequoteescaping"
                            + " samplingratio emptyvalue locale linesep unescapedquotehandling compression codec timezone"
                            + " extension singlevariantcolumn"
                            // JSON
                            + " primitivesasstring prefersdecimal allowcomments allowunquotedfieldnames allowsinglequotes"
                            + " allownumericleadingzeros allownonnumericnumbers allowbackslashescapinganycharacter"
                            + " allowunquotedcontrolchars dropfieldifallnull ignorenullfields"
                            // Parquet, ORC, Avro, XML, LIBSVM, text
                            + " mergeschema datetimerebasemode int96rebasemode ignoreextension recordname recordnamespace"
                            + " positionalfieldmatching rowtag roottag excludeattribute treatemptyvaluesasnulls"
                            + " attributeprefix valuetag ignoresurroundingspaces wildcardcolname ignorenamespace"
                            + " numfeatures vectortype wholetext"
                            // any files
                            + " path paths recursivefilelookup pathglobfilter modifiedbefore modifiedafter"
                            + " ignorecorruptfiles ignoremissingfiles basepath"
                            // JDBC
                            + " url driver dbtable query partitioncolumn lowerbound upperbound numpartitions fetchsize"
                            + " batchsize querytimeout isolationlevel pushdownpredicate pushdownaggregate pushdownlimit"
                            + " pushdownoffset pushdowntablesample prefertimestampntz customschema"
                            // tables with versions, topics
                            + " versionasof timestampasof readchangefeed readchangedata startingversion endingversion"
                            + " startingtimestamp endingtimestamp snapshot-id as-of-timestamp branch tag split-size"
                            + " start-snapshot-id end-snapshot-id vectorization-enabled batch-size"
                            + " as.of.instant hoodie.datasource.query.type subscribe subscribepattern assign"
                            + " startingoffsets endingoffsets includeheaders minpartitions failondataloss")
                    .split(" "));

    /** Parameters of URLs that say where and how. */
    private static final Set<String> HARMLESS_PARAMETERS = Set.of(
            ("database databasename db schema currentschema catalog warehouse role server servername port portnumber ssl"
                            + " sslmode usessl encrypt trustservercertificate hostnameincertificate logintimeout"
                            + " connecttimeout sockettimeout user username applicationname charset characterencoding"
                            + " useunicode servertimezone timezone region readonly autoreconnect rewritebatchedstatements"
                            + " version format mode create header")
                    .split(" "));

    /** Options that say who one is: left out of what is kept of a config, but the word may be one of a message. */
    private static final Set<String> NAMES = Set.of("user", "username", "sfuser", "login");

    private static final Pattern URL = Pattern.compile("(?i)\\b(?:jdbc:[^\\s'\"<>]+|[a-z][a-z0-9+.-]*://[^\\s'\"<>]+)");
    /** {@code //user:x@}, {@code //x@} of a token alone and {@code thin:user/x@}; group 2 is secret. */
    private static final List<Pattern> USER_INFO = List.of(
            Pattern.compile("(//[^/:@?;\\s]*:)([^/@\\s][^@\\s]*)(?=@)"),
            Pattern.compile("(jdbc:oracle:\\w+:[^/@\\s]*/)([^@\\s]+)(?=@)"));
    /** {@code ?name=value}, {@code &name=value}, {@code ;name=value}, {@code (name=value}; group 3 is the value. */
    private static final Pattern PARAMETER = Pattern.compile("([?&;(,#])([\\w.%-]+)=([^&;,)#\\s]*)");

    /** Parameters of URLs that are credentials by their names, whatever the URL is for. */
    private static final Pattern SECRET_PARAMETER = Pattern.compile(
            "(?i)(?:.*[-_.])?(?:sig|signature|\\w*token|\\w*secret|\\w*password|passwd|pwd|passphrase|credentials?"
                    + "|(?:api|access|account|private|shared)?key|auth|authorization)");

    private static final String CREDENTIAL = "(?:passwords?|passwd|pwd|passphrase|secret|token|credentials?|api[_-]?key"
            + "|access[_-]?key|account[_-]?key|private[_-]?key|signature|\\bsig)";

    /**
     * What is a credential by its looks; group 2 is secret. A scheme such as {@code Basic} is one behind the name of a header
     * alone, and a name in single quotes, as our own messages quote columns, where its value is quoted too.
     */
    private static final List<Pattern> CREDENTIALS = List.of(
            Pattern.compile("(?i)(\\b(?:[\\w-]*authorization|auth|headers?)\\b[\"']?\\s*[:=]?\\s*[\"']?"
                    + "(?:bearer|basic|token|apikey)\\s+)([A-Za-z0-9._~+/=-]{8,})"),
            // Elsewhere what follows has to look like no word.
            Pattern.compile("(?i)(\\b(?:bearer|basic|token|apikey)\\s+)(?=\\S*\\d)([A-Za-z0-9._~+/=-]{8,})"),
            Pattern.compile("(?i)(\\bauthorization\\s*[:=]\\s*)([^\\s,;'\"}]+(?: [^\\s,;'\"}]+)?)"),
            Pattern.compile("(?i)(" + CREDENTIAL + "(?:\"?\\s*[:=]\\s*[\"']?|'\\s*[:=]\\s*[\"']))([^\\s,;&'\"}\\])]+)"),
            Pattern.compile("()(\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b)"),
            Pattern.compile("()(\\beyJ[A-Za-z0-9_-]{4,}\\.[A-Za-z0-9_-]{4,}\\.[A-Za-z0-9_-]*)"));

    /** Shorter ones would be found in innocent text. */
    private static final int LEAST_LENGTH = 4;
    /** What is secret only because nobody knows better, such as {@code fast = true}, has to be longer. */
    private static final int LEAST_UNKNOWN_LENGTH = 6;

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9]+");

    private static final Comparator<String> LONGEST_FIRST =
            Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder());

    private final Set<String> values = new ConcurrentSkipListSet<>(LONGEST_FIRST);
    /** Those that are hidden where they stand alone: {@code read} may be one, but not in {@code reader}. */
    private final Set<String> words = new ConcurrentSkipListSet<>(LONGEST_FIRST);

    /** Whether the value of such a key, setting or environment variable is to be hidden. */
    static boolean isSecret(String name) {
        return SECRET_NAME.matcher(name).find() || (isOption(name) && !isHarmless(option(name)));
    }

    private static boolean isOption(String key) {
        return key.contains(".options.");
    }

    private static String option(String key) {
        return key.substring(key.indexOf(".options.") + ".options.".length()).replace("\"", "");
    }

    private static boolean isHarmless(String option) {
        return HARMLESS.contains(option.toLowerCase(Locale.ROOT));
    }

    /** Remembers a value that must never be shown. */
    public void add(String value) {
        add(value, LEAST_LENGTH);
    }

    private void add(String value, int least) {
        if (value.length() >= least && !value.equals("true") && !value.equals("false")) {
            values.add(value);
            values.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }

    /** Remembers whatever is secret in a config, whether or not it is made use of. */
    public void addFrom(Map<String, Object> config) {
        config.forEach((name, value) -> addFrom("." + name, value));
    }

    private void addFrom(String path, Object value) {
        if (value instanceof Map<?, ?> block) {
            block.forEach((name, inner) -> addFrom(path + "." + name, inner));
        } else if (value instanceof Collection<?> list) {
            list.forEach(element -> addFrom(path, element));
        } else if (isOption(path)) {
            addOption(option(path), String.valueOf(value));
        } else if (value instanceof String text) {
            addFromUrl(text);
        }
    }

    /** Remembers what is secret of an option of a source. */
    void addOption(String name, String value) {
        if (isHarmless(name)) {
            addFromUrl(value);
        } else if (!NAMES.contains(name.toLowerCase(Locale.ROOT))) {
            if (SECRET_NAME.matcher(name).find()) {
                add(value, LEAST_LENGTH);
            } else {
                addUnknown(value);
            }
            addFromUrl(value);
            // Of a header or a list of settings the parts are secret too.
            for (String part : value.split("[\\s,;]+")) {
                add(part, 2 * LEAST_UNKNOWN_LENGTH);
            }
        }
    }

    private void addUnknown(String value) {
        if (!WORD.matcher(value).matches()) {
            add(value, LEAST_UNKNOWN_LENGTH);
        } else if (value.length() >= LEAST_UNKNOWN_LENGTH) {
            words.add(value);
        }
    }

    /** Remembers a setting if its name says that it is secret. */
    public void addSetting(String name, String value) {
        if (SECRET_NAME.matcher(name.substring(name.lastIndexOf('.') + 1)).find()) {
            add(value, LEAST_UNKNOWN_LENGTH);
        }
    }

    /** Remembers the secret parts of a text with URLs. */
    void addFromUrl(String text) {
        Matcher urls = URL.matcher(text);
        while (urls.find()) {
            String url = urls.group();
            for (Pattern pattern : USER_INFO) {
                Matcher matcher = pattern.matcher(url);
                while (matcher.find()) {
                    add(matcher.group(2));
                }
            }
            Matcher parameters = PARAMETER.matcher(url);
            while (parameters.find()) {
                if (!isHarmlessParameter(parameters.group(2))) {
                    add(parameters.group(3), LEAST_UNKNOWN_LENGTH);
                }
            }
        }
    }

    /**
     * A line of results without any remembered value and the credentials of URLs. What only looks like a credential is left: a
     * column may be called token and a category begin with Basic.
     */
    public String hideKnown(String text) {
        return hideInUrls(text, name -> SECRET_PARAMETER.matcher(name).matches());
    }

    /** A message of others without any remembered value, and without what looks like a credential. */
    public String hide(String text) {
        String hidden = hideInUrls(text, name -> !isHarmlessParameter(name));
        for (Pattern pattern : CREDENTIALS) {
            hidden = pattern.matcher(hidden).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
        }
        return hidden;
    }

    private String hideInUrls(String text, Predicate<String> isSecretParameter) {
        String hidden = text;
        for (String value : values) {
            hidden = hidden.replace(value, HIDDEN);
        }
        for (String word : words) {
            if (hidden.contains(word)) {
                hidden = hidden.replaceAll("(?<!\\w)" + word + "(?!\\w)", Matcher.quoteReplacement(HIDDEN));
            }
        }
        return URL.matcher(hidden)
                .replaceAll(url -> Matcher.quoteReplacement(hideInUrl(url.group(), isSecretParameter)));
    }

    private static String hideInUrl(String url, Predicate<String> isSecretParameter) {
        String hidden = url;
        for (Pattern pattern : USER_INFO) {
            hidden = pattern.matcher(hidden).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
        }
        return PARAMETER
                .matcher(hidden)
                .replaceAll(parameter -> Matcher.quoteReplacement(parameter.group(1) + parameter.group(2) + "="
                        + (isSecretParameter.test(parameter.group(2)) ? HIDDEN : parameter.group(3))));
    }

    private static boolean isHarmlessParameter(String name) {
        return HARMLESS_PARAMETERS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** A config as JSON on one line, secrets hidden, keys in order. */
    public String json(Map<String, Object> config) {
        return ConfigValueFactory.fromMap(block("", config)).render(ConfigRenderOptions.concise());
    }

    private Map<String, Object> block(String path, Map<?, ?> block) {
        Map<String, Object> result = new TreeMap<>();
        block.forEach((name, value) -> result.put((String) name, value(path + "." + name, value)));
        return result;
    }

    private Object value(String path, Object value) {
        if (value instanceof Map<?, ?> block) {
            return block(path, block);
        } else if (value instanceof Collection<?> list) {
            return list.stream().map(element -> value(path, element)).toList();
        } else if (isOption(path) && !isHarmless(option(path))) {
            return HIDDEN;
        } else if (value instanceof String text) {
            return hide(text);
        } else {
            return value;
        }
    }
}
