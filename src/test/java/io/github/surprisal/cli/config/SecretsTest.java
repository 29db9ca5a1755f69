package io.github.surprisal.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretsTest {
    private final Secrets secrets = new Secrets();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "passphrase",
                "sfPassword",
                "pem_private_key",
                "user",
                "headers",
                "sas",
                "fs.s3a.access.key",
                "fs.azure.account.key.acct.blob.core.windows.net",
                "kafka.sasl.jaas.config",
                "es.net.http.auth.pass",
                "whatever-nobody-knows",
                "optionsWithin"
            })
    void anOptionIsSecretUnlessItsNameIsKnownToBeHarmless(String name) {
        for (String block : new String[] {"table", "drift.reference", "train.test"}) {
            for (Object value : new Object[] {"hunter22!", 12345678, 1.5e9, true}) {
                assertThat(secrets.json(nested(block + ".options." + name, value)))
                        .contains("\"***\"")
                        .doesNotContain(String.valueOf(value));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            header       | true       | true
            inferSchema  | TRUE       | "TRUE"
            sep          | ;          | ";"
            dbtable      | sales      | "sales"
            fetchsize    | 1000       | 1000
            nullValue    | NA         | "NA"
            versionAsOf  | 12         | 12
            url          | jdbc:postgresql://host/db?ssl=true             | "jdbc:postgresql://host/db?ssl=true"
            url          | jdbc:postgresql://ada:pa55@host/db             | "jdbc:postgresql://ada:***@host/db"
            url          | jdbc:sqlserver://h;databaseName=d;pw=pa55wd    | "jdbc:sqlserver://h;databaseName=d;pw=***"
            url          | jdbc:oracle:thin:scott/tiger@h:1521/x          | "jdbc:oracle:thin:scott/***@h:1521/x"
            url          | jdbc:mysql://h/d?user=ada&mystery=pa55         | "jdbc:mysql://h/d?user=ada&mystery=***"
            path         | https://h/c/f.csv?sv=2024&sig=abc%2Fd          | "https://h/c/f.csv?sv=***&sig=***"
            """)
    void harmlessOptionsAreShownButForCredentialsInThem(String name, String value, String shown) {
        Object typed = value.equals("true") ? (Object) true : value.matches("\\d+") ? Integer.valueOf(value) : value;
        assertThat(secrets.json(nested("table.options." + name, typed))).contains("\"" + name + "\":" + shown);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Authorization: Bearer abcdef123456            | Authorization: ***
            got Bearer abcdef123456 back                  | got Bearer *** back
            headers = "Bearer abcdef123456"               | headers = "Bearer ***"
            Proxy-Authorization: Basic dXNlcjpwYXNz       | Proxy-Authorization: ***
            {"token": "pa55wd", 'secret': 'pa55wd'}       | {"token": "***", 'secret': '***'}
            no class 'Basic Materials', Token services    | no class 'Basic Materials', Token services
            Cannot count column 'token': type must be atomic | Cannot count column 'token': type must be atomic
            select * from t where k = 'eyJhbGciOi.eyJzdWIiOiIx.c2ln' | select * from t where k = '***'
            with AKIAIOSFODNN7EXAMPLE here                | with *** here
            password=pa55 rejected                        | password=*** rejected
            passphrase: "open sesame"                     | passphrase: "*** sesame"
            wasbs://c@acct.net/f?sig=x1y2z3&se=2027       | wasbs://c@acct.net/f?sig=***&se=***
            s3a://AKID:s3cr3t@bucket/f                    | s3a://AKID:***@bucket/f
            Path does not exist: hdfs://nn/data/day=2026-11-?/x.parquet | Path does not exist: hdfs://nn/data/day=2026-11-?/x.parquet
            age > 17 and token_count = 3                  | age > 17 and token_count = 3
            No column 'key' for table.label               | No column 'key' for table.label
            """)
    void credentialsAreTakenOutOfAnyText(String text, String shown) {
        assertThat(secrets.hide(text)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "signature: nothing beyond sector",
                "Basic Materials  Bearer certificates  Token services",
                "token = abc, password: weak, sig=0.05",
                "https://shop.example/list?item=5&author=eyre",
                "Authorization: missing"
            })
    void resultsKeepWhatOnlyLooksLikeACredential(String text) {
        assertThat(secrets.hideKnown(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            https://h/f?page=2&sig=abc%2Fd&X-Amz-Signature=ab | https://h/f?page=2&sig=***&X-Amz-Signature=***
            https://h/f?access_token=abc#t                    | https://h/f?access_token=***#t
            s3a://AKID:s3cr3t@bucket/f                        | s3a://AKID:***@bucket/f
            at hunter22                                       | at ***
            """)
    void resultsLoseWhatIsKnownAndTheCredentialsOfUrls(String text, String shown) {
        secrets.add("hunter22");
        assertThat(secrets.hideKnown(text)).isEqualTo(shown);
    }

    @Test
    void whatAnOptionHeldIsNeverShownAnywhere() {
        secrets.addOption("mystery", "s3cr/t value");
        secrets.addOption("headers", "X-Api: 0123456789abcdef");
        secrets.addOption("fast", "true");
        secrets.addOption("header", "sex");
        assertThat(secrets.hide("at s3cr/t value, s3cr%2Ft+value, 0123456789abcdef, true, sex"))
                .isEqualTo("at ***, ***, ***, true, sex");
    }

    /** A user may be called as a thing of the program, or as a part of its words. */
    @Test
    void namesAndWordsOfOptionsLeaveTheProgramsOwnWordsAlone() {
        secrets.addOption("user", "postgres");
        secrets.addOption("userName", "columns");
        secrets.addOption("mystery", "column");
        secrets.addOption("password", "tables");
        assertThat(secrets.hideKnown(
                        "jdbc:postgresql://h/d as postgres: 12 columns, column_entropy, xcolumn, (column), portables"))
                .isEqualTo("jdbc:postgresql://h/d as postgres: 12 columns, column_entropy, xcolumn, (***), por***");
    }

    @Test
    void settingsOfSparkAreSecretByTheirNames() {
        secrets.addSetting("spark.hadoop.fs.s3a.secret.key", "wJalrXUtnFEMI");
        secrets.addSetting("spark.master", "local[2]");
        assertThat(secrets.hide("wJalrXUtnFEMI on local[2]")).isEqualTo("*** on local[2]");
    }

    private static Map<String, Object> nested(String path, Object value) {
        int dot = path.indexOf('.');
        // Options keep their dots, as where they are quoted.
        boolean isLast = dot < 0 || path.substring(0, dot).equals("options");
        if (isLast) {
            return dot < 0
                    ? new TreeMap<>(Map.of(path, value))
                    : new TreeMap<>(Map.of("options", new TreeMap<>(Map.of(path.substring(dot + 1), value))));
        }
        return new TreeMap<>(Map.of(path.substring(0, dot), nested(path.substring(dot + 1), value)));
    }
}
