package io.sockspan.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MavenProjectTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[ERROR] Failed to execute goal on project price-feed: Could not resolve dependencies for project shop:price-feed:jar:1.0",
                "[ERROR] Plugin org.x:surefire:3.6.0 or one of its dependencies could not be resolved:",
                "[ERROR] Unable to generate classpath: The following artifacts could not be resolved: org.x:launcher:jar:1.9.3 (absent)"
            })
    void knowsABuildThatLacksWhatItNeeds(String said) {
        assertThat(MavenProject.isUnresolved("[INFO] Building\n" + said + "\n")).isTrue();
    }

    @Test
    void takesNoOtherFailureForThat() {
        assertThat(MavenProject.isUnresolved("[WARNING] Could not transfer metadata\n[ERROR] There are test failures."))
                .isFalse();
    }
}
