package io.sockspan.it.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.sockspan.junit.AllowSockets;
import io.sockspan.junit.DetectSocketLeaks;
import io.sockspan.testing.RecordedSocket;
import io.sockspan.testing.SocketLeakError;
import io.sockspan.testing.SocketRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** What {@link DetectSocketLeaks} does to tests, through JUnit's test kit; the agent attaches itself to this JVM. */
class DetectSocketLeaksIT {
    /** Older than all cases, and never accepts. */
    private static final ServerSocket SERVER = listen();

    /** What the cases leave open, so that this JVM does not keep it. */
    private static final List<AutoCloseable> LEFT = new ArrayList<>();

    @AfterAll
    static void close() throws IOException {
        SERVER.close();
    }

    @AfterEach
    void tidyUp() throws Exception {
        for (AutoCloseable left : LEFT) {
            left.close();
        }
        LEFT.clear();
    }

    @Test
    void failsATestThatLeavesAConnectionOpenWithTheLineThatOpenedIt() {
        EngineExecutionResults results = run(LeaksConnection.class);

        SocketLeakError error = (SocketLeakError) failure(results, "leaks()");
        assertThat(error.getMessage())
                .startsWith(
                        "1 socket left open by DetectSocketLeaksIT.LeaksConnection.leaks()\n\nLEAK: 1 client connection to ")
                .contains(" left open in ESTABLISHED\n")
                .contains("  Neither side has closed it.\n")
                .containsPattern("Socket \\d+, opened \\S+ ago by thread \".*\" at\n")
                .contains(
                        "\n      io.sockspan.it.junit.DetectSocketLeaksIT$LeaksConnection.leaks(DetectSocketLeaksIT.java:")
                .containsPattern(" ESTABLISHED +call\n")
                .endsWith(
                        "  Close it on that path, or allow it:\n"
                                + "      @AllowSockets(reason = \"...\", openedBy = \"io.sockspan.it.junit.DetectSocketLeaksIT\")");
        assertThat(error.sockets()).extracting(RecordedSocket::role).containsExactly(SocketRole.CLIENT);
        results.testEvents().assertStatistics(stats -> stats.succeeded(1).failed(1));
        results.containerEvents().assertStatistics(stats -> stats.failed(0));
    }

    @Test
    void reportsTheIdsOfWhatWasLeftOpen() {
        EngineExecutionResults results = run(LeaksConnection.class);

        SocketLeakError error = (SocketLeakError) failure(results, "leaks()");
        List<Map<String, String>> entries = results.testEvents().reportingEntryPublished().stream()
                .map(event -> event.getRequiredPayload(ReportEntry.class).getKeyValuePairs())
                .toList();
        assertThat(entries)
                .containsExactly(Map.of(
                        "sockspan.leak", String.valueOf(error.sockets().get(0).id())));
    }

    @Test
    void keepsTheFailureOfATestThatFailedAnyway() {
        EngineExecutionResults results = run(LeaksAndFails.class);

        Throwable failure = failure(results, "leaksAndFails()");
        assertThat(failure).hasMessage("its own");
        assertThat(failure.getSuppressed()).singleElement().isInstanceOf(SocketLeakError.class);
    }

    @Test
    void onlyReportsIfToldSo() {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(LeaksConnection.class))
                .configurationParameter("sockspan.junit.mode", "report")
                .configurationParameter("sockspan.junit.grace", "0")
                .execute();

        results.testEvents().assertStatistics(stats -> stats.succeeded(2).reportingEntryPublished(1));
    }

    @Test
    void looksForNothingIfOff() {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(LeaksConnection.class))
                .configurationParameter("sockspan.junit.mode", "off")
                .execute();

        results.testEvents().assertStatistics(stats -> stats.succeeded(2).reportingEntryPublished(0));
    }

    @Test
    void refusesAnAllowanceWithoutAReason() {
        Throwable failure = failure(run(AllowsWithoutReason.class), "allowed()");

        assertThat(failure).hasMessage("@AllowSockets needs a reason that says why they stay open");
    }

    @Test
    void refusesAWrongParameter() {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(LeaksConnection.class))
                .configurationParameter("sockspan.junit.mode", "warn")
                .execute();

        assertThat(results.containerEvents().failed().stream()
                        .map(DetectSocketLeaksIT::throwable)
                        .map(Throwable::getMessage))
                .containsExactly(
                        "configuration parameter sockspan.junit.mode is \"warn\", but must be one of [fail, report, off]");
    }

    @Test
    void findsTheWholeSuiteByAutoDetection() {
        EngineExecutionResults without = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Plain.class))
                .execute();
        EngineExecutionResults with = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Plain.class))
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .configurationParameter("sockspan.junit.grace", "0")
                .execute();

        without.testEvents().assertStatistics(stats -> stats.succeeded(1));
        assertThat(failure(with, "leaks()")).isInstanceOf(SocketLeakError.class);
    }

    private static EngineExecutionResults run(Class<?> cases) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(cases))
                .configurationParameter("sockspan.junit.grace", "0")
                .execute();
    }

    private static Throwable failure(EngineExecutionResults results, String test) {
        return results.testEvents().failed().stream()
                .filter(event -> event.getTestDescriptor().getDisplayName().equals(test))
                .map(DetectSocketLeaksIT::throwable)
                .findFirst()
                .orElseGet(() -> fail(test + " did not fail, but "
                        + results.allEvents().failed().stream()
                                .map(DetectSocketLeaksIT::throwable)
                                .toList()));
    }

    private static Throwable throwable(Event event) {
        return event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
    }

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket connect(ServerSocket server) throws IOException {
        return new Socket(server.getInetAddress(), server.getLocalPort());
    }

    @DetectSocketLeaks
    static class LeaksConnection {
        @Test
        void leaks() throws IOException {
            LEFT.add(connect(SERVER));
        }

        @Test
        void closes() throws IOException {
            try (ServerSocket server = listen();
                    Socket client = connect(server)) {
                server.accept().close();
                client.getInputStream().read();
            }
        }
    }

    @DetectSocketLeaks
    static class LeaksAndFails {
        @Test
        void leaksAndFails() {
            LEFT.add(listen());
            throw new IllegalStateException("its own");
        }
    }

    @DetectSocketLeaks
    static class AllowsWithoutReason {
        @Test
        @AllowSockets(reason = " ")
        void allowed() {}
    }

    static class Plain {
        @Test
        void leaks() {
            LEFT.add(listen());
        }
    }
}
