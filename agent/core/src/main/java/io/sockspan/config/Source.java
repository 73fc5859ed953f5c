package io.sockspan.config;

import java.util.Locale;

/** Where settings come from; the first that has a key wins. */
enum Source {
    AGENT_ARGUMENTS("agent arguments", ""),
    SYSTEM_PROPERTY("system property", "sockspan."),
    ENVIRONMENT("environment", "SOCKSPAN_") {
        @Override
        String key(String option) {
            return super.key(option.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
        }
    };

    /** What every key of ours begins with there. */
    final String prefix;

    private final String label;

    Source(String label, String prefix) {
        this.label = label;
        this.prefix = prefix;
    }

    /** How the option of that name is called there. */
    String key(String option) {
        return prefix + option;
    }

    @Override
    public String toString() {
        return label;
    }
}
