package io.sockspan.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sockspan.testkit.CommandLine;
import io.sockspan.testkit.CommandLine.Result;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.Jdks;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code owners}: who holds the sockets that were there before the agent, and nothing that the application notices. */
class OwnersIT {
    private static final String APP = "io.sockspan.it.cli.app.Holding";
    private static final Pattern HELD = Pattern.compile("(.+) (\\d+)");

    @ForEachJdk
    void namesTheHolderOfEverySocketFromBeforeTheAttach(Jdk jdk) {
        CommandLine sockspan = CommandLine.on(jdk);
        try (RunningJvm jvm = TargetJvm.of(jdk).app("Holding").start().awaitDone()) {
            Map<String, List<Long>> ids = ids(sockspan, jvm);
            Map<Long, JsonObject> found = found(sockspan, jvm);

            assertThat(ids.get("list")).hasSize(3).allSatisfy(id -> {
                assertThat(owner(found.get(id))).isEqualTo("static " + APP + ".POOL");
                assertThat(path(found.get(id)))
                        .containsExactly(APP + ".POOL ArrayList", APP + "$Wrapper.socket Socket");
            });
            assertThat(owner(only("map", ids, found))).isEqualTo(APP + "$Registry.byName");
            assertThat(path(only("map", ids, found)))
                    .containsExactly(APP + ".REGISTRY Holding$Registry", APP + "$Registry.byName HashMap");
            assertThat(path(only("lambda", ids, found)))
                    .containsExactly(APP + ".closer lambda", APP + " lambda Socket");
            assertThat(owner(only("channel", ids, found))).isEqualTo("static " + APP + ".channel");
            assertThat(owner(only("thread local", ids, found)))
                    .isEqualTo("thread \"local-worker-1\", thread local " + APP + ".PER_THREAD");
            assertThat(owner(only("attachment", ids, found))).isEqualTo("static " + APP + ".KEPT");
            assertThat(remark(only("attachment", ids, found))).contains("attachment is a " + APP + "$Session.");
            assertThat(owner(only("reused number", ids, found))).isEqualTo("static " + APP + ".KEPT");
            for (String nobody : List.of("nobody", "local variable", "reader")) {
                assertThat(only(nobody, ids, found).has("holder")).as(nobody).isFalse();
            }
            // Before Java 17, a blocking socket's read takes no lock that says who reads.
            assertThat(only("reader", ids, found).has("user")).isEqualTo(jdk.version() >= 17);
            if (jdk.version() >= 17) {
                assertThat(only("reader", ids, found).get("user").getAsString())
                        .matches("It is being read now by thread \"price-reader-7\" at " + Pattern.quote(APP)
                                + "\\.readAll\\(Holding\\.java:\\d+\\)\\.");
            }
            assertThat(jvm.ask("calls", "calls \\d+").group()).isEqualTo("calls 0");
            assertThat(sockspan.run("detach", jvm.pid()).ended(0).err()).isEmpty();
            assertThat(found(sockspan, jvm)).as("attached again").hasSameSizeAs(found);
        }
    }

    @Test
    void saysWhatItDoesBeforeItDoesIt() {
        CommandLine sockspan = CommandLine.on(Jdks.current());
        try (RunningJvm jvm =
                TargetJvm.of(Jdks.current()).agent().app("Holding").start().awaitDone()) {
            assertThat(sockspan.run("owners", jvm.pid(), "--dry").quietly().out())
                    .contains("holders of 26 sockets", "made so far: 0.");
            Result first = sockspan.run("owners", jvm.pid(), "--id", 2).ended(0);
            assertThat(first.err())
                    .contains("the first search in this JVM", "--dry")
                    .hasLineCount(1);
            Result second = sockspan.run("owners", jvm.pid(), "--id", 2).quietly();
            assertThat(second.masked())
                    .startsWith("1 client connection to localhost:P in ESTABLISHED\n"
                            + "  It is held by io.sockspan.it.cli.app.Holding.POOL (static):\n"
                            + "      io.sockspan.it.cli.app.Holding.POOL ArrayList\n"
                            + "      io.sockspan.it.cli.app.Holding$Wrapper.socket Socket\n");
            assertThat(second.out()).contains("objects looked at in", "Local variables, virtual threads and");
            assertThat(sockspan.run("owners", jvm.pid()).quietly().out())
                    .contains("held by no field or thread that was looked at: by a local variable, or nobody.")
                    .doesNotContain("garbage");
            assertThat(sockspan.run("owners", jvm.pid(), "--id", 4711).refusal())
                    .contains("no open socket has the id 4711");
        }
        try (RunningJvm jvm =
                TargetJvm.of(Jdks.current()).agent().app("Hello").start().awaitDone()) {
            assertThat(sockspan.run("owners", jvm.pid()).ended(0).out()).isEqualTo("No socket is open.\n");
            assertThat(sockspan.run("owners", jvm.pid(), "--suspects").ended(0).out())
                    .isEqualTo("No socket is suspect.\n");
        }
    }

