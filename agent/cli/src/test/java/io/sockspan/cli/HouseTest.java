package io.sockspan.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The command line knows words of the core, and nothing of how the agent works. */
@AnalyzeClasses(packages = "io.sockspan.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
    @ArchTest
    static final ArchRule seesOptionsAndNames = classes()
            .that(resideInAPackage("io.sockspan.cli.."))
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.sockspan.cli..",
                    "io.sockspan.config..",
                    "io.sockspan.protocol..",
                    "io.sockspan.report..",
                    "io.sockspan.tcp..",
                    "java..",
                    "picocli..");
}
