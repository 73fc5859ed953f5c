package io.sockspan;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which way the packages look. A line of code knows what it may touch by the package it is in. */
@AnalyzeClasses(packages = "io.sockspan", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
    @ArchTest
    static final ArchRule bootstrapSeesTheJdkOnly = sees("bootstrap");

    @ArchTest
    static final ArchRule tcpSeesNothing = sees("tcp");

    @ArchTest
    static final ArchRule configSeesNothing = sees("config");

    @ArchTest
    static final ArchRule httpSeesTheJdkOnly = classes()
            .that(resideInAPackage("io.sockspan.http.."))
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("io.sockspan.http..", "java..", "javax.net.ssl.."));

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
    static final ArchRule kernelSeesTcp = sees("kernel", "tcp");

    @ArchTest
    static final ArchRule stackSeesNothing = sees("stack");

    @ArchTest
    static final ArchRule trackSeesWhatItFollows = sees("track", "tcp", "kernel", "stack", "bootstrap");

    @ArchTest
    static final ArchRule leakJudgesWhatIsTracked = sees("leak", "track", "tcp", "stack");

    @ArchTest
    static final ArchRule reportRendersSnapshots = sees("report", "track", "leak", "tcp", "stack", "protocol");

    @ArchTest
    static final ArchRule instrumentSeesTheBootstrapClasses = sees("instrument", "bootstrap");

    @ArchTest
    static final ArchRule contextGivesTheTrackerAParentSpan = sees("context", "track", "bootstrap");

    @ArchTest
    static final ArchRule commandAsksTheTracker =
            sees("command", "protocol", "bootstrap", "tcp", "kernel", "track", "leak", "report", "javax.management..");

    @ArchTest
    static final ArchRule telemetryExportsWhatIsTracked =
            sees("telemetry", "track", "leak", "tcp", "http", "logging", "io.opentelemetry..", "javax.net.ssl..");

    @ArchTest
    static final ArchRule loggingSeesTheJdkOnly = sees("logging");

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
    private static ArchRule sees(String room, String... others) {
        String[] allowed = new String[others.length + 3];
        allowed[0] = "io.sockspan." + room + "..";
        allowed[1] = "java..";
        allowed[2] = room.equals("instrument") ? "net.bytebuddy.." : "com.google.gson..";
        for (int i = 0; i < others.length; i++) {
            allowed[i + 3] = others[i].contains(".") ? others[i] : "io.sockspan." + others[i] + "..";
        }
        return classes()
                .that(resideInAPackage("io.sockspan." + room + ".."))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed));
    }
}
