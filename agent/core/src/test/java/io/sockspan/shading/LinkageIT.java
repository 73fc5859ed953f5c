package io.sockspan.shading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the packed jar to what packing may break: everything in it resolves within it or within the JDK. */
class LinkageIT {
    private static final String OURS = "io/sockspan/";
    private static final String STAND_IN = "io/sockspan/logging/";
    /** Defined in the bootstrap loader. */
    private static final String RECORDER = "io/sockspan/bootstrap/";

    private static final String SHADED = "io/sockspan/shaded/";

    private static final int JAVA_8 = 52;

    /** What the libraries use where it is there, and do without here. */
    private static final List<String> OPTIONAL = List.of(
            // Annotations that no JVM looks for.
            "com/google/auto/value/",
            "com/google/errorprone/annotations/",
            "edu/umd/cs/findbugs/annotations/",
            "org/codehaus/mojo/animal_sniffer/",
            "org/jetbrains/annotations/",
            "org/jspecify/annotations/",
            // Annotations of the advice, from which a test writes the table of the hooks.
            "net/bytebuddy/asm/Advice",
            "net/bytebuddy/implementation/bytecode/assign/Assigner",
            // TLS providers, and a gRPC channel of the user's own.
            "org/bouncycastle/",
            "org/conscrypt/",
            "org/openjsse/",
            "io/grpc/",
            // Of OpenTelemetry, extensions whose presence is asked for by name.
            SHADED + "io/opentelemetry/api/incubator/",
            SHADED + "io/opentelemetry/sdk/autoconfigure/declarativeconfig/");

    private static Map<String, byte[]> content;
    private static final Map<String, ClassReferences> CLASSES = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        content = ShadedJar.read();
        content.forEach((name, bytes) -> {
            if (name.endsWith(".class")) {
                CLASSES.put(name.substring(0, name.length() - ".class".length()), new ClassReferences(bytes));
            }
        });
        assertThat(CLASSES).hasSizeGreaterThan(1000);
    }

    @Test
    void holdsOurOwnPackagesOnlyAndNotTheRecorder() {
        assertThat(CLASSES.keySet())
                .allMatch(name -> name.startsWith(OURS))
                .noneMatch(name -> name.startsWith(RECORDER));
    }

    @Test
    void runsOnJava8() {
        assertThat(CLASSES)
                .allSatisfy((name, references) ->
                        assertThat(references.version).as(name).isLessThanOrEqualTo(JAVA_8));
    }

    @Test
    void refersToNoLibraryByItsOldName() {
        Set<String> strangers = allReferredClasses().stream()
                .filter(name -> !name.startsWith(OURS) && !isOfTheJdk(name))
                .filter(name -> !isOptional(name))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(strangers).isEmpty();
    }

    @Test
    void hasEveryClassThatItRefersTo() {
        Set<String> missing = allReferredClasses().stream()
                .filter(name -> name.startsWith(OURS) && !name.startsWith(RECORDER))
                .filter(name -> !CLASSES.containsKey(name) && !isOptional(name))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(missing).isEmpty();
    }

    @Test
    void neverTouchesTheLoggingOfTheJdk() {
        assertThat(CLASSES).allSatisfy((name, references) -> {
            assertThat(references.classes).as(name).noneMatch(used -> used.startsWith("java/util/logging/"));
            assertThat(references.strings).as(name).noneMatch(text -> text.startsWith("java.util.logging."));
        });
    }

    @Test
    void findsEveryMemberOfTheLoggingThatStandsIn() {
        Set<String> declared = CLASSES.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(STAND_IN))
                .flatMap(entry -> entry.getValue().declared.stream())
                .collect(Collectors.toSet());
        Set<String> used = CLASSES.values().stream()
                .flatMap(references -> references.members.stream())
                .filter(member -> member.startsWith(STAND_IN))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(used)
                .contains("io/sockspan/logging/Logger.getLogger (Ljava/lang/String;)Lio/sockspan/logging/Logger;");
        assertThat(declared).containsAll(used);
    }

    @Test
    void carriesLicencesAndNothingElseBesides() {
        assertThat(content.keySet())
                .filteredOn(name -> name.startsWith("META-INF/"))
                .containsExactlyInAnyOrder("META-INF/LICENSE", "META-INF/NOTICE");
    }

    private static Set<String> allReferredClasses() {
        return CLASSES.values().stream()
                .flatMap(references -> references.classes.stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isOfTheJdk(String name) {
        return name.startsWith("java/")
                || name.startsWith("javax/")
                || name.startsWith("sun/")
                || name.startsWith("jdk/");
    }

    private static boolean isOptional(String name) {
        return OPTIONAL.stream().anyMatch(name::startsWith);
    }
}
