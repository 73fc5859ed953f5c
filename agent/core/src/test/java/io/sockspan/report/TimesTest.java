package io.sockspan.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {
    @ParameterizedTest
    @CsvSource({
        "-1, 0.0s",
        "0, 0.0s",
        "0.25, 0.2s",
        "9.99, 9.9s",
        "10, 10s",
        "59.9, 59s",
        "60, 1m00s",
        "838, 13m58s",
        "3599, 59m59s",
        "7500, 2h05m",
        "273600, 3d04h",
        "8639999, 99d23h",
        "10368000, 120d"
    })
    void tellsAges(double seconds, String text) {
        assertThat(Times.age((long) (seconds * 1e9))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "0.25, 250ms", "1.5, 1500ms", "10, 10s", "60, 1m", "90, 90s", "300, 5m", "3600, 1h"})
    void tellsSettingsAsTheyWouldBeWritten(double seconds, String text) {
        assertThat(Times.setting((long) (seconds * 1e9))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0us",
        "85999, 85us",
        "410999, 410us",
        "1289999, 1.28ms",
        "12340000, 12.3ms",
        "128400000, 128ms",
        "1288000000, 1.28s",
        "59900000000, 59.9s",
        "60000000000, 1m00s",
        "-410000, -410us"
    })
    void tellsShortTimesToThreeDigits(long nanos, String text) {
        assertThat(Times.fine(nanos)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0us",
        "85001, 86us",
        "999001, 1.00ms",
        "1280000, 1.28ms",
        "1280001, 1.29ms",
        "9990001, 10.0ms",
        "12300001, 12.4ms",
        "999000001, 1.00s",
        "1280000001, 1.29s",
        "59900000001, 1m00s",
        "60000000001, 1m01s",
        "-410999, -410us"
    })
    void roundsUpperBoundsUp(long nanos, String text) {
        assertThat(Times.atMost(nanos)).isEqualTo(text);
    }
}
