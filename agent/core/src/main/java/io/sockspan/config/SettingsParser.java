package io.sockspan.config;

import io.sockspan.protocol.PrintableValue;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Reads settings from the agent arguments ({@code key=value;key=value}), then from system properties ({@code sockspan.key}), then from the
 * environment ({@code SOCKSPAN_KEY}); the first source that has a key wins. For one thread, once.
 *
 * <p>It never throws because of the user's input: a wrong value or an unknown key becomes a {@link Problem}. If the first source that has
 * the key has a wrong value, the option keeps its default. A value in the agent arguments cannot contain a semicolon, and the last of two
 * equal keys there wins. An empty system property or environment variable counts as absent.
 */
public final class SettingsParser {
    private static final String OTEL_PREFIX = "otel.";

    private final Map<Source, Map<String, String>> sources = new EnumMap<>(Source.class);
    private final Map<String, String> otelProperties = new LinkedHashMap<>();
    private final Map<Option<?>, Object> values = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private SettingsParser(String agentArguments, Map<String, String> properties, Map<String, String> environment) {
        sources.put(Source.AGENT_ARGUMENTS, split(agentArguments == null ? "" : agentArguments));
        sources.put(Source.SYSTEM_PROPERTY, startingWith(Source.SYSTEM_PROPERTY.prefix, properties));
        sources.put(Source.ENVIRONMENT, startingWith(Source.ENVIRONMENT.prefix, environment));
    }

    /**
     * @param agentArguments null if there are none
     * @param systemProperties those without the prefix {@code sockspan.} are ignored
     * @param environment variables without the prefix {@code SOCKSPAN_} are ignored
     */
    public static Settings parse(String agentArguments, Properties systemProperties, Map<String, String> environment) {
        Map<String, String> properties = new LinkedHashMap<>();
        // A copy of the names: the application may change the properties at any time.
        for (String name : systemProperties.stringPropertyNames()) {
            properties.put(name, systemProperties.getProperty(name, ""));
        }
        return new SettingsParser(agentArguments, properties, environment).settings();
    }

    private Settings settings() {
        for (Source source : Source.values()) {
            reportUnknown(source);
        }
        for (Option<?> option : Options.all()) {
            read(option);
        }
        return new Settings(values, otelProperties, problems);
    }

    private Map<String, String> split(String agentArguments) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String argument : agentArguments.split(";")) {
            int equals = argument.indexOf('=');
            String key = (equals < 0 ? argument : argument.substring(0, equals)).trim();
            if (equals < 0 && !key.isEmpty()) {
                problems.add(new Problem(
                        nameOf(Source.AGENT_ARGUMENTS, key),
                        null,
                        Source.AGENT_ARGUMENTS.toString(),
                        "expected key=value; ignored"));
            } else if (key.startsWith(OTEL_PREFIX)) {
                otelProperties.put(key, argument.substring(equals + 1).trim());
            } else if (equals >= 0) {
                found.put(key, argument.substring(equals + 1).trim());
            }
        }
        return found;
    }

    private static Map<String, String> startingWith(String prefix, Map<String, String> all) {
        Map<String, String> found = new TreeMap<>();
        all.forEach((key, value) -> {
            if (key.startsWith(prefix) && !value.trim().isEmpty()) {
                found.put(key, value.trim());
            }
        });
        return found;
    }

    private void reportUnknown(Source source) {
        // Compared without the prefix, which would make all names similar.
        List<String> known = new ArrayList<>();
        for (Option<?> option : Options.all()) {
            known.add(source.key(option.name()).substring(source.prefix.length()));
        }
        sources.get(source).forEach((key, value) -> {
            String name = key.substring(source.prefix.length());
            if (!known.contains(name) && !isOfTests(source, name)) {
                String hint = NearestName.of(name, known)
                        .map(nearest -> "; the nearest is " + source.prefix + nearest)
                        .orElse("");
                // Without its value: the user may have mistaken another program's option for ours, and its value may
                // be a secret.
                problems.add(new Problem(
                        nameOf(source, key), null, source.toString(), "no such option" + hint + "; ignored"));
            }
        });
    }

    /** In the agent arguments, a text that is not a name may be the rest of a value with a semicolon in it, such as a secret. */
    private static String nameOf(Source source, String key) {
        return source != Source.AGENT_ARGUMENTS || PrintableValue.isName(key) ? key : "an entry";
    }

    /** The test extension has parameters of its own and checks them itself; JUnit reads them from system properties, too. */
    private static boolean isOfTests(Source source, String name) {
        return source == Source.SYSTEM_PROPERTY && name.startsWith("junit.");
    }

    private <T> void read(Option<T> option) {
        for (Source source : Source.values()) {
            String key = source.key(option.name());
            String text = sources.get(source).get(key);
            if (text != null) {
                Optional<T> value = option.type().parse(text);
                if (value.isPresent()) {
                    values.put(option, value.get());
                } else {
                    problems.add(new Problem(key, text, source.toString(), expected(option)));
                }
                return;
            }
        }
    }

    private static String expected(Option<?> option) {
        return "expected " + option.values() + "; the default is used, " + option.defaultText();
    }
}
