package io.sockspan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The checkout that the tests run in. */
final class Repository {
    private static final List<String> JDK_PACKAGES =
            List.of("java.lang", "java.io", "java.net", "java.util", "java.nio.channels", "java.lang.instrument");

    private final Path root = root();
    private final Set<Path> sources;

    Repository() throws IOException {
        sources = filesUnder("agent", "demo-app")
                .filter(file -> file.toString().endsWith(".java"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Document document(String path) throws IOException {
        return new Document(root.resolve(path));
    }

    /** Everything that is written for readers. */
    List<Document> documents() throws IOException {
        List<Document> documents = new ArrayList<>();
        documents.add(document("README.md"));
        for (Path file : filesUnder("agent/docs", ".github", "demo-app").toList()) {
            if (file.toString().endsWith(".md")) {
                documents.add(new Document(file));
            }
        }
        return documents;
    }

    /** The project's own packages that have classes which are not tests. */
    Set<String> mainPackages() {
        Set<String> packages = new TreeSet<>();
        for (Path source : sources) {
            String path = root.relativize(source.getParent()).toString();
            int from = path.indexOf("src/main/java/");
            if (from >= 0 && path.contains("src/main/java/io/sockspan")) {
                packages.add(path.substring(from + "src/main/java/".length()).replace('/', '.'));
            }
        }
        return packages;
    }

    boolean hasClass(String simpleName) {
        return sources.stream()
                .anyMatch(source -> source.getFileName().toString().equals(simpleName + ".java"));
    }

    static boolean isOfTheJdk(String simpleName) {
        return JDK_PACKAGES.stream().anyMatch(name -> isThere(name + '.' + simpleName));
    }

    /** Whether a document's link leads to another site, which is not asked, or to a file or heading that is there. */
    boolean resolves(Document from, String link) throws IOException {
        if (link.startsWith("https://")) {
            return true;
        }
        String path = link.replaceFirst("#.*", "");
        Path target = path.isEmpty()
                ? from.path()
                : from.path().getParent().resolve(path).normalize();
        if (!target.startsWith(root) || !Files.exists(target)) {
            return false;
        }
        return !link.contains("#") || new Document(target).hasAnchor(link.substring(link.indexOf('#') + 1));
    }

    private Stream<Path> filesUnder(String... folders) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : folders) {
            try (Stream<Path> walk = Files.walk(root.resolve(folder))) {
                walk.filter(file -> !file.toString().contains("/target/"))
                        .filter(Files::isRegularFile)
                        .forEach(files::add);
            }
        }
        return files.stream();
    }

    private static boolean isThere(String className) {
        try {
            Class.forName(className, false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Tests run in the module's directory, wherever the build was started. */
    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("README.md"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
