package io.sockspan.it.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An application with one leak of each kind: each is suspected once, with the line that opened it, and nothing else is. */
class LeakTableIT {
    private static final String HERE = "io.sockspan.it.leaks.app.Leaking.";
    private static final String HTTP_SERVER = "sun.net.httpserver.ServerImpl$Dispatcher.run";

    /** What is said of a group of sockets, and the method that opened them. */
    private static final Map<String, String> EXPECTED = new LinkedHashMap<>();

    static {
        expect("1 client connection to localhost:# in CLOSE_WAIT", HERE + "peerClosed");
        expect("1 client connection to A:# in CLOSE_WAIT", HERE + "peerClosedThroughTheWildcard");
        expect("1 client connection to localhost:# in ESTABLISHED with unread bytes", HERE + "neverRead");
        expect("1 client connection to localhost:# in FIN_WAIT_2", HERE + "endedByOneSide");
        expect("1 server connection accepted on A:# in CLOSE_WAIT", HERE + "main");
        expect("1 client connection to A:# in CLOSE_WAIT", HERE + "responseNotRead");
        expect("1 client connection to localhost:# dropped without close()", HERE + "forgotten");
        expect("1 socket never connected", HERE + "neverConnected");
        expect("1 listener on A:# with an accept queue that is not emptied", HERE + "nobodyAccepts");
        expect("20 client connections to localhost:# closed but not released", HERE + "closedBesideAQuietSelector");
        expect("2 client connections to localhost:# in ESTABLISHED with unread bytes", HERE + "scraper");
        expect("2 server connections accepted on A:# in ESTABLISHED whose peer takes nothing", HTTP_SERVER);
        expect("1 server connection accepted on A:# in CLOSE_WAIT", HTTP_SERVER);
        expect(
                "1 client connection to localhost:# closed here, still ESTABLISHED in the kernel",
                HERE + "openAsStandardInput");
    }

    private static void expect(String headline, String method) {
        EXPECTED.put(headline + " " + method, method);
    }

    @ForEachJdk
    void namesEachLeakWithItsLine(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .agent(
                        "leak.close_wait=1s",
                        "leak.unread=1s",
                        "leak.unsent=1s",
                        "leak.half_closed=1s",
                        "leak.never_connected=1s",
                        "leak.backlog=1s",
                        "leak.unreleased=1s",
                        "leak.inherited=1s",
                        "leak.repeat=off")
                .flagSince(9, "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED")
                .startsProcesses()
                .app("Leaking")
                .start()) {
            jvm.awaitDone();
            jvm.ask("collect", "collected");
            for (String expected : EXPECTED.keySet()) {
                jvm.awaitErr(pattern(expected.substring(0, expected.lastIndexOf(' '))));
            }
            jvm.finish();

            assertThat(suspects(jvm.err()))
                    .as(jvm.describe("suspects"))
                    .containsExactlyInAnyOrderElementsOf(EXPECTED.keySet());
        }
    }

    private static String pattern(String headline) {
        return "LEAK [0-9a-f]{8}: "
                + headline.replace("(", "\\(")
                        .replace(")", "\\)")
                        .replace("A:#", "\\S+:\\d+")
                        .replace("#", "\\d+")
                + "$";
    }

    /** Headlines and the first line of code below each, without what differs from run to run. */
    private static List<String> suspects(List<String> err) {
        List<String> suspects = new ArrayList<>();
        String headline = null;
        for (String line : err) {
            int at = line.indexOf("LEAK ");
            if (at >= 0) {
                headline = line.substring(at + "LEAK 01234567: ".length())
                        .replaceAll("localhost:\\d+", "localhost:#")
                        .replaceAll(" (?!localhost)[^ ]+:\\d+", " A:#");
            } else if (headline != null && line.matches(" {6}\\S+\\(.*\\)")) {
                suspects.add(headline + " " + line.trim().replaceAll("\\(.*", ""));
                headline = null;
            }
        }
        return suspects;
    }
}
