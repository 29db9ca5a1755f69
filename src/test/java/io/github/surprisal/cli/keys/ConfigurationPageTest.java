package io.github.surprisal.cli.keys;

import static io.github.surprisal.ReferencePage.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.ReferencePage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page on the config has every key, as it is declared. */
class ConfigurationPageTest {
    @Test
    void hasEveryKey() {
        List<String> lines = new ArrayList<>();
        String block = "";
        for (Key<?> key : Keys.ALL) {
            if (!key.names().get(0).equals(block)) {
                block = key.names().get(0);
                lines.addAll(List.of(
                        "", "### " + block, "", row("key", "value", "default", "meaning"), "|---|---|---|---|"));
            }
            String name = key.name().replace(".**", " { }").replace("*", "NAME");
            String standard = key.standard().isEmpty() ? "" : "`" + key.standard() + "`";
            lines.add(row("`" + name + "`", key.type().label(), standard, key.text()));
        }
        new ReferencePage("configuration").holds("keys", lines);
    }

    /** Every block has its keys in one piece, and an option says something of its key. */
    @Test
    void keysAreDeclaredOnceAndExplained() {
        assertThat(Keys.ALL).extracting(Key::name).doesNotHaveDuplicates();
        assertThat(Keys.ALL).allSatisfy(key -> assertThat(key.summary()).isNotBlank());
        assertThat(TableKeys.LABEL.summary()).isEqualTo("The column to explain");
        assertThat(DriftKeys.FAIL_ON.summary())
                .isEqualTo("Exit code 3 where a column's figure is above a limit, such as js>0.1");
    }
}
