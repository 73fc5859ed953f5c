package io.sockspan.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.Fuzz;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Whatever the options are, there is a value for each, and what is wrong is named. */
class SettingsFuzzTest {
    @Test
    void hasAValueForEveryOption() {
        Fuzz.texts(
                List.of(
                        "leak.close_wait=1s;leak.ignore=com.acme.Inventory.lookup,org.pool;log=off",
                        "sweep.interval = 250ms ;; exit.report=text;report.file=/tmp/a b.html;telemetry=off",
                        "history=1;history=99999999999999999999;stacks.depth=-1;open.limit=0x10",
                        "leak.idle=off;leak.descriptors=80%;jmx=on;otel.service.name=shop",
                        "leak.unread=9223372036854775807ms;leak.unsent=1h1m1s"),
                input -> parse(new String(input, StandardCharsets.UTF_8)));
    }

    private static void parse(String arguments) {
        Properties properties = new Properties();
        properties.setProperty("sockspan.history", arguments);
        Settings settings = SettingsParser.parse(arguments, properties, Map.of("SOCKSPAN_LEAK_UNREAD", arguments));

        assertThat(Options.all())
                .allSatisfy(option ->
                        assertThat(settings.get(option)).as(option.name()).isNotNull());
        assertThat(settings.problems()).allSatisfy(problem -> {
            assertThat(problem.advice()).isNotEmpty();
            assertThat(problem.toString()).isNotEmpty();
        });
    }
}
