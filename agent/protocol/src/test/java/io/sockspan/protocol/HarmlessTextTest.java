package io.sockspan.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HarmlessTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[31m",
                "\u001b]0;title\u0007",
                "\u009b31m",
                "\u0000",
                "\u007f",
                "a\rb",
                "\u2028",
                "\u2029",
                "\u202e",
                "\u2066",
                "\u200f",
                "\u061c",
                "\u200b",
                "\ufeff",
                "\ud800",
                "\udc00x",
                "\udb40\udc41",
                "a\tb"
            })
    void replacesWhatCommandsATerminalOrHidesText(String harmful) {
        String harmless = HarmlessText.lines("before " + harmful + " after");
        assertThat(harmless).startsWith("before ").endsWith(" after").contains("?");
        assertThat(harmless.codePoints())
                .allMatch(c -> c >= ' '
                        && Character.getType(c) != Character.CONTROL
                        && Character.getType(c) != Character.FORMAT);
        assertThat(HarmlessText.json(harmful + "\n").chars())
                .noneMatch(c ->
                        c < ' ' && c != '\n' && c != '\t' && c != '\r' || Character.getType(c) == Character.FORMAT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http-8080-exec-4", "K\u00f6ln \u6771\u4eac", "\ud83d\ude00", "a  b"})
    void leavesWhatPeopleWrite(String text) {
        assertThat(HarmlessText.name(text)).isSameAs(text);
        assertThat(HarmlessText.lines(text)).isSameAs(text);
        assertThat(HarmlessText.json(text)).isSameAs(text);
    }

    @Test
    void keepsLinesWhereThereMayBeSome() {
        assertThat(HarmlessText.lines("a\nb")).isEqualTo("a\nb");
        assertThat(HarmlessText.name("a\nb")).isEqualTo("a?b");
    }

    @Test
    void cutsWhatIsTooLong() {
        assertThat(HarmlessText.line("x".repeat(100), 10)).isEqualTo("xxxxxxx...");
        assertThat(HarmlessText.line("x".repeat(6) + "\ud83d\ude00" + "x".repeat(9), 10))
                .isEqualTo("xxxxxx?...");
        assertThat(HarmlessText.name("x".repeat(100_000))).hasSize(HarmlessText.LONGEST_NAME);
    }

    @Test
    void escapesInJsonWhatWasThere() {
        assertThat(HarmlessText.json("{\"thread\": \"a\u202eb\u009b\"}\n"))
                .isEqualTo("{\"thread\": \"a\\u202eb\\u009b\"}\n");
    }
}
