package io.sockspan.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockspan.agent.Sockspan;
import java.util.Collections;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentFindingsTest {
    private static final ClassLoader WITH_AGENT = AgentFindingsTest.class.getClassLoader();
    private static final ClassLoader WITHOUT_AGENT = ClassLoader.getPlatformClassLoader();

    @AfterEach
    void forget() {
        Sockspan.json = null;
        Sockspan.text = null;
    }

    @Test
    void areAbsentWithoutTheAgent() {
        assertThat(AgentFindings.in(WITHOUT_AGENT)).isEmpty();
    }

    @Test
    void seeSuspectsByKindWhateverTheSpaces() throws Exception {
        Sockspan.json = "{\"suspects\":[{\"kind\":\"close_wait\"},{\"kind\" : \"dropped\"}],\"x\":\"unread\"}";

        Set<String> missing = findings().await(Set.of("close_wait", "dropped", "unread"), 0);

        assertThat(missing).containsExactly("unread");
    }

    @Test
    void waitForSuspects() throws Exception {
        Sockspan.json = "{}";
        Thread agent = new Thread(() -> Sockspan.json = "{\"kind\":\"unread\"}");
        agent.start();

        assertThat(findings().await(Collections.singleton("unread"), 10_000)).isEmpty();
        agent.join();
    }

    @Test
    void tellWhyTheAgentCannotReport() {
        assertThatThrownBy(() -> findings().report())
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("not started");
    }

    private static AgentFindings findings() {
        return AgentFindings.in(WITH_AGENT).get();
    }
}
