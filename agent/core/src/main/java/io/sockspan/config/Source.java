package io.sockspan.config;

import java.util.Locale;

/** The sources of settings; the first one that has a key wins. */
enum Source {
    AGENT_ARGUMENTS("agent arguments", ""),
    SYSTEM_PROPERTY("system property", "sockspan."),
    ENVIRONMENT("environment", "SOCKSPAN_") {
        @Override
        String key(String option) {
            return super.key(option.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
        }
    };

    /** The prefix of our keys in this source. */
    final String prefix;

    private final String label;

    Source(String label, String prefix) {
        this.label = label;
        this.prefix = prefix;
    }

    /** The option's key in this source. */
    String key(String option) {
        return prefix + option;
    }

    @Override
    public String toString() {
        return label;
    }
}
