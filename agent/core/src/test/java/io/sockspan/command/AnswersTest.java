package io.sockspan.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.protocol.Question;
import io.sockspan.track.TestSnapshots;
import io.sockspan.track.TestSocket;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private static final Pattern ID = Pattern.compile("(?m)^ *(\\d+) client");

    /** The order in which sockets are followed, which a resolved or adopted one changes. */
    private final View view = new View(
            "orders.jar",
            TestSnapshots.snapshot(
                    1_000,
                    1_000,
                    List.of(
                            TestSocket.client(3, 10).connection.snapshot(),
                            TestSocket.client(1, 30).connection.snapshot(),
                            TestSocket.client(2, 20).connection.snapshot()),
                    List.of()),
            List.of());

    @Test
    void listsSocketsByIdUnlessAnotherOrderIsAskedFor() {
        assertThat(ids("sockets")).containsExactly("1", "2", "3");
        assertThat(ids("sockets\nsort=age")).containsExactly("3", "2", "1");
    }

    private List<String> ids(String command) {
        return ID.matcher(Answers.sockets(view, Question.parse(command)))
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
