package io.sockspan.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void haveDistinctNamesEverywhere() {
        assertThat(Options.all()).extracting(Option::name).doesNotHaveDuplicates();
        assertThat(Options.all()).extracting(Option::systemProperty).doesNotHaveDuplicates();
        assertThat(Options.all()).extracting(Option::environmentVariable).doesNotHaveDuplicates();
    }

    @Test
    void areNamedAfterTheirSource() {
        assertThat(Options.LEAK_CLOSE_WAIT.systemProperty()).isEqualTo("sockspan.leak.close_wait");
        assertThat(Options.LEAK_CLOSE_WAIT.environmentVariable()).isEqualTo("SOCKSPAN_LEAK_CLOSE_WAIT");
    }

    @Test
    void haveHelpOf100Columns() throws IOException {
        assertThat(Options.help()).isEqualTo(pinned("help.txt"));
        assertThat(Options.help().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void haveAMarkdownTable() throws IOException {
        assertThat(Options.markdownTable()).isEqualTo(pinned("options.md"));
    }

    private static String pinned(String name) throws IOException {
        try (InputStream text = OptionsTest.class.getResourceAsStream(name)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
