package io.sockspan.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sockspan.bootstrap.DnsLookup;
import io.sockspan.bootstrap.TestRecords;
import io.sockspan.leak.LeakKind;
import io.sockspan.leak.Suspect;
import io.sockspan.leak.TestSuspects;
import io.sockspan.tcp.ConnectFailure;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.Snapshot;
import io.sockspan.track.TestNegotiations;
import io.sockspan.track.TestSnapshots;
import io.sockspan.track.TestSocket;
import io.sockspan.track.UseKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonReportTest {
    private static final long NOW = s(842);
    private static final TestSocket LEAK = TestSocket.client(1042, 0)
            .named("db-3")
            .observed(s(2), TcpState.ESTABLISHED)
            .observed(s(4), TcpState.CLOSE_WAIT)
            .unread(s(3), 17)
            .by(
                    "exec \"4\"",
                    "java.net.Socket.connect(Socket.java:606)",
                    "com.acme.Inventory.lookup(Inventory.java:88)");
    private static final TestSocket BARE = TestSocket.unconnected(1043, s(1));
    private static final TestSocket ENDED = TestSocket.connecting(7, 0)
            .connectFails(s(1), ConnectFailure.REFUSED)
            .released(s(2));

    private static final Snapshot SNAPSHOT = TestSnapshots.snapshot(
            NOW, NOW - s(0.25), List.of(LEAK.snapshot(), BARE.snapshot()), List.of(ENDED.snapshot()));
    private static final Suspect SUSPECT = TestSuspects.suspect(LeakKind.CLOSE_WAIT, s(4), 2, LEAK);

    @Test
    void tellsTheSnapshot() {
        JsonObject root = parse(false, SUSPECT);

        assertThat(root.keySet())
                .containsExactly(
                        "takenAt",
                        "clock",
                        "kernel",
                        "eventsDropped",
                        "hookFailures",
                        "stacksSkipped",
                        "endsNotFollowed",
                        "closeStatesNotRead",
                        "tlsHandshakesNotFollowed",
                        "socketsSeen",
                        "nativeSockets",
                        "open",
                        "ended",
                        "suspects");
        assertThat(root.get("takenAt").getAsString()).isEqualTo("2026-11-01T12:14:02.000000000Z");
        assertThat(root.get("clock").getAsJsonObject().get("epochNanos").getAsLong())
                .isEqualTo(1793535242000000000L);
        assertThat(root.get("kernel")).isEqualTo(json("{'readable': true, 'ageSeconds': 0.250000}"));
        assertThat(root.get("socketsSeen").getAsInt()).isEqualTo(3);
        assertThat(root.getAsJsonArray("open")).hasSize(2);
        assertThat(root.getAsJsonArray("ended")).hasSize(1);
    }

    @Test
    void countsTheSocketsOfNativeCode() {
        Snapshot snapshot = TestSnapshots.snapshot(
                NOW, NOW, List.of(LEAK.snapshot(), TestSocket.ofNativeCode(2, 0).snapshot()), List.of());

        JsonObject root = JsonParser.parseString(JsonReport.render(snapshot, List.of(), false))
                .getAsJsonObject();
        assertThat(root.get("nativeSockets").getAsInt()).isEqualTo(1);
    }

    @Test
    void writesEachMemberOnce() {
        Snapshot snapshot = TestSnapshots.withoutKernel(NOW, 1, 2, 3);

        assertThat(JsonReport.render(snapshot, List.of(), false)).containsOnlyOnce("\"endsNotFollowed\"");
    }

    @Test
    void tellsConnections() {
        JsonObject root = parse(false, SUSPECT);

        assertThat(root.getAsJsonArray("open").get(0)).isEqualTo(json("""
                                {'id': 1042, 'role': 'client', 'roleInferred': false, 'adopted': false, 'open': true,
                                 'state': 'close_wait', 'stateInferred': false, 'evidence': 'kernel',
                                 'ageSeconds': 842.000000, 'stateForSeconds': 838.000000, 'foundInState': false, 'openedNanos': 1793534400000000000,
                                 'local': {'address': '10.0.0.5', 'port': 51344},
                                 'remote': {'address': '10.0.3.7', 'port': 5432}, 'serverName': 'db-3',
                                 'thread': 'exec "4"', 'openedAt': 'com.acme.Inventory.lookup(Inventory.java:88)',
                                 'closedBy': 'remote', 'synRetransmits': 0, 'unansweredProbes': 0,
                                 'unreadBytes': 17, 'eventsLost': false,
                                 'transitions': [
                                  {'from': 'closed', 'to': 'syn_sent', 'evidence': 'call',
                                   'earliest': '2026-11-01T12:00:00.000000000Z',
                                   'latest': '2026-11-01T12:00:00.000000000Z',
                                   'earliestNanos': 1793534400000000000, 'latestNanos': 1793534400000000000},
                                  {'from': 'syn_sent', 'to': 'established', 'evidence': 'call',
                                   'earliest': '2026-11-01T12:00:00.000400000Z',
                                   'latest': '2026-11-01T12:00:00.000400000Z',
                                   'earliestNanos': 1793534400000400000, 'latestNanos': 1793534400000400000},
                                  {'from': 'established', 'to': 'close_wait', 'evidence': 'kernel',
                                   'earliest': '2026-11-01T12:00:02.000000000Z',
                                   'latest': '2026-11-01T12:00:04.000000000Z',
                                   'earliestNanos': 1793534402000000000, 'latestNanos': 1793534404000000000}]}
                                """));
        assertThat(root.getAsJsonArray("open").get(1)).isEqualTo(json("""
                                {'id': 1043, 'role': 'unconnected', 'roleInferred': false, 'adopted': false, 'open': true,
                                 'state': 'closed', 'stateInferred': false, 'evidence': 'call',
                                 'ageSeconds': 841.000000, 'stateForSeconds': 841.000000, 'foundInState': false, 'openedNanos': 1793534401000000000,
                                 'synRetransmits': 0, 'unansweredProbes': 0, 'eventsLost': false, 'transitions': []}
                                """));
        JsonObject ended = root.getAsJsonArray("ended").get(0).getAsJsonObject();
        assertThat(ended.get("open").getAsBoolean()).isFalse();
        assertThat(ended.get("releasedNanos").getAsLong()).isEqualTo(1793534402000000000L);
        assertThat(ended.get("ageSeconds").getAsDouble()).isEqualTo(2);
        assertThat(ended.get("errorType").getAsString()).isEqualTo("connection_refused");
    }

    @Test
    void saysWhichClosedSocketsLiveOnInAnotherProcess() {
        TestSocket kept = TestSocket.client(1, 0).closed(s(1)).inherited(s(2), TcpState.ESTABLISHED);
        Snapshot snapshot = TestSnapshots.snapshot(NOW, NOW, List.of(), List.of(kept.snapshot(), ENDED.snapshot()));

        JsonObject root = JsonParser.parseString(JsonReport.render(snapshot, List.of(), false))
                .getAsJsonObject();
        JsonObject inherited = root.getAsJsonArray("ended").get(0).getAsJsonObject();
        assertThat(inherited.get("inherited").getAsBoolean()).isTrue();
        assertThat(inherited.get("open").getAsBoolean()).isFalse();
        assertThat(inherited.get("state").getAsString()).isEqualTo("established");
        JsonObject ended = root.getAsJsonArray("ended").get(1).getAsJsonObject();
        assertThat(ended.get("inherited").getAsBoolean()).isFalse();
    }

    @Test
    void tellsSuspectsWithTheStackOfTheirExample() {
        JsonObject suspect =
                parse(false, SUSPECT).getAsJsonArray("suspects").get(0).getAsJsonObject();
        JsonObject example = suspect.remove("example").getAsJsonObject();

        assertThat(suspect).isEqualTo(json("""
                                {'fingerprint': '3f9a1c7e', 'kind': 'close_wait', 'certain': false,
                                 'count': 1, 'total': 3, 'retracted': 2,
                                 'limitSeconds': 10.000000, 'sinceSeconds': 838.000000,
                                 'openedAt': 'com.acme.Inventory.lookup(Inventory.java:88)', 'ids': [1042]}
                                """));
        assertThat(example.get("stack")).isEqualTo(json("""
                                ['java.net.Socket.connect(Socket.java:606)',
                                 'com.acme.Inventory.lookup(Inventory.java:88)']
                                """));
    }

    @Test
    void tellsAllStacksIfAskedTo() {
        JsonObject root = parse(true, SUSPECT);

        assertThat(root.getAsJsonArray("open").get(0).getAsJsonObject().has("stack"))
                .isTrue();
    }

    @Test
    void tellsDescriptorsWithoutAnExample() {
        JsonObject suspect = parse(false, TestSuspects.descriptors("80 of 100", "2 client"))
                .getAsJsonArray("suspects")
                .get(0)
                .getAsJsonObject();

        assertThat(suspect.get("detail")).isEqualTo(json("['80 of 100', '2 client']"));
        assertThat(suspect.has("example")).isFalse();
        assertThat(suspect.has("limitSeconds")).isFalse();
        assertThat(suspect.getAsJsonArray("ids")).isEmpty();
    }

    @Test
    void showsLookupsAndHandshakes() {
        TestSocket secured = TestSocket.client(7, 0)
                .secured(TestNegotiations.failed(14, 16, "UNKNOWN_CA", true))
                .secured(TestNegotiations.complete(20, 24, "TLSv1.3", false));

        assertThat(connection(secured).get("tlsHandshakes")).isEqualTo(json("""
                                [{'startedNanos': 1793534400014000000, 'seconds': 0.002000,
                                  'errorType': 'unknown_ca', 'errorText': 'No luck', 'alertBy': 'remote'},
                                 {'startedNanos': 1793534400020000000, 'seconds': 0.004000,
                                  'protocol': 'TLSv1.3', 'cipher': 'TLS_AES_128_GCM_SHA256', 'resumed': false}]
                                """));

        TestSocket polling = TestSocket.client(9, 0).secured(TestNegotiations.interrupted(14, 16));
        assertThat(connection(polling).get("tlsHandshakes")).isEqualTo(json("""
                                [{'startedNanos': 1793534400014000000, 'seconds': 0.002000,
                                  'errorType': 'timeout', 'errorText': 'Read timed out', 'undecided': true}]
                                """));
        polling.closed(s(1));
        assertThat(connection(polling).get("tlsHandshakes").toString()).doesNotContain("undecided");

        TestSocket hanging = TestSocket.client(6, 0).handshakeBegun(14);
        assertThat(connection(hanging).get("tlsHandshakeBegunNanos").getAsLong())
                .isEqualTo(1793534400014000000L);
        assertThat(connection(secured).has("tlsHandshakeBegunNanos")).isFalse();

        DnsLookup failed = TestRecords.lookup("orders.example", null, "orders.example: Name or service not known");
        TestSocket unresolved = TestSocket.unconnected(8, failed.startedAt).hostUnresolved(failed.endedAt(), failed);
        JsonObject lookup = connection(unresolved).getAsJsonObject("dnsLookup");
        assertThat(lookup.get("name").getAsString()).isEqualTo("orders.example");
        assertThat(lookup.get("errorType").getAsString()).isEqualTo("host_not_found");
        assertThat(lookup.has("addresses")).isFalse();
        assertThat(connection(BARE).has("dnsLookup")).isFalse();
    }

    private static JsonObject connection(TestSocket socket) {
        Snapshot snapshot = TestSnapshots.snapshot(NOW, NOW, List.of(socket.snapshot()), List.of());
        return JsonParser.parseString(JsonReport.render(snapshot, List.of(), false))
                .getAsJsonObject()
                .getAsJsonArray("open")
                .get(0)
                .getAsJsonObject();
    }

    @Test
    void namesWhoUsedAndWhoClosed() {
        TestSocket used = TestSocket.client(3, 0).used(s(811), UseKind.READ, "feed-1", "shop.Feed.poll(Feed.java:7)");
        TestSocket closed = TestSocket.client(4, 0)
                .closeCalled("supervisor", new Thread("reader-1"), "shop.Main.stop(Main.java:12)");
        Snapshot snapshot = TestSnapshots.snapshot(NOW, NOW, List.of(used.snapshot()), List.of(closed.snapshot()));

        JsonObject root = JsonParser.parseString(JsonReport.render(snapshot, List.of(), true))
                .getAsJsonObject();
        assertThat(root.getAsJsonArray("open").get(0).getAsJsonObject().get("lastUse"))
                .isEqualTo(json("""
                        {'transfer': 'read', 'atNanos': 1793535211000000000, 'thread': 'feed-1',
                         'at': 'shop.Feed.poll(Feed.java:7)', 'stack': ['shop.Feed.poll(Feed.java:7)']}"""));
        assertThat(root.getAsJsonArray("ended").get(0).getAsJsonObject().get("closeCall"))
                .isEqualTo(json("""
                        {'byInterrupt': true, 'interruptedThread': 'reader-1', 'interrupterKnown': true,
                         'thread': 'supervisor', 'at': 'shop.Main.stop(Main.java:12)',
                         'stack': ['shop.Main.stop(Main.java:12)']}"""));
    }

    private static JsonObject parse(boolean stacks, Suspect suspect) {
        return JsonParser.parseString(JsonReport.render(SNAPSHOT, List.of(suspect), stacks))
                .getAsJsonObject();
    }

    private static JsonElement json(String text) {
        return JsonParser.parseString(text.replace("\"", "\\\"").replace('\'', '"'));
    }

    private static long s(double seconds) {
        return Math.round(seconds * 1e9);
    }
}
