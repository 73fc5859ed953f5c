package io.sockspan;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which way the packages look. A line of code knows what it may touch by the package it is in. */
@AnalyzeClasses(
        packages = "io.sockspan",
        importOptions = {ImportOption.DoNotIncludeTests.class, HouseTest.NoTestKit.class})
class HouseTest {
    private static final String GSON = "com.google.gson..";

    /** Each package with the packages that it may see beside itself and the JDK; runtime, where all is wired, sees every one. */
    private static final Map<String, Set<String>> ROOMS = Map.ofEntries(
            entry("bootstrap", "jdk.internal.perf..", "sun.misc..", "sun.nio.ch.."),
            entry("command", "bootstrap", "leak", "owners", "protocol", "report", "stack", "tcp", "time", "track"),
            entry("config", "protocol"),
            entry("context", "bootstrap", "track"),
            entry("http"),
            entry("classfile"),
            entry("instrument", "bootstrap", "classfile", "modules", "net.bytebuddy.."),
            entry("kernel", "bootstrap", "modules", "tcp", "time"),
            entry("leak", "modules", "protocol", "stack", "tcp", "time", "track"),
            entry("logging"),
            entry("modules", "jdk.internal.misc..", "jdk.internal.module.."),
            entry("owners", "modules", "stack", "jdk.internal.misc..", "sun.misc.."),
            entry("protocol"),
            entry("report", "leak", "owners", "protocol", "stack", "tcp", "time", "track", GSON),
            entry("stack", "bootstrap"),
            entry("tcp", "time"),
            entry(
                    "telemetry",
                    "http",
                    "leak",
                    "logging",
                    "protocol",
                    "stack",
                    "tcp",
                    "time",
                    "track",
                    "io.opentelemetry..",
                    "okhttp3.."),
            entry("time"),
            entry("track", "bootstrap", "kernel", "stack", "tcp", "time", "watch"),
            entry("watch", "bootstrap", "tcp", "time"));

    private static final Set<String> MORE_OF_THE_JDK = Set.of("java..", "javax.net.ssl..", "javax.management..");

    @ArchTest
    static void everyRoomSeesOnlyWhatItMay(JavaClasses all) {
        assertThat(rooms(all)).containsAll(ROOMS.keySet());
        ROOMS.forEach((room, others) -> sees(room, others).check(all));
    }

    @ArchTest
    static void everyPackageIsARoom(JavaClasses all) {
        Set<String> known = new TreeSet<>(ROOMS.keySet());
        known.add("runtime");
        assertThat(rooms(all)).isEqualTo(known);
    }

    @ArchTest
    static final ArchRule noHttpOfTheApplications = noClasses()
            .that(resideInAPackage("io.sockspan.."))
            .should()
            .dependOnClassesThat(
                    com.tngtech.archunit.base.DescribedPredicate.<com.tngtech.archunit.core.domain.JavaClass>describe(
                            "the JDK's HTTP",
                            type -> type.getName().equals("java.net.HttpURLConnection")
                                    || type.getName().equals("javax.net.ssl.HttpsURLConnection")))
            .because("the application's authenticator, cookies, caches and pooled connections would take part");

    @ArchTest
    static final ArchRule nobodyLooksIntoRuntime = noClasses()
            .that(resideInAPackage("io.sockspan..")
                    .and(com.tngtech.archunit.base.DescribedPredicate.not(resideInAPackage("io.sockspan.runtime.."))))
            .should()
            .dependOnClassesThat(resideInAPackage("io.sockspan.runtime.."));

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.sockspan.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noLoggingOfTheJdk = noClasses()
            .that(resideInAPackage("io.sockspan.."))
            .should()
            .dependOnClassesThat(resideInAPackage("java.util.logging.."))
            .because("it would initialize the log manager before the application can choose its own");

    /** @param others rooms, and packages of libraries, which have a dot */
    private static Map.Entry<String, Set<String>> entry(String room, String... others) {
        return Map.entry(room, Set.of(others));
    }

    private static Set<String> rooms(JavaClasses all) {
        return all.stream()
                .map(type -> type.getPackageName().split("\\."))
                .map(packages -> packages[2])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The test kit is on the class path of the tests alone. */
    static final class NoTestKit implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("testkit");
        }
    }

    private static ArchRule sees(String room, Set<String> others) {
        Set<String> allowed = new TreeSet<>(MORE_OF_THE_JDK);
        allowed.add("io.sockspan." + room + "..");
        others.forEach(other -> allowed.add(other.contains(".") ? other : "io.sockspan." + other + ".."));
        return classes()
                .that(resideInAPackage("io.sockspan." + room + ".."))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(new String[0])));
    }
}
