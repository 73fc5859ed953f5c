package io.sockspan.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** A test that takes a {@link Jdk} and runs once for each of {@link Jdks#all}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@Tag(ForEachJdk.TAG)
@ArgumentsSource(ForEachJdk.Provider.class)
public @interface ForEachJdk {
    /** What all tests have that run on each JDK, so that another JDK can be tested without what does not depend on it. */
    String TAG = "each-jdk";

    /** JUnit makes one for each such test. */
    final class Provider implements ArgumentsProvider {
        @Override
        public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
            return Jdks.all().stream().map(Arguments::of);
        }
    }
}
