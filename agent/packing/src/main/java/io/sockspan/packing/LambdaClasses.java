package io.sockspan.packing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Replaces the lambdas and method references in a folder of class files for Java 8 with classes. The JVM would spin a class for each where it is first
 * reached, and would start {@code java.lang.invoke} for the first of them, all in the interpreter: that was a fifth of the processor time of a
 * JVM that makes two connections. The names of local variables are left out besides, a seventh of the class files.
 */
public final class LambdaClasses {
    private LambdaClasses() {}

    /**
     * Rewrites the class files of a folder in place.
     *
     * @param arguments the folder; then the beginnings of the paths in it that are left as they are, such as {@code io/library/}
     */
    public static void main(String... arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        List<String> excluded = List.of(arguments).subList(1, arguments.length);
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> excluded.stream().noneMatch(relative(root, file)::startsWith))
                    .toList();
        }
        for (Path file : files) {
            for (Map.Entry<String, byte[]> made :
                    HostClass.rewrite(Files.readAllBytes(file)).entrySet()) {
                Files.write(root.resolve(made.getKey() + ".class"), made.getValue());
            }
        }
    }

    private static String relative(Path root, Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }
}
