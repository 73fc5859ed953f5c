package io.sockspan.leak;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.tcp.TcpState;
import io.sockspan.track.TestSnapshots;
import io.sockspan.track.TestSocket;
import io.sockspan.track.TrackedSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncerTest {
    private static final long REPEAT = SECONDS.toNanos(3600);

    private final List<String> announced = new ArrayList<>();
    private final Announcer announcer = new Announcer(
            REPEAT,
            new Announcer.Wording() {
                @Override
                public String accusation(Suspect suspect, long now) {
                    return suspect.kind.label() + " " + suspect.count;
                }

                @Override
                public String retraction(Suspect suspect, long now) {
                    return "retracted " + suspect.kind.label() + " " + suspect.retracted;
                }
            },
            announced::add);
    private final LeakDetector detector = new LeakDetector(
            LeakLimits.defaults(), LeakIgnores.none(), KnownPools.builtIn(), TestSnapshots.clock(0), announcer);
    private final List<TestSocket> sockets = new ArrayList<>();
    private final List<TrackedSocket> open = new ArrayList<>();

    @Test
    void tellsSocketsThatWereAccusedTogetherInOnePiece() {
        leak(7);
        examineAfter(20);
        examineAfter(21);

        assertThat(announced).containsExactly("close_wait 7");
    }

    @Test
    void tellsAPlaceAgainOnlyWhenTimeHasPassedAndItGrewByHalf() {
        leak(10);
        examineAfter(20);
        leak(2);
        examineAfter(40);
        examineAfter(4000);
        assertThat(announced).containsExactly("close_wait 10");

        leak(3);
        examineAfter(5000);
        assertThat(announced).containsExactly("close_wait 10", "close_wait 15");
    }

    @Test
    void tellsAllAgainWhenDescriptorsRunOutButOnceAMinuteAtMost() {
        leak(7);
        examineAfter(20);
        announcer.announceAll(detector, SECONDS.toNanos(21));
        assertThat(announced).as("announced a second ago").containsExactly("close_wait 7");

        announcer.announceAll(detector, SECONDS.toNanos(30));
        announcer.announceAll(detector, SECONDS.toNanos(82));
        announcer.announceAll(detector, SECONDS.toNanos(100));
        assertThat(announced).containsExactly("close_wait 7", "close_wait 7");
    }

    @Test
    void tellsGrowthThatCameBeforeItWasTimeOnceItIs() {
        leak(2);
        examineAfter(20);
        leak(2);
        examineAfter(40);
        assertThat(announced).containsExactly("close_wait 2");

        examineAfter(3700);
        assertThat(announced).containsExactly("close_wait 2", "close_wait 4");
    }

    @Test
    void tellsThatAllEndedWellAndLaterThatItBeginsAnew() {
        leak(4);
        examineAfter(20);
        sockets.forEach(socket -> socket.closed(SECONDS.toNanos(21)));
        open.clear();
        examineAfter(21);
        assertThat(announced).containsExactly("close_wait 4", "retracted close_wait 4");

        leak(1);
        examineAfter(40);
        assertThat(announced).hasSize(2);
        examineAfter(4000);
        assertThat(announced).containsExactly("close_wait 4", "retracted close_wait 4", "close_wait 1");
    }

    @Test
    void doesNotCallItAGoodEndWhenAGraverVerdictFollows() {
        TestSocket socket = leak(1);
        examineAfter(20);
        socket.collected();
        examineAfter(21);

        assertThat(announced).containsExactly("close_wait 1", "dropped 1");
    }

    @Test
    void tellsEachMinuteThatDescriptorsRunOut() {
        for (int second = 0; second < 150; second++) {
            detector.descriptorsExhausted(open, SECONDS.toNanos(second));
            examineAfter(second);
        }

        assertThat(announced).containsExactly("descriptors 1", "descriptors 1", "descriptors 1");
    }

    private TestSocket leak(int count) {
        TestSocket socket = null;
        for (int i = 0; i < count; i++) {
            socket = TestSocket.client(sockets.size() + 1, 0)
                    .observed(SECONDS.toNanos(1), TcpState.CLOSE_WAIT)
                    .by("main", "com.acme.Inventory.lookup(Inventory.java:88)");
            sockets.add(socket);
            open.add(socket.connection);
        }
        return socket;
    }

    private void examineAfter(long seconds) {
        long now = SECONDS.toNanos(seconds);
        detector.examine(open, List.of(), now);
        announcer.announce(detector, now);
    }
}
