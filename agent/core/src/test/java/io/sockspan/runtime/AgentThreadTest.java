package io.sockspan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import io.sockspan.bootstrap.TestRecorder;
import io.sockspan.command.Commands;
import io.sockspan.config.Log;
import io.sockspan.config.Settings;
import io.sockspan.config.SettingsParser;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentThreadTest {
    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 51344);
    private static final InetSocketAddress THERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 40112);

    /** A socket whose descriptor no longer exists is ended by the next sweep, so this one is real. */
    private final SocketChannel real;

    private final FileDescriptor descriptor;
    private final Stderr stderr = new Stderr();
    private Agent agent;
    private AgentThread thread;

    AgentThreadTest() throws IOException, ReflectiveOperationException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            real = SocketChannel.open(listener.getLocalSocketAddress());
        }
        Field number = real.getClass().getDeclaredField("fdVal");
        number.setAccessible(true);
        descriptor = TestRecorder.descriptor(number.getInt(real));
    }

    @AfterEach
    void stop() throws InterruptedException, IOException {
        real.close();
        Runtime.getRuntime().removeShutdownHook(agent.exitHook());
        thread.end();
        thread.join();
        agent.recording().stop();
    }

    @Test
    void answersWithAllThatHappenedBeforeTheQuestion() {
        Commands commands = start("");
        TestRecorder.accepted(descriptor, THERE, HERE);

        assertThat(commands.run("report text")).contains("1 open");
        assertThat(commands.run("report json")).contains("\"established\"").contains("40112");
    }

    @Test
    void refusesACommandThatItDoesNotKnow() {
        Commands commands = start("");

        assertThatThrownBy(() -> commands.run("report xml"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown command \"report xml\"");
    }

    @Test
    void tellsAtTheEndWhatHappenedBeforeIt() throws InterruptedException {
        start("exit.report=text");
        TestRecorder.accepted(descriptor, THERE, HERE);

        thread.end();
        thread.join(TimeUnit.SECONDS.toMillis(30));

        assertThat(thread.isAlive()).isFalse();
        assertThat(stderr.lines()).anyMatch(line -> line.contains("1 open"));
    }

    @Test
    void answersAfterItsEndToo() throws InterruptedException {
        Commands commands = start("");
        thread.end();
        thread.join();
        TestRecorder.accepted(descriptor, THERE, HERE);

        assertThat(commands.run("report text")).contains("1 open");
    }

    /** As an application does that prints a report in a shutdown hook of its own. */
    @Test
    void answersWhileItEnds() throws InterruptedException {
        Commands commands = start("");
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread asking = new Thread(() -> {
            do {
                commands.run("report json");
            } while (thread.isAlive());
            commands.run("report json");
        });
        asking.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
        asking.start();

        thread.end();
        asking.join(TimeUnit.SECONDS.toMillis(30));

        assertThat(asking.isAlive()).isFalse();
        assertThat(failure).hasNullValue();
    }

    @Test
    void errorOfItsOwnTurnsTheAgentOffAndNothingElse() throws InterruptedException {
        Commands commands = start("", failingAtTheStart(() -> {}));
        thread.join(TimeUnit.SECONDS.toMillis(30));
        TestRecorder.accepted(descriptor, THERE, HERE);

        assertThat(thread.isAlive()).isFalse();
        assertThat(stderr.lines())
                .containsExactly("sockspan: the agent met an error of its own and is off now; the application is not"
                        + " affected: java.lang.AssertionError: broken on purpose");
        assertThat(agent.recording().isAnySeen())
                .as("nothing is recorded any more")
                .isFalse();
        assertThatThrownBy(() -> commands.run("report text"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("broken on purpose");
    }

    @Test
    void questionThatWaitsWhenTheAgentFailsIsAnswered() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        Commands commands =
                start("", failingAtTheStart(() -> await().atMost(ONE_MINUTE).until(() -> asked.getCount() == 0)));
        Future<String> answer = thread.requests().submit(() -> "never");
        asked.countDown();

        assertThatThrownBy(() -> answer.get(30, TimeUnit.SECONDS)).hasMessageContaining("broken on purpose");
        assertThatThrownBy(() -> commands.run("report json")).hasMessageContaining("broken on purpose");
    }

    @Test
    void interruptedQuestionKeepsTheInterrupt() {
        Commands commands = start("");
        CountDownLatch over = new CountDownLatch(1);
        // An answer that is there before its asker waits for it is taken in spite of the interrupt.
        thread.requests().submit(() -> over.await(2, TimeUnit.MINUTES));
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> commands.run("report text")).isInstanceOf(IllegalStateException.class);
        } finally {
            over.countDown();
        }

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void threadThatDiesIsNotTheApplicationsConcern() throws InterruptedException {
        start("");
        AtomicReference<Throwable> seenByTheApplication = new AtomicReference<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> seenByTheApplication.set(e));
        try {
            for (int i = 0; i < 2; i++) {
                Thread dying = new Thread(thread.getThreadGroup(), () -> {
                    throw new AssertionError("of a library");
                });
                dying.start();
                dying.join();
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }

        assertThat(seenByTheApplication).hasNullValue();
        assertThat(stderr.lines())
                .filteredOn(line -> line.contains("of a library"))
                .hasSize(1);
    }

    private Console failingAtTheStart(Runnable before) {
        return stderr.console(Log.INFO, text -> {
            if (text.contains("started")) {
                before.run();
                throw new AssertionError("broken on purpose");
            }
        });
    }

    private Commands start(String arguments) {
        return start(arguments, stderr.console(Log.SUSPECTS));
    }

    private Commands start(String arguments, Console console) {
        Settings settings = SettingsParser.parse(
                "telemetry=off;queue.size=1024;stacks=always;" + arguments, new Properties(), Map.of());
        agent = new Agent(settings, console, nothingLoaded(), false);
        thread = agent.thread();
        return agent.start();
    }

    /** A JVM that has loaded no class with hooks, and never will. */
    private static Instrumentation nothingLoaded() {
        return (Instrumentation) Proxy.newProxyInstance(
                AgentThreadTest.class.getClassLoader(),
                new Class<?>[] {Instrumentation.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getAllLoadedClasses" -> new Class<?>[0];
                    case "removeTransformer" -> true;
                    default -> null;
                });
    }
}
