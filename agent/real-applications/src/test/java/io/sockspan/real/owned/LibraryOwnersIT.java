package io.sockspan.real.owned;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sockspan.testkit.CommandLine;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code owners} names the application's code for connections that real libraries hold for it. */
class LibraryOwnersIT {
    private static final String APP = OwnedByLibraries.class.getName();

    @ForEachJdk
    void namesTheApplicationsCodeBehindTheLibrary(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .flagSince(21, "--enable-native-access=ALL-UNNAMED")
                .talking(path(), APP)
                .start()
                .awaitDone()) {
            Map<String, JsonObject> found = found(CommandLine.on(jdk), jvm);

            assertThat(owner(found, "apache 4")).isEqualTo("static " + APP + "$Prices.CLIENT");
            assertThat(path(found, "apache 4")).contains("CPool.leased");
            assertThat(owner(found, "apache 5")).isEqualTo("static " + APP + "$Rates.CLIENT");
            assertThat(path(found, "apache 5")).contains(".leased");
            assertThat(owner(found, "hikari")).isEqualTo("static " + APP + ".orders");
            assertThat(path(found, "hikari")).contains(APP + "$Orders.database", "PoolEntry.connection");
            assertThat(owner(found, "spring")).isEqualTo(APP + "$Registry.byName");
            assertThat(path(found, "spring")).contains(APP + ".BEANS", "singletonObjects");
            for (String netty : List.of("netty nio", "netty epoll")) {
                assertThat(found.get(netty).getAsJsonObject("holder").toString())
                        .as(netty)
                        .contains("Its handlers are " + APP + "$PriceHandler.");
            }
            assertThat(owner(found, "vertx")).isEqualTo("static " + APP + "$Ticks.socket");
            // That the loop of the one also has the other does not make it its holder.
            assertThat(owner(found, "vertx forgotten")).doesNotContain("Ticks");
            assertThat(owner(found, "reactor")).isEqualTo("static " + APP + "$Feed.stream");
            assertThat(found.get("garbage").has("holder")).isFalse();
            assertThat(jvm.awaitExit()).isZero();
        }
    }

    private static List<String> path() {
        return List.of(
                TargetJvm.property("sockspan.real.classes"),
                TargetJvm.property("sockspan.real.lib") + "/*",
                TargetJvm.property("sockspan.real.transports") + "/netty-4.1/*");
    }

    /** What holds each client connection, by the way in which it is held. */
    private static Map<String, JsonObject> found(CommandLine sockspan, RunningJvm jvm) {
        Map<Integer, String> ways = new HashMap<>();
        for (String line : jvm.said("held")) {
            int blank = line.lastIndexOf(' ');
            ways.put(Integer.valueOf(line.substring(blank + 1)), line.substring(0, blank));
        }
        Map<Long, String> wayOf = new HashMap<>();
        for (JsonElement socket : json(sockspan.run("sockets", jvm.pid(), "--json", "--role", "client")
                        .out())
                .getAsJsonArray("open")) {
            JsonObject members = socket.getAsJsonObject();
            wayOf.put(
                    members.get("id").getAsLong(),
                    ways.get(members.getAsJsonObject("remote").get("port").getAsInt()));
        }
        Map<String, JsonObject> found = new HashMap<>();
        for (JsonElement socket :
                json(sockspan.run("owners", jvm.pid(), "--json").ended(0).out()).getAsJsonArray("sockets")) {
            JsonObject members = socket.getAsJsonObject();
            found.put(wayOf.get(members.get("id").getAsLong()), members);
        }
        assertThat(found).containsKeys(ways.values().toArray(new String[0]));
        return found;
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    private static String owner(Map<String, JsonObject> found, String way) {
        JsonObject holder = found.get(way).getAsJsonObject("holder");
        assertThat(holder).as(way).isNotNull();
        return (holder.get("static").getAsBoolean() ? "static " : "")
                + holder.get("owner").getAsString();
    }

    private static String path(Map<String, JsonObject> found, String way) {
        return found.get(way).getAsJsonObject("holder").getAsJsonArray("path").toString();
    }
}
