package io.sockspan.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypeTest {
    @ParameterizedTest
    @CsvSource({"50ms, PT0.05S", "250ms, PT0.25S", "10s, PT10S", "5m, PT5M", "1h, PT1H", "3600s, PT1H"})
    void readsDurations(String text, Duration value) {
        assertThat(ValueType.duration("50ms", "1h").parse(text)).contains(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "10 s", "-1s", "1.5s", "10S", "1d", "49ms", "61m", "99999999999h", "off"})
    void refusesOtherDurations(String text) {
        assertThat(ValueType.duration("50ms", "1h").parse(text)).isEmpty();
    }

    @Test
    void readsOffWhereItIsAllowed() {
        ValueType<Optional<Duration>> type = ValueType.duration("1ms", "1h").orOff();

        assertThat(type.parse("off")).contains(Optional.empty());
        assertThat(type.parse("2s")).contains(Optional.of(Duration.ofSeconds(2)));
        assertThat(type.parse("on")).isEmpty();
        assertThat(type.values()).isEqualTo("duration from 1ms to 1h, or off");
    }

    @Test
    void readsOnAndOff() {
        assertThat(ValueType.onOrOff().parse("on")).contains(true);
        assertThat(ValueType.onOrOff().parse("true")).contains(true);
        assertThat(ValueType.onOrOff().parse("off")).contains(false);
        assertThat(ValueType.onOrOff().parse("false")).contains(false);
        assertThat(ValueType.onOrOff().parse("yes")).isEmpty();
        assertThat(ValueType.onOrOff().parse("")).isEmpty();
    }

    @Test
    void readsWholeNumbersWithinTheirRange() {
        ValueType<Integer> type = ValueType.wholeNumber(1, 1024);

        assertThat(type.parse("1")).contains(1);
        assertThat(type.parse("1024")).contains(1024);
        for (String wrong : List.of("", "0", "1025", "-1", "1e3", "ten", "99999999999999999999")) {
            assertThat(type.parse(wrong)).as(wrong).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"1024, 1024", "1025, 2048", "30000, 32768", "1048576, 1048576"})
    void roundsUpToAPowerOfTwo(String text, int value) {
        assertThat(ValueType.powerOfTwo(1024, 1_048_576).parse(text)).contains(value);
    }

    @Test
    void refusesPowersOfTwoOutOfRange() {
        assertThat(ValueType.powerOfTwo(1024, 1_048_576).parse("1023")).isEmpty();
        assertThat(ValueType.powerOfTwo(1024, 1_048_576).parse("1048577")).isEmpty();
    }

    @Test
    void readsPercentages() {
        assertThat(ValueType.percentage().parse("80%")).contains(80);
        assertThat(ValueType.percentage().parse("100%")).contains(100);
        for (String wrong : List.of("", "80", "0%", "101%", "8.5%", "%")) {
            assertThat(ValueType.percentage().parse(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void readsRates() {
        assertThat(ValueType.perSecond(0, 1000).parse("0")).contains(0);
        assertThat(ValueType.perSecond(0, 1000).parse("100")).contains(100);
        assertThat(ValueType.perSecond(0, 1000).parse("100/s")).contains(100);
        for (String wrong : List.of("", "1001", "100/m", "100 /s", "/s")) {
            assertThat(ValueType.perSecond(0, 1000).parse(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void readsLists() {
        assertThat(ValueType.list().parse("")).contains(List.of());
        assertThat(ValueType.list().parse("a.B")).contains(List.of("a.B"));
        assertThat(ValueType.list().parse(" a.B.c, d ,,")).contains(List.of("a.B.c", "d"));
    }

    @Test
    void readsPaths() {
        assertThat(ValueType.path().parse("reports/a b.html")).contains(Path.of("reports", "a b.html"));
        assertThat(ValueType.path().parse("")).isEmpty();
        assertThat(ValueType.path().parse("a\0b")).isEmpty();
        assertThat(ValueType.path().orOff().parse("off")).contains(Optional.empty());
    }

    @Test
    void readsOneOfSeveralWords() {
        assertThat(ValueType.oneOf(Stacks.class).parse("always")).contains(Stacks.ALWAYS);
        assertThat(ValueType.oneOf(Stacks.class).parse("ALWAYS")).isEmpty();
        assertThat(ValueType.oneOf(Stacks.class).parse("")).isEmpty();
        assertThat(ValueType.oneOf(Stacks.class).values()).isEqualTo("auto, always or off");
    }
}
