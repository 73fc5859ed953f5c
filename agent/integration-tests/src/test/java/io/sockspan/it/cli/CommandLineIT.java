package io.sockspan.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sockspan.testkit.CommandLine;
import io.sockspan.testkit.CommandLine.Result;
import io.sockspan.testkit.Container;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.Jdks;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a person uses it, and what that person reads. */
class CommandLineIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String[] SOON = {"leak.close_wait=100ms", "sweep.interval=50ms", "telemetry=off", "log=off"};

    @ForEachJdk
    void leadsFromTheListToTheLeakingLine(Jdk jdk) {
        CommandLine sockspan = CommandLine.on(jdk);
        try (RunningJvm jvm = TargetJvm.of(jdk).app("OnDemand").start().awaitDone()) {
            assertThat(listed(sockspan, jvm))
                    .matches(" *\\d+ +" + version(jdk) + "\\S* +\\S+ +- +io.sockspan.it.app.OnDemand");

            Result attached = sockspan.run("attach", jvm.pid(), SOON[0], SOON[1], SOON[2], SOON[3])
                    .quietly();
            assertThat(attached.out()).isEqualTo("attached to JVM " + jvm.pid() + " (io.sockspan.it.app.OnDemand)\n");
            assertThat(listed(sockspan, jvm)).contains(" attached ");

            assertThat(sockspan.run("leaks", jvm.pid()).quietly().out()).isEqualTo("No socket is suspect.\n");
            assertThat(sockspan.run("sockets", jvm.pid()).quietly().masked())
                    .isEqualTo(
                            "io.sockspan.it.app.OnDemand 0 open, 0 suspect kernel state read T ago 0 events dropped\n"
                                    + "No socket is open.\n");

            jvm.ask("leak", "leaked");
            Result leaks = await().atMost(PATIENCE)
                    .until(() -> sockspan.run("leaks", jvm.pid()), result -> result.exitCode() == 1);
            assertThat(leaks.err()).isEmpty();
            assertThat(leaks.masked()).isEqualTo("""
                    SUSPECTED LEAK F: 1 client connection to localhost:P in CLOSE_WAIT
                      The peer closed T ago (limit T); close() was not called here.
                      For example 2, opened T ago by thread "main" at
                          io.sockspan.it.app.OnDemand.leak(OnDemand.java:32)
                          io.sockspan.it.app.OnDemand.lambda$main$0(OnDemand.java:21)
                          io.sockspan.it.app.App.obey(App.java:55)
                          io.sockspan.it.app.App.serve(App.java:45)
                          io.sockspan.it.app.OnDemand.main(OnDemand.java:24)
                      Close the connection on that path, or allow it: leak.ignore=io.sockspan.it.app.OnDemand.leak
                    """);
            assertThat(sockspan.run("sockets", jvm.pid()).quietly().masked()).isEqualTo("""
                    io.sockspan.it.app.OnDemand 2 open, 1 suspect kernel state read T ago 0 events dropped
                       ID SIDE STATE FOR AGE LOCAL REMOTE OPENED AT
                        1 listen LISTEN T T 127.0.0.1:P - OnDemand.leak:29
                        2 client CLOSE_WAIT T T 127.0.0.1:P localhost:P OnDemand.leak:32
                                 SUSPECT F
                    """);

            Result detached = sockspan.run("detach", jvm.pid()).quietly();
            assertThat(detached.out()).isEqualTo("detached from JVM " + jvm.pid() + " (io.sockspan.it.app.OnDemand)\n");
            assertThat(listed(sockspan, jvm)).contains(" - ");
            assertThat(jvm.ask("close", "closed")).isNotNull();
            assertThat(jvm.out()).allMatch(line -> line.startsWith("app: "));
        }
    }

    @ForEachJdk
    void attachesByItselfAndSaysSo(Jdk jdk) {
        CommandLine sockspan = CommandLine.on(jdk);
        try (RunningJvm jvm = TargetJvm.of(jdk).app("OnDemand").start().awaitDone()) {
            Result sockets = sockspan.run("sockets", jvm.pid()).ended(0);
            assertThat(sockets.err())
                    .isEqualTo("sockspan: attached to JVM " + jvm.pid()
                            + " (io.sockspan.it.app.OnDemand) just now, with"
                            + " telemetry=off;log=off; it stays until sockspan detach " + jvm.pid() + "\n");

            Result again = sockspan.run("attach", jvm.pid()).quietly();
            assertThat(again.out())
                    .isEqualTo("the agent runs in JVM " + jvm.pid() + " (io.sockspan.it.app.OnDemand) already\n");
            assertThat(sockspan.run("attach", jvm.pid(), "stacks=off").refusal())
                    .contains("already, with the options");
        }
    }

    @ForEachJdk
    void showsOnlyWhatWasAskedFor(Jdk jdk) {
        CommandLine sockspan = CommandLine.on(jdk);
        try (RunningJvm jvm =
                TargetJvm.of(jdk).agent(SOON).app("OnDemand").start().awaitDone()) {
            jvm.ask("leak", "leaked");
            await().atMost(PATIENCE)
                    .until(() -> sockspan.run("leaks", jvm.pid()).exitCode() == 1);

            assertThat(ids(sockspan, jvm)).isEqualTo("[1,2]");
            assertThat(ids(sockspan, jvm, "--state", "close_wait,time_wait")).isEqualTo("[2]");
            assertThat(ids(sockspan, jvm, "--role", "listener")).isEqualTo("[1]");
            assertThat(ids(sockspan, jvm, "--suspects")).isEqualTo("[2]");
            assertThat(ids(sockspan, jvm, "--older-than", "1h")).isEqualTo("[]");
            assertThat(ids(sockspan, jvm, "--older-than", "1ms")).isEqualTo("[1,2]");
            assertThat(ids(sockspan, jvm, "--sort", "state")).isEqualTo("[2,1]");
            assertThat(ids(sockspan, jvm, "--port", "1")).isEqualTo("[]");

            JsonObject leaks = json(sockspan.run("leaks", jvm.pid(), "--json").ended(1));
            assertThat(leaks.getAsJsonArray("suspects")).hasSize(1);
            Result life = sockspan.run("sockets", jvm.pid(), "--id", 2).quietly();
            assertThat(life.masked())
                    .contains(
                            "SYN_SENT",
                            "ESTABLISHED",
                            "CLOSE_WAIT",
                            "Opened T ago by thread \"main\" at",
                            "io.sockspan.it.app.OnDemand.leak(OnDemand.java:32)");
            assertThat(sockspan.run("sockets", jvm.pid(), "--id", 77).refusal()).contains("no socket has the id 77");
        }
    }

    @ForEachJdk
    void runsOnAnotherJavaThanTheJvmThatItLooksAt(Jdk jdk) {
        for (Jdk other : Jdks.all()) {
            try (RunningJvm jvm = TargetJvm.of(jdk).app("OnDemand").start().awaitDone()) {
                CommandLine sockspan = CommandLine.on(other);
                sockspan.run("attach", jvm.pid(), "telemetry=off").quietly();
                jvm.ask("leak", "leaked");
                assertThat(sockspan.run("sockets", jvm.pid(), "--role", "client")
                                .quietly()
                                .out())
                        .as("from " + other + " to " + jdk)
                        .contains("OnDemand.leak:32");
                sockspan.run("detach", jvm.pid()).quietly();
            }
        }
    }

    @ForEachJdk
    void reachesIntoAContainer(Jdk jdk) throws IOException {
        assumeTrue(Container.isRoot(), "needs root");
        CommandLine sockspan = CommandLine.on(jdk);
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .through(Container.withOwnTmp())
                .appAt(Container.APPS, "OnDemand")
                .start()
                .awaitDone()) {
            assertThat(listed(sockspan, jvm)).contains(" - ");
            Path leftBehind = leaveSocket(jvm);
            for (int i = 0; i < 2; i++) {
                sockspan.run("attach", jvm.pid(), "telemetry=off").quietly();
                assertThat(leftBehind)
                        .matches(path -> Files.exists(path) && !Files.isSymbolicLink(path), "is there again");
                jvm.ask("leak", "leaked");
                assertThat(sockspan.run("sockets", jvm.pid(), "--role", "client")
                                .quietly()
                                .out())
                        .contains("OnDemand.leak:32");
                sockspan.run("detach", jvm.pid()).quietly();
            }
            assertThat(Path.of("/proc/" + jvm.pid() + "/root/tmp"))
                    .isDirectoryNotContaining(
                            file -> file.getFileName().toString().startsWith("sockspan"));
        }
    }

    /** As a killed JVM does that had the process id before, outside of the container. */
    private static Path leaveSocket(RunningJvm jvm) throws IOException {
        Path socket = Path.of("/tmp/.java_pid" + jvm.pid());
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
        }
        return socket;
    }

    @ForEachJdk
    void letsRootLookAtAnotherUsersJvm(Jdk jdk) {
        assumeTrue(Container.isRoot(), "needs root");
        // The JDK of the tests can be run by everybody.
        CommandLine sockspan = CommandLine.on(Jdks.current());
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .through("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
                .app("OnDemand")
                .start()
                .awaitDone()) {
            sockspan.run("attach", jvm.pid(), "telemetry=off").quietly();
            jvm.ask("leak", "leaked");
            assertThat(sockspan.run("sockets", jvm.pid(), "--role", "client")
                            .quietly()
                            .out())
                    .contains("OnDemand.leak:32");
            sockspan.run("detach", jvm.pid()).quietly();
        }
    }

    @ForEachJdk
    void followsEvents(Jdk jdk) throws Exception {
        CommandLine sockspan = CommandLine.on(jdk);
        try (RunningJvm jvm =
                TargetJvm.of(jdk).agent(SOON).app("OnDemand").start().awaitDone()) {
            try (CommandLine.Running events = sockspan.start("events", jvm.pid(), "--follow")) {
                events.await("^TIME +ID SIDE +OLD -> NEW +IN OLD ENDS$");
                jvm.ask("leak", "leaked");
                events.await("^..:..:..\\.... +1 listen +CLOSED -> LISTEN +\\S+ 127.0.0.1:\\d+$");
                events.await("^..:..:..\\.... +2 client +CLOSED -> SYN_SENT +\\S+ ");
                events.await("^..:..:..\\.... +2 client +SYN_SENT -> ESTABLISHED +\\S+ ");
                events.await("^..:..:..\\.... +2 client +ESTABLISHED -> CLOSE_WAIT +<\\S+ ");
                assertThat(jvm.report().hookFailures()).isZero();
            }
            // What was known before is told without following, and the session of the one that was ended has ended too.
            assertThat(sockspan.run("events", jvm.pid()).quietly().out())
                    .contains("CLOSED -> LISTEN", "ESTABLISHED -> CLOSE_WAIT");
            await().atMost(PATIENCE).until(() -> !threads(jvm).contains("sockspan-session"));
        }
    }

    @ForEachJdk
    void watchesOnATerminalUntilAKeyIsPressed(Jdk jdk) throws Exception {
        assumeTrue(CommandLine.hasTerminals(), "needs script of util-linux");
        try (RunningJvm jvm =
                TargetJvm.of(jdk).agent(SOON).app("OnDemand").start().awaitDone()) {
            jvm.ask("leak", "leaked");
            for (String noColour : List.of("", "1")) {
                CommandLine sockspan = CommandLine.on(jdk).env("NO_COLOR", noColour);
                try (CommandLine.Running watch = sockspan.startOnATerminal("sockets", jvm.pid(), "--watch")) {
                    watch.await("OPENED AT");
                    watch.await(noColour.isEmpty() ? "\u001b\\[31mCLOSE_WAIT\u001b" : " CLOSE_WAIT ");
                    watch.await(" quits");
                    assertThat(watch.out()).contains("\u001b[?1049h");
                    assertThat(watch.out().contains("\u001b[3")).as("colours").isEqualTo(noColour.isEmpty());
                    // A JVM that can start no process, and so no stty, cannot ask for single keys.
                    if (watch.out().contains("q quits")) {
                        assertThat(String.join("\n", watch.press('q')))
                                .contains("\u001b[?1049l")
                                .as("the terminal as before")
                                .containsPattern("(?<!-)\\bicanon\\b")
                                .containsPattern("(?<!-)\\becho\\b");
                    }
                }
            }
        }
    }

    @ForEachJdk
    void writesTheReport(Jdk jdk, @TempDir Path directory) {
        Path file = directory.resolve("report.html");
        try (RunningJvm jvm =
                TargetJvm.of(jdk).agent(SOON).app("OnDemand").start().awaitDone()) {
            jvm.ask("leak", "leaked");
            assertThat(CommandLine.on(jdk)
                            .run("report", jvm.pid(), "-o", file)
                            .quietly()
                            .out())
                    .isEqualTo("wrote " + file + "\n");
            assertThat(file)
                    .content()
                    .contains("<h1>io.sockspan.it.app.OnDemand</h1>", "OnDemand.java:32")
                    .endsWith("</html>\n");
        }
    }

    @ForEachJdk
    void keepsToTheWidthWithLongAddresses(Jdk jdk) {
        try (RunningJvm jvm =
                TargetJvm.of(jdk).agent(SOON).app("OnDemand").start().awaitDone()) {
            jvm.ask("leak6", "leaked");
            for (int width : new int[] {80, 100, 160}) {
                CommandLine sockspan = CommandLine.on(jdk).env("COLUMNS", String.valueOf(width));
                for (String command : List.of("sockets", "events")) {
                    String out = sockspan.run(command, jvm.pid()).quietly().out();
                    assertThat(out).contains("[::1]:").doesNotContain("\u001b");
                    assertThat(out.lines()).allMatch(line -> line.length() <= width);
                }
            }
        }
    }

    @Test
    void tellsItsVersionAndItsCommands() {
        CommandLine sockspan = CommandLine.on(Jdks.current());
        assertThat(sockspan.run("--version").quietly().out()).matches("sockspan \\d+\\.\\d+\\.\\d+\\S*\n");
        assertThat(sockspan.run("help").quietly().out())
                .contains("list ", "leaks ", "sockets ", "owners ", "events ", "report ", "attach ", "detach ");
        assertThat(sockspan.run().quietly().out())
                .isEqualTo(sockspan.run("help").out());
        assertThat(sockspan.run("leaks", "--help").quietly().out())
                .contains("--json", "--wait=TIME", "1   there are suspects");
        assertThat(sockspan.run("generate-completion").quietly().out()).contains("complete -F _complete_sockspan");
    }

    private static String threads(RunningJvm jvm) throws IOException {
        StringBuilder names = new StringBuilder();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + jvm.pid() + "/task"))) {
            for (Path thread : threads) {
                names.append(Files.readString(thread.resolve("comm")));
            }
        }
        // The kernel keeps 15 characters of a name.
        return names.toString().replace("sockspan-sessio\n", "sockspan-session\n");
    }

    private static String listed(CommandLine sockspan, RunningJvm jvm) {
        return sockspan.run("list")
                .quietly()
                .out()
                .lines()
                .filter(line -> line.strip().startsWith(jvm.pid() + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not in the list: " + jvm.pid()));
    }

    private static String version(Jdk jdk) {
        return jdk.version() == 8 ? Pattern.quote("1.8.") : jdk.version() + "";
    }

    private static String ids(CommandLine sockspan, RunningJvm jvm, String... filters) {
        Object[] arguments = new Object[filters.length + 3];
        arguments[0] = "sockets";
        arguments[1] = jvm.pid();
        arguments[2] = "--json";
        System.arraycopy(filters, 0, arguments, 3, filters.length);
        return json(sockspan.run(arguments).quietly()).getAsJsonArray("open").asList().stream()
                .map(socket -> socket.getAsJsonObject().get("id").getAsString())
                .toList()
                .toString()
                .replace(" ", "");
    }

    private static JsonObject json(Result result) {
        return JsonParser.parseString(result.out()).getAsJsonObject();
    }
}
