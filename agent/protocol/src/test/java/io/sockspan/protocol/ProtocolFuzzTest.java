package io.sockspan.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.Fuzz;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Questions and records that the other side has made up: read, or refused as an illegal argument, and nothing else. */
class ProtocolFuzzTest {
    @Test
    void readsOrRefusesAQuestion() {
        Fuzz.texts(
                List.of(
                        "sockets\nstate=ESTABLISHED,CLOSE_WAIT\nids=1,2,3\nall=true",
                        "leaks",
                        "events\nsince=42",
                        "\n\n"),
                input -> ask(text(input)));
    }

    private static void ask(String text) {
        try {
            Question question = Question.parse(text);
            question.number("since", 0);
            question.numbers("ids");
            question.constants("state", SocketField.class);
            assertThat(Question.parse(question.toString())).hasToString(question.toString());
        } catch (IllegalArgumentException refused) {
            assertThat(refused).isNotNull();
        }
    }

    @Test
    void readsOrRefusesARecord() {
        Fuzz.texts(
                List.of(
                        "agent\t0\t0\t17",
                        "socket\t1\tclient\tESTABLISHED\t127.0.0.1\t80\t\t\ta\\tb\\\\c",
                        "transition\testablished",
                        "frame\tcom.acme.Shop\tbuy\tShop.java\t17\ttrue"),
                input -> {
                    RecordLine line = new RecordLine(text(input));
                    for (Runnable reading : readings(line)) {
                        try {
                            reading.run();
                        } catch (IllegalArgumentException refused) {
                            assertThat(refused).isNotNull();
                        }
                    }
                });
    }

    private static List<Runnable> readings(RecordLine line) {
        return List.of(
                line::type,
                line::lost,
                line::lastForgotten,
                line::to,
                line::frame,
                line::isUser,
                () -> new TreeSet<>(List.of(SocketField.values())).forEach(line::get));
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }
}
