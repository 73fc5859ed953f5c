package io.sockspan.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The applications that the integration tests fork: classes of all packages {@code app}, each found by its simple name. */
final class Apps {
    private Apps() {}

    /** Fails unless there is exactly one of that name. */
    static String className(String simpleName) {
        Path root = Path.of(TargetJvm.property("sockspan.it.apps"));
        List<String> found = classNames(root, simpleName);
        if (found.size() != 1) {
            throw new IllegalArgumentException("no application of one package is called " + simpleName + ": " + found);
        }
        return found.get(0);
    }

    private static List<String> classNames(Path root, String simpleName) {
        String file = simpleName + ".class";
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(each -> each.getFileName().toString().equals(file))
                    .map(each -> root.relativize(each).toString())
                    .map(each ->
                            each.substring(0, each.length() - ".class".length()).replace('/', '.'))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
