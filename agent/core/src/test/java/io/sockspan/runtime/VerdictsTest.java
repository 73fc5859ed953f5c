package io.sockspan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.TestRecorder;
import io.sockspan.config.Log;
import io.sockspan.config.Options;
import io.sockspan.config.SettingsParser;
import io.sockspan.leak.LeakKind;
import io.sockspan.tcp.TcpState;
import io.sockspan.telemetry.LeakSpan;
import io.sockspan.telemetry.TelemetrySink;
import io.sockspan.track.TestSnapshots;
import io.sockspan.track.TestSocket;
import io.sockspan.track.TrackedSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class VerdictsTest {
    private static final long SECOND = 1_000_000_000;

    private final Stderr stderr = new Stderr();
    private final List<LeakSpan> exported = new ArrayList<>();
    private long now;
    private final Verdicts verdicts = new Verdicts(
            SettingsParser.parse("leak.descriptors=100%", new Properties(), Map.of()),
            stderr.console(Log.SUSPECTS),
            TestSnapshots.clock(() -> now),
            new TelemetrySink() {
                @Override
                public void accused(LeakSpan accusation) {
                    exported.add(accusation);
                }
            },
            TestRecorder.recording());

    /** As the help of leak.repeat says. */
    @Test
    void exportsEveryVerdictAndPrintsAGroupAgainOnlyAfterTheInterval() {
        now = 20 * SECOND;
        List<TrackedSocket> open = new ArrayList<>(List.of(inCloseWait(1)));
        verdicts.examine(open, List.of(), now);
        assertThat(exported).as("reads and writes are watched only from now on").isEmpty();
        now += 10 * SECOND;
        verdicts.examine(open, List.of(), now);
        open.add(inCloseWait(2));
        verdicts.examine(open, List.of(), now);

        assertThat(stderr.lines())
                .filteredOn(line -> line.startsWith("SUSPECTED LEAK"))
                .hasSize(1);
        assertThat(exported).extracting(span -> span.connection.id()).containsExactly(1L, 2L);
        assertThat(Options.LEAK_REPEAT.doc()).contains("stderr").contains("every verdict is exported");
    }

    /** As when the hooks go while the last judgement is still under way. */
    @Test
    void publishesNothingOnceItIsClosed() {
        now = 20 * SECOND;
        verdicts.close();

        verdicts.examine(List.of(inCloseWait(1)), List.of(), now);

        assertThat(stderr.lines()).isEmpty();
        assertThat(exported).isEmpty();
    }

    /** As on a busy machine, where the application may have closed during a long sweep. */
    @Test
    void holdsAConditionAgainstASocketOnlyUntilTheLastEventWasHandled() {
        List<TrackedSocket> open = List.of(inCloseWait(1));
        now = SECOND;
        verdicts.examine(open, List.of(), now);
        now = 20 * SECOND;

        verdicts.examine(open, List.of(), 10 * SECOND);
        assertThat(exported).isEmpty();
        verdicts.examine(open, List.of(), 11 * SECOND);
        assertThat(exported).hasSize(1);
    }

    @Test
    void aSocketIsDroppedWhenThatIsFoundAndNotBefore() {
        TrackedSocket dropped = TestSocket.adopted(1, 0, TcpState.ESTABLISHED).collected().connection;
        now = 20 * SECOND;

        verdicts.examine(List.of(dropped), List.of(), 9 * SECOND);

        assertThat(exported).singleElement().satisfies(span -> {
            assertThat(span.kind).isEqualTo(LeakKind.DROPPED);
            assertThat(span.since).isEqualTo(20 * SECOND);
        });
    }

    @Test
    void saysHowManyDescriptorsAreOpenWhereTheProcessIsSuspected() {
        verdicts.detector().descriptorsExhausted(List.of(inCloseWait(1)), now);

        assertThat(exported).singleElement().satisfies(span -> {
            assertThat(span.kind).isEqualTo(LeakKind.DESCRIPTORS);
            assertThat(span.detail)
                    .contains("\"Too many open files\" was thrown")
                    .contains("1 client");
        });
    }

    private static TrackedSocket inCloseWait(long id) {
        return TestSocket.adopted(id, 0, TcpState.CLOSE_WAIT).connection;
    }
}
