package io.sockspan.it.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the application's own loader sees of the agent: its entry and the test extension, which find the rest by name. */
class LoadersTest {
    @Test
    void theEntrySeesTheProtocolOnly() {
        check("dist", "io.sockspan.agent..", "io.sockspan.protocol..", "java..");
    }

    @Test
    void theTestExtensionSeesJUnitAndTheProtocolOnly() {
        check(
                "junit",
                "io.sockspan.junit..",
                "io.sockspan.testing..",
                "io.sockspan.protocol..",
                "org.junit..",
                "java..");
    }

    @Test
    void testsWithoutJUnitSeeTheProtocolOnly() {
        JavaClasses all = classesOf("junit");
        classes()
                .that(resideInAPackage("io.sockspan.testing.."))
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("io.sockspan.testing..", "io.sockspan.protocol..", "java.."))
                .check(all);
    }

    private static void check(String module, String room, String... more) {
        String[] allowed = new String[more.length + 1];
        allowed[0] = room;
        System.arraycopy(more, 0, allowed, 1, more.length);
        classes()
                .that(resideInAPackage(room))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed))
                .check(classesOf(module));
    }

    private static JavaClasses classesOf(String module) {
        return new ClassFileImporter().importPath(Path.of("..", module, "target", "classes", "io"));
    }
}
