package io.sockspan.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SettingsParserTest {
    private final Properties properties = new Properties();

    @Test
    void hasTheDefaultsWhereNothingIsSet() {
        Settings settings = parse(null, Map.of());

        assertThat(settings.get(Options.SWEEP_INTERVAL)).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.get(Options.LEAK_IDLE)).isEmpty();
        assertThat(settings.get(Options.LEAK_DESCRIPTORS)).contains(80);
        assertThat(settings.get(Options.LEAK_IGNORE)).isEmpty();
        assertThat(settings.get(Options.STACKS)).isEqualTo(Stacks.AUTO);
        assertThat(settings.get(Options.LOG)).isEqualTo(Log.SUSPECTS);
        assertThat(settings.get(Options.EXIT_REPORT)).isEqualTo(ExitReport.OFF);
        assertThat(settings.get(Options.TELEMETRY)).isTrue();
        assertThat(settings.otelProperties()).isEmpty();
        assertThat(settings.problems()).isEmpty();
    }

    @Test
    void readsAgentArguments() {
        Settings settings = parse(
                " sweep.interval = 250ms ;; leak.close_wait=off;leak.ignore=com.acme.Inventory.lookup,org.pool;",
                Map.of());

        assertThat(settings.get(Options.SWEEP_INTERVAL)).isEqualTo(Duration.ofMillis(250));
        assertThat(settings.get(Options.LEAK_CLOSE_WAIT)).isEqualTo(Optional.empty());
        assertThat(settings.get(Options.LEAK_IGNORE)).containsExactly("com.acme.Inventory.lookup", "org.pool");
        assertThat(settings.problems()).isEmpty();
    }

    @Test
    void prefersAgentArgumentsToSystemPropertiesToTheEnvironment() {
        properties.setProperty("sockspan.history", "2");
        properties.setProperty("sockspan.stacks.depth", "2");
        Map<String, String> environment =
                Map.of("SOCKSPAN_HISTORY", "3", "SOCKSPAN_STACKS_DEPTH", "3", "SOCKSPAN_OPEN_LIMIT", "3");

        Settings settings = parse("history=1", environment);

        assertThat(settings.get(Options.HISTORY)).isEqualTo(1);
        assertThat(settings.get(Options.STACKS_DEPTH)).isEqualTo(2);
        assertThat(settings.get(Options.OPEN_LIMIT)).isEqualTo(3);
    }

    @Test
    void takesTheLastOfTwoAgentArguments() {
        assertThat(parse("history=1;history=2", Map.of()).get(Options.HISTORY)).isEqualTo(2);
    }

    @Test
    void takesEmptyPropertiesAndVariablesForAbsent() {
        properties.setProperty("sockspan.history", "");

        Settings settings = parse("", Map.of("SOCKSPAN_HISTORY", "7", "SOCKSPAN_LOG", " "));

        assertThat(settings.get(Options.HISTORY)).isEqualTo(7);
        assertThat(settings.problems()).isEmpty();
    }

    @Test
    void reportsAWrongValueAndUsesTheDefault() {
        properties.setProperty("sockspan.leak.unread", "soon");

        Settings settings = parse("sweep.interval=10;log=", Map.of("SOCKSPAN_STACKS", "maybe"));

        assertThat(settings.get(Options.SWEEP_INTERVAL)).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.get(Options.LEAK_UNREAD)).contains(Duration.ofSeconds(30));
        assertThat(settings.get(Options.STACKS)).isEqualTo(Stacks.AUTO);
        assertThat(told(settings))
                .containsExactly(
                        "sweep.interval=10 (agent arguments): expected duration from 50ms to 1h; the default is used, 1s",
                        "sockspan.leak.unread=soon (system property): expected duration from 1ms to 1000h, or off;"
                                + " the default is used, 30s",
                        "SOCKSPAN_STACKS=maybe (environment): expected auto, always or off; the default is used, auto",
                        "log= (agent arguments): expected off, suspects or info; the default is used, suspects");
    }

    @Test
    void usesTheDefaultForAWrongValueEvenIfTheNextSourceHasARightOne() {
        Settings settings = parse("history=many", Map.of("SOCKSPAN_HISTORY", "7"));

        assertThat(settings.get(Options.HISTORY)).isEqualTo(1000);
    }

    @Test
    void reportsUnknownKeysWithTheNearestKnownOne() {
        properties.setProperty("sockspan.spans.helthy", "1");
        properties.setProperty("sockspanned", "not ours");

        Settings settings =
                parse("close_wait=1s;leak.closewait=1s;colour=red;queue.size", Map.of("SOCKSPAN_SWEEPINTERVAL", "1s"));

        assertThat(told(settings))
                .containsExactly(
                        "queue.size (agent arguments): expected key=value; ignored",
                        "close_wait (agent arguments): no such option; the nearest is leak.close_wait; ignored",
                        "leak.closewait (agent arguments): no such option; the nearest is leak.close_wait; ignored",
                        "colour (agent arguments): no such option; ignored",
                        "sockspan.spans.helthy (system property): no such option; the nearest is sockspan.spans.healthy;"
                                + " ignored",
                        "SOCKSPAN_SWEEPINTERVAL (environment): no such option; the nearest is SOCKSPAN_SWEEP_INTERVAL;"
                                + " ignored");
    }

    @Test
    void passesOpenTelemetrysKeysOn() {
        Settings settings =
                parse("otel.service.name=orders;history=5;otel.resource.attributes=env=test,team=a", Map.of());

        assertThat(settings.otelProperties())
                .containsExactly(
                        Map.entry("otel.service.name", "orders"),
                        Map.entry("otel.resource.attributes", "env=test,team=a"));
        assertThat(settings.problems()).isEmpty();
    }

    @Test
    void survivesNonsense() {
        assertThat(told(parse(";=;==;=x", Map.of())))
                .hasSize(1)
                .first()
                .asString()
                .contains("no such option");
    }

    private Settings parse(String agentArguments, Map<String, String> environment) {
        return SettingsParser.parse(agentArguments, properties, environment);
    }

    private static List<String> told(Settings settings) {
        return settings.problems().stream().map(Problem::toString).toList();
    }
}
