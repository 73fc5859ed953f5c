package io.sockspan.runtime;

import io.sockspan.config.Log;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** What the agent writes. */
final class Stderr {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Console console(Log level) {
        return console(level, text -> {});
    }

    /** One that shows each text to somebody first. */
    Console console(Log level, Consumer<String> first) {
        return new Console(level, new PrintStream(bytes, false, StandardCharsets.UTF_8) {
            @Override
            public void print(String text) {
                first.accept(text);
                super.print(text);
            }
        });
    }

    List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