    @ForEachJdk
    void leaksAndTheReportNameTheHolderOfWhatIsOlderThanTheAgent(Jdk jdk) throws IOException {
        CommandLine sockspan = CommandLine.on(jdk);
        Path page = Files.createTempFile("owners", ".html");
        try (RunningJvm jvm = TargetJvm.of(jdk).app("Holding").start().awaitDone()) {
            sockspan.run(
                            "attach",
                            jvm.pid(),
                            "leak.close_wait=100ms",
                            "sweep.interval=50ms",
                            "telemetry=off",
                            "log=off")
                    .ended(0);
            jvm.ask("end list", "ended list");
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> sockspan.run("leaks", jvm.pid()).out().contains(": 3 client connections"));

            Result leaks = sockspan.run("leaks", jvm.pid(), "--owners").ended(1);
            assertThat(leaks.err()).contains("the first search in this JVM");
            assertThat(leaks.masked()).contains("""
                              All 3 are held by io.sockspan.it.cli.app.Holding.POOL (static):
                                  io.sockspan.it.cli.app.Holding.POOL ArrayList
                                  io.sockspan.it.cli.app.Holding$Wrapper.socket Socket
                              Close the connection where it leaves that collection.
                            """).contains("objects looked at in T");
            assertThat(sockspan.run("owners", jvm.pid(), "--suspects").quietly().out())
                    .contains("All 3 are held by io.sockspan.it.cli.app.Holding.POOL (static):");
            assertThat(json(sockspan.run("leaks", jvm.pid(), "--owners", "--json")
                                    .ended(1))
                            .getAsJsonArray("holders"))
                    .filteredOn(socket -> socket.getAsJsonObject().has("holder")
                            && owner(socket.getAsJsonObject()).equals("static " + APP + ".POOL"))
                    .hasSize(3);
            sockspan.run("report", jvm.pid(), "--owners", "-o", page).ended(0);
            assertThat(Files.readString(page).contains("io.sockspan.it.cli.app.Holding.POOL (static)"))
                    .isTrue();
        } finally {
            Files.delete(page);
        }
    }

    /** The ids of the client connections, by how they are held. */
    private static Map<String, List<Long>> ids(CommandLine sockspan, RunningJvm jvm) {
        Map<Integer, Long> byPort = new HashMap<>();
        for (JsonElement socket : json(sockspan.run("sockets", jvm.pid(), "--json", "--role", "client"))
                .getAsJsonArray("open")) {
            JsonObject members = socket.getAsJsonObject();
            byPort.put(
                    members.getAsJsonObject("local").get("port").getAsInt(),
                    members.get("id").getAsLong());
        }
        Map<String, List<Long>> ids = new HashMap<>();
        for (String line : jvm.said("held")) {
            Matcher held = HELD.matcher(line);
            assertThat(held.matches()).as(line).isTrue();
            ids.computeIfAbsent(held.group(1), none -> new ArrayList<>())
                    .add(byPort.get(Integer.valueOf(held.group(2))));
        }
        return ids;
    }

    private static Map<Long, JsonObject> found(CommandLine sockspan, RunningJvm jvm) {
        Map<Long, JsonObject> found = new HashMap<>();
        for (JsonElement socket :
                json(sockspan.run("owners", jvm.pid(), "--json").ended(0)).getAsJsonArray("sockets")) {
            found.put(socket.getAsJsonObject().get("id").getAsLong(), socket.getAsJsonObject());
        }
        return found;
    }

    private static JsonObject only(String way, Map<String, List<Long>> ids, Map<Long, JsonObject> found) {
        assertThat(ids.get(way)).as(way).hasSize(1);
        JsonObject socket = found.get(ids.get(way).get(0));
        assertThat(socket).as(way).isNotNull();
        return socket;
    }

    private static String owner(JsonObject socket) {
        JsonObject holder = socket.getAsJsonObject("holder");
        assertThat(holder).as(socket.toString()).isNotNull();
        return (holder.get("static").getAsBoolean() ? "static " : "")
                + holder.get("owner").getAsString();
    }

    private static String remark(JsonObject socket) {
        return socket.getAsJsonObject("holder").get("remark").getAsString();
    }

    private static List<String> path(JsonObject socket) {
        return socket.getAsJsonObject("holder").getAsJsonArray("path").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .map(step ->
                        step.get("place").getAsString() + " " + step.get("type").getAsString())
                .toList();
    }

    private static JsonObject json(Result result) {
        return JsonParser.parseString(result.out()).getAsJsonObject();
    }
}
