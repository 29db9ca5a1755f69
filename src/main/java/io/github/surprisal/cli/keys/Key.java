package io.github.surprisal.cli.keys;

import com.typesafe.config.ConfigUtil;
import io.github.surprisal.cli.config.ConfigValues;
import java.util.List;

/**
 * A key of the config, declared once: reading and checking it, its default, what is said of a wrong value, the option that
 * stands for it and its row on the page of reference all come from here.
 *
 * @param <T> what its value is read as
 * @param name its path; {@code *} stands for any one name, {@code **} for anything below
 * @param type how a value is read and checked
 * @param standard the default as users would write it; empty where there is none
 * @param text what it does; the first sentence is what an option that stands for it says
 */
public record Key<T>(String name, KeyType<T> type, String standard, String text) {
    /** A key without a default. */
    Key(String name, KeyType<T> type, String text) {
        this(name, type, "", text);
    }

    /** Its value, or the default. */
    public T in(ConfigValues values) {
        return type.read(values, path());
    }

    /** Whether it has a value, be it the default. */
    boolean isIn(ConfigValues values) {
        return values.has(path());
    }

    /** The key with this name in the place of its {@code *}. */
    Key<T> of(String column) {
        return new Key<>(name.replace("*", ConfigUtil.joinPath(column)), type, standard, text);
    }

    /** The path that stands in the config: of a block that holds anything the block. */
    public String path() {
        return name.replaceFirst("\\.\\*\\*?$", "");
    }

    /** The names on its path. */
    List<String> names() {
        return List.of(name.split("\\."));
    }

    /** The first sentence of its text, without marks of Markdown. */
    public String summary() {
        return text.replaceFirst("\\.( .*|$)", "").replace("`", "");
    }
}
