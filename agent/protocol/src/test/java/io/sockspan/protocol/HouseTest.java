package io.sockspan.protocol;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** It is packed into every loader, so it can depend on nothing but the JDK. */
@AnalyzeClasses(packages = "io.sockspan.protocol", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
    @ArchTest
    static final ArchRule seesTheJdkOnly = classes()
            .that(resideInAPackage("io.sockspan.protocol.."))
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.sockspan.protocol..", "java..");
}
