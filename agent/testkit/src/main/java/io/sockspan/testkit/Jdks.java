package io.sockspan.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The JDKs that the integration tests run on: {@code sockspan.it.jdks}, a list such as {@code 8=/opt/jdk8;25=/opt/jdk25}, or else the
 * one that runs the tests.
 */
public final class Jdks implements ArgumentsProvider {
    private static final String LIST = System.getProperty("sockspan.it.jdks", "");

    public static List<Jdk> all() {
        return LIST.isBlank() ? List.of(current()) : parse(LIST);
    }

    public static Jdk current() {
        return new Jdk(Runtime.version().feature(), java(Path.of(System.getProperty("java.home"))));
    }

    public static List<Jdk> parse(String list) {
        return Stream.of(list.split(";"))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .map(Jdks::parseOne)
                .toList();
    }

    private static Jdk parseOne(String entry) {
        String[] parts = entry.split("=", 2);
        if (parts.length != 2) {
            throw new IllegalArgumentException("sockspan.it.jdks: not VERSION=PATH: " + entry);
        }
        return new Jdk(Integer.parseInt(parts[0].strip()), java(Path.of(parts[1].strip())));
    }

    private static Path java(Path home) {
        return home.resolve("bin").resolve("java");
    }

    @Override
    public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return all().stream().map(Arguments::of);
    }
}
