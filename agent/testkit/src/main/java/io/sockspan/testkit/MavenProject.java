package io.sockspan.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A project in {@code src/projects}, copied and built as a user builds it: by a separate Maven, whose local repository has the agent as
 * {@code mvn install} stores it. Everything else comes from the local repository of the surrounding build and, unless that build is
 * offline, from the repositories that it uses.
 */
public final class MavenProject {
    private static final long PATIENCE_MINUTES = 15;
    /** A repository that does not answer may do so a moment later. */
    private static final int MOST_ATTEMPTS = 3;

    private static final Pattern UNRESOLVED =
            Pattern.compile("Could not resolve dependencies|(dependencies|artifacts) could not be resolved");

    /** The agent itself is in the project's own repository. */
    private static final Pattern OURS_UNRESOLVED = Pattern.compile("ERROR.*(could not|Could not).*\\bio\\.sockspan:");

    private final Path directory;
    private final Path home;

    private MavenProject(Path directory, Path home) {
        this.directory = directory;
        this.home = home;
    }

    /** @param work an empty directory for the copy and for Maven's local repository */
    public static MavenProject copyOf(String name, Path work) throws IOException {
        Path from = Path.of("src", "projects", name).toAbsolutePath();
        Path project = Files.createTempDirectory(work, name);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                copy(file, project.resolve(from.relativize(file).toString()));
            }
        }
        Path home = work.resolve("maven");
        installAgent(home.resolve("repository"));
        writeSettings(home.resolve("settings.xml"));
        return new MavenProject(project, home);
    }

    public Path directory() {
        return directory;
    }

    /** Whether a build has failed because no repository had what it needs of others, or none answered. */
    public static boolean isUnresolved(String said) {
        return UNRESOLVED.matcher(said).find() && !OURS_UNRESOLVED.matcher(said).find();
    }

    /** Runs Maven to its end and returns its output, which shows whether the build failed. */
    public String build(String... arguments) throws IOException, InterruptedException {
        String said = run(arguments);
        for (int attempt = 1; attempt < MOST_ATTEMPTS && isUnresolved(said) && !isOffline(); attempt++) {
            // Maven remembers what it did not get, unless it is asked to forget that.
            said = run(Stream.concat(Stream.of("-U"), Stream.of(arguments)).toArray(String[]::new));
        }
        return said;
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(TargetJvm.property("sockspan.it.maven"), "bin", "mvn").toString(),
                "-B",
                "-ntp",
                "-s",
                home.resolve("settings.xml").toString(),
                "-Dmaven.repo.local=" + home.resolve("repository"),
                "-Dagent.version=" + version()));
        command.addAll(List.of(arguments));
        File said = directory.resolve("said.txt").toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process maven = builder.start();
        if (!maven.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            maven.destroyForcibly();
        }
        return Files.readString(said.toPath());
    }

    private static boolean isOffline() {
        return TargetJvm.property("sockspan.it.offline").endsWith("true");
    }

    private static String version() {
        return TargetJvm.property("sockspan.it.version");
    }

    private static void installAgent(Path repository) throws IOException {
        Path place = repository.resolve("io/sockspan/sockspan-agent").resolve(version());
        String name = "sockspan-agent-" + version();
        copy(Path.of(TargetJvm.property("sockspan.agent.jar")), place.resolve(name + ".jar"));
        copy(Path.of(TargetJvm.property("sockspan.agent.pom")), place.resolve(name + ".pom"));
    }

    /** The local repository of the surrounding build is asked first; if that build is offline, it is the only source. */
    private static void writeSettings(Path file) throws IOException {
        String cache =
                Path.of(TargetJvm.property("sockspan.it.repository")).toUri().toString();
        String repository = "<id>cache</id><url>" + cache + "</url><snapshots><enabled>false</enabled></snapshots>";
        Files.writeString(
                file,
                isOffline()
                        ? "<settings><mirrors><mirror><id>cache</id><mirrorOf>*</mirrorOf><url>" + cache
                                + "</url></mirror></mirrors></settings>"
                        : "<settings><profiles><profile><id>cache</id><repositories><repository>" + repository
                                + "</repository></repositories><pluginRepositories><pluginRepository>" + repository
                                + "</pluginRepository></pluginRepositories></profile></profiles>"
                                + "<activeProfiles><activeProfile>cache</activeProfile></activeProfiles></settings>");
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
}
