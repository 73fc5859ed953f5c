package io.sockspan.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the JDKs to run on. The integration tests run on those of {@code sockspan.it.jdks}, a list such as
 * {@code 8=/opt/jdk8;25=/opt/jdk25}, or else on the one that runs the tests.
 */
public final class Jdks {
    private static final String LIST = System.getProperty("sockspan.it.jdks", "");
    private static final Pattern ENTRY = Pattern.compile("(\\d{1,4})\\s*=\\s*(.+)");

    private Jdks() {}

    public static List<Jdk> all() {
        return LIST.isBlank() ? List.of(current()) : parse(LIST);
    }

    public static Jdk current() {
        return new Jdk(Runtime.version().feature(), java(Path.of(System.getProperty("java.home"))));
    }

    /**
     * Reads a list such as {@code 8=/opt/jdk8;25=/opt/jdk25}.
     *
     * @throws IllegalArgumentException if it lists no JDK, or something that is none; the message says what
     */
    public static List<Jdk> parse(String list) {
        List<Jdk> jdks = Stream.of(list.split(";"))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .map(Jdks::parseOne)
                .toList();
        if (jdks.isEmpty()) {
            throw new IllegalArgumentException("\"" + list + "\" lists no JDK");
        }
        return jdks;
    }

    private static Jdk parseOne(String entry) {
        Matcher parts = ENTRY.matcher(entry);
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + entry + "\" is not VERSION=DIRECTORY");
        }
        Path home = Path.of(parts.group(2));
        Jdk jdk = new Jdk(Integer.parseInt(parts.group(1)), java(home));
        if (!Files.isExecutable(jdk.java())) {
            throw new IllegalArgumentException(home + " has no bin/java");
        }
        return jdk;
    }

    private static Path java(Path home) {
        return home.resolve("bin").resolve("java");
    }
}
