package io.sockspan.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sockspan.bootstrap.DnsLookup;
import io.sockspan.bootstrap.TestRecords;
import io.sockspan.leak.LeakKind;
import io.sockspan.leak.Suspect;
import io.sockspan.leak.TestSuspects;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.Snapshot;
import io.sockspan.track.TestNegotiations;
import io.sockspan.track.TestSnapshots;
import io.sockspan.track.TestSocket;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
    private static final long NOW = s(842);
    private static final TestSocket LEAK = TestSocket.client(1042, 0)
            .named("db-3")
            .observed(s(2), TcpState.ESTABLISHED)
            .observed(s(4), TcpState.CLOSE_WAIT)
            .by(
                    "http-8080-exec-4",
                    "java.net.Socket.connect(Socket.java:606)",
                    "com.acme.Inventory.lookup(Inventory.java:88)",
                    "com.acme.OrderService.place(OrderService.java:41)");
    private static final Snapshot SNAPSHOT =
            TestSnapshots.snapshot(NOW, NOW - s(0.25), List.of(LEAK.snapshot()), List.of());
    private static final List<Suspect> SUSPECTS = List.of(TestSuspects.suspect(LeakKind.CLOSE_WAIT, s(4), LEAK));

    @Test
    void tellsSuspectsInPlainHtmlForWhereScriptsMayNotRun() {
        assertThat(between(render(SNAPSHOT, SUSPECTS), "<div id=\"suspects\">\n", "</div>\n</section>"))
                .isEqualTo("""
                        <details class="suspect" data-fingerprint="3f9a1c7e" open>
                        <summary><span class="verdict">SUSPECTED LEAK 3f9a1c7e</span> \
                        <span class="headline">1 client connection to db-3:5432 in CLOSE_WAIT</span> \
                        <span class="age">13m58s</span></summary>
                        <div class="case">
                        <div class="seen">
                        <p class="fact">The peer closed 13m58s ago (limit 10s); close() was not called here.</p>
                        <p class="advice">Close the connection on that path, or allow it: leak.ignore=com.acme.Inventory.lookup</p>
                        </div>
                        <div class="exhibit">
                        <p class="caption">For example 1042, opened 14m02s ago by thread &quot;http-8080-exec-4&quot; at</p>
                        <pre>com.acme.Inventory.lookup(Inventory.java:88)
                        com.acme.OrderService.place(OrderService.java:41)</pre>
                        </div>
                        </div>
                        </details>
                        """);
    }

    @Test
    void tellsProcessesThatRunOutOfDescriptors() {
        assertThat(render(SNAPSHOT, List.of(TestSuspects.descriptors("80 of 100 descriptors are open", "2 client"))))
                .contains("<span class=\"headline\">80 of 100 descriptors are open</span></summary>")
                .contains(
                        "<p class=\"caption\">Most of the TCP sockets, Unix-domain channels, selectors and pipes:</p>\n<pre>2 client</pre>")
                .contains("<p class=\"advice\">Close what is not in use");
    }

    @Test
    void saysSoWhereNothingIsSuspect() {
        assertThat(render(SNAPSHOT, List.of())).contains("<p class=\"innocent\">No socket is suspect.</p>");
    }

    @Test
    void countsTheSocketsOfNativeCode() throws IOException {
        Snapshot snapshot = TestSnapshots.snapshot(
                NOW, NOW, List.of(TestSocket.ofNativeCode(2, 0).snapshot()), List.of());

        assertThat(facts(snapshot)).contains("<li>1 socket of native code</li>");
    }

    @Test
    void tellsHowFarItCanBeTrusted() {
        assertThat(facts(SNAPSHOT)).isEqualTo("""
                        <li>1 socket open</li>
                        <li>1 socket seen since the start</li>
                        <li>kernel state read 0.2 s ago</li>
                        <li>0 events dropped</li>
                        <li>0 hook failures</li>
                        <li>0 stacks not taken</li>
                        """);
        assertThat(facts(TestSnapshots.withoutKernel(NOW, 1, 2, 3))).isEqualTo("""
                        <li>0 sockets open</li>
                        <li>0 sockets seen since the start</li>
                        <li class="doubt">kernel state not readable, states inferred</li>
                        <li class="doubt">1 event dropped</li>
                        <li class="doubt">2 hook failures</li>
                        <li class="doubt">3 stacks not taken</li>
                        <li class="doubt">4 ends not followed</li>
                        <li class="doubt">6 close states not read</li>
                        <li class="doubt">2 TLS handshakes not followed</li>
                        """);
    }

    @Test
    void tellsLivesWithTheUncertaintyOfTheirMoments() {
        JsonObject data = data(render(SNAPSHOT, SUSPECTS));

        assertThat(data.get("zero").getAsLong()).isEqualTo(1793534400000000L);
        assertThat(data.get("now").getAsLong()).isEqualTo(842_000_000);
        assertThat(data.get("kernelReadAt").getAsLong()).isEqualTo(841_750_000);
        JsonArray socket = data.getAsJsonArray("sockets").get(0).getAsJsonArray();
        assertThat(socket.get(0).getAsInt()).isEqualTo(1042);
        assertThat(IntStream.range(25, socket.size())
                        .map(i -> socket.get(i).getAsInt())
                        .boxed())
                .as("state, evidence, earliest, how much later the latest is")
                .containsExactly(
                        TcpState.SYN_SENT.ordinal(),
                        0,
                        0,
                        0,
                        TcpState.ESTABLISHED.ordinal(),
                        0,
                        400,
                        0,
                        TcpState.CLOSE_WAIT.ordinal(),
                        1,
                        2_000_000,
                        2_000_000);
        assertThat(data.getAsJsonArray("suspects").get(0).getAsJsonObject().getAsJsonArray("ids"))
                .hasToString("[1042]");
    }

    @Test
    void saysWhatConnectionsNeededBesidesTcpsOwnHandshake() {
        TestSocket secured = TestSocket.client(1, 0)
                .secured(TestNegotiations.complete(14, 20, "TLSv1.3", false))
                .secured(TestNegotiations.failed(30, 32, "UNKNOWN_CA", true));
        DnsLookup lookup = TestRecords.lookup("orders.example", null, "orders.example: Name or service not known");
        TestSocket unresolved = TestSocket.unconnected(3, 0).hostUnresolved(NOW, lookup);
        JsonObject data = data(render(
                TestSnapshots.snapshot(
                        NOW,
                        NOW,
                        List.of(secured.snapshot(), TestSocket.client(2, 0).snapshot(), unresolved.snapshot()),
                        List.of()),
                List.of()));

        assertThat(preparation(data, 0))
                .containsExactly(
                        null,
                        "The TLS handshake took 6.00ms, 14m01s ago: TLSv1.3 with TLS_AES_128_GCM_SHA256."
                                + " The TLS handshake failed after 2.00ms, 14m01s ago: unknown_ca by the peer (No luck).",
                        "TLS handshake failed: unknown_ca");
        assertThat(preparation(data, 1)).containsOnlyNulls();
        assertThat(preparation(data, 2).get(0))
                .startsWith("The lookup of \"orders.example\" failed after ")
                .endsWith(": host_not_found.");
    }

    /** The lookup, the TLS handshakes, and the note that TLS failed. */
    private static List<String> preparation(JsonObject data, int socket) {
        JsonArray row = data.getAsJsonArray("sockets").get(socket).getAsJsonArray();
        return IntStream.range(21, 24)
                .map(i -> row.get(i).getAsInt())
                .mapToObj(i ->
                        i < 0 ? null : data.getAsJsonArray("strings").get(i).getAsString())
                .collect(Collectors.toList());
    }

    @Test
    void writesStacksThatShareFramesOnce() {
        TestSocket other = TestSocket.client(1043, 0)
                .by(
                        "main",
                        "com.acme.Orders.lookup(Orders.java:1)",
                        "com.acme.OrderService.place(OrderService.java:41)");
        JsonObject data = data(render(
                TestSnapshots.snapshot(NOW, NOW, List.of(LEAK.snapshot(), other.snapshot()), List.of()), List.of()));

        assertThat(data.getAsJsonArray("frames")).as("pairs of caller and name").hasSize(2 * 4);
        assertThat(data.getAsJsonArray("strings").asList().stream()
                        .map(JsonElement::getAsString)
                        .filter(text -> text.contains("place")))
                .hasSize(1);
    }

    @Test
    void letsNoNameBreakOut() {
        String hostile = "</script><img src=x onerror=alert(1)>\u2028\u2029'\"&<!--{{script}}";
        String harmless = hostile.replace('\u2028', '?').replace('\u2029', '?');
        TestSocket socket = TestSocket.client(1, 0)
                .named(hostile)
                .observed(s(4), TcpState.CLOSE_WAIT)
                .by(hostile, "com.acme.Evil.<script>(Evil.java:1)");
        String page = render(
                TestSnapshots.snapshot(NOW, NOW, List.of(socket.snapshot()), List.of()),
                List.of(TestSuspects.suspect(LeakKind.CLOSE_WAIT, s(4), socket)),
                hostile);

        assertThat(page).doesNotContain("<img").doesNotContain("<!--");
        assertThat(json(page)).doesNotContain("\u2028", "\u2029", "<", "&");
        assertThat(page.split("<script", -1)).hasSize(4);
        assertThat(page.split("</script", -1)).hasSize(4);
        assertThat(data(page).getAsJsonArray("strings").asList().stream().map(JsonElement::getAsString))
                .as("as they are, but for what ends a line")
                .contains(harmless + ":5432", harmless);
    }

    @Test
    void allowsItsOwnScriptsAndNothingElse() throws Exception {
        String page = render(SNAPSHOT, SUSPECTS);
        String policy = between(page, "Content-Security-Policy\" content=\"", "\">");

        assertThat(policy).startsWith("default-src 'none'; script-src 'sha256-").doesNotContain("unsafe");
        for (String script : List.of(
                between(page, "<style>", "</style>"),
                between(page, "<script>", "</script>"),
                page.substring(page.lastIndexOf("<script>") + 8, page.lastIndexOf("</script>")))) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            assertThat(policy).contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
        }
        assertThat(page).as("no attribute that the policy would stop").doesNotContainPattern(" (style|on\\w+)=\"");
        assertThat(page).as("nothing from elsewhere").doesNotContainPattern("(src|href)=\"(?!data:)");
    }

    @Test
    void isSmallWithManyConnections() {
        String page = render(ManySockets.snapshot(5_000), ManySockets.suspects(5_000));

        assertThat(data(page).getAsJsonArray("sockets")).hasSize(5_000);
        assertThat(page.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(2_000_000);
    }

    @Test
    void showsSuspectsAndTheNewestWhereThereAreTooMany() {
        int count = PageSockets.LIMIT + 500;
        Snapshot snapshot = ManySockets.snapshot(count);
        String page = render(snapshot, ManySockets.suspects(count));

        assertThat(facts(snapshot)).contains("<li class=\"doubt\">the newest 10000 of 10500 are on this page</li>");
        List<Long> ids = data(page).getAsJsonArray("sockets").asList().stream()
                .map(row -> row.getAsJsonArray().get(0).getAsLong())
                .toList();
        assertThat(ids).hasSize(PageSockets.LIMIT).isSorted().contains((long) count);
        assertThat(ids).as("an old suspect").contains(53L).doesNotContain(52L);
    }

    @Test
    void isTheSameForTheSame() {
        assertThat(render(ManySockets.snapshot(300), ManySockets.suspects(300)))
                .isEqualTo(render(ManySockets.snapshot(300), ManySockets.suspects(300)));
    }

    private static String facts(Snapshot snapshot) {
        return between(render(snapshot, List.of()), "can be trusted\">\n", "</ul>");
    }

    private static JsonObject data(String page) {
        return JsonParser.parseString(json(page)).getAsJsonObject();
    }

    private static String json(String page) {
        return between(page, "<script type=\"application/json\" id=\"data\">", "</script>");
    }

    private static String between(String page, String before, String after) {
        Matcher part = Pattern.compile(Pattern.quote(before) + "(.*?)" + Pattern.quote(after), Pattern.DOTALL)
                .matcher(page);
        assertThat(part.find()).as(before).isTrue();
        return part.group(1);
    }

    private static String render(Snapshot snapshot, List<Suspect> suspects) {
        return render(snapshot, suspects, "orders.jar");
    }

    private static String render(Snapshot snapshot, List<Suspect> suspects, String application) {
        StringWriter out = new StringWriter();
        try {
            HtmlReport.render(snapshot, suspects, application, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static long s(double seconds) {
        return Math.round(seconds * 1e9);
    }
}
