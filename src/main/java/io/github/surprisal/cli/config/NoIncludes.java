package io.github.surprisal.cli.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import io.github.surprisal.table.UserException;
import java.io.File;
import java.net.URL;

/** Opens nothing that a file asks to include: a stranger's table may be written like a config that includes files or URLs. */
final class NoIncludes implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    private final String refusing;

    private NoIncludes(String refusing) {
        this.refusing = refusing;
    }

    /** Passes over what is to be included. */
    static NoIncludes passedOver() {
        return new NoIncludes("");
    }

    /** @param file the config that must include nothing */
    static NoIncludes refused(String file) {
        return new NoIncludes(file);
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        return nothing(what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return nothing(what.toString());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        return nothing(what.toString());
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        return nothing(what);
    }

    private ConfigObject nothing(String what) {
        if (!refusing.isEmpty()) {
            throw new UserException("Cannot read config '" + refusing + "': it includes '" + what
                    + "', which only a config whose name ends in .conf may; give it such a name if you trust it");
        }
        return ConfigFactory.empty().root();
    }
}
