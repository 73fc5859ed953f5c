package io.sockspan.soak;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One application in this JVM: {@code Soak NAME PORT SCHEME DIRECTORY}. It carries out the commands {@code use ROUNDS} and {@code leak} of its
 * standard input, prints {@code done} after each and after its start, and exits at the end of the input.
 */
public final class Soak {
    private static final int ROUNDS_PER_SECOND = 2;

    private static final Map<String, Supplier<Application>> APPLICATIONS = new LinkedHashMap<>();

    static {
        APPLICATIONS.put("tomcat", () -> new SpringServer("tomcat"));
        APPLICATIONS.put("jetty", () -> new SpringServer("jetty"));
        APPLICATIONS.put("undertow", () -> new SpringServer("undertow"));
        APPLICATIONS.put("webflux", () -> new SpringServer("webflux"));
        APPLICATIONS.put("kafka", KafkaBroker::new);
        APPLICATIONS.put("zookeeper", ZooKeeperNode::new);
        APPLICATIONS.put("artemis", ArtemisBroker::new);
        APPLICATIONS.put("http-clients", HttpClients::new);
        APPLICATIONS.put("kafka-clients", KafkaClients::new);
        APPLICATIONS.put("zookeeper-clients", ZooKeeperClients::new);
        APPLICATIONS.put("artemis-clients", ArtemisClients::new);
        APPLICATIONS.put("postgresql-clients", PostgreSqlClients::new);
        APPLICATIONS.put("redis-clients", RedisClients::new);
    }

    private Soak() {}

    public static void main(String[] args) throws Exception {
        Application application = APPLICATIONS.get(args[0]).get();
        application.start(new Address(Integer.parseInt(args[1]), args[2], args[3]));
        System.out.println("done");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String command; (command = commands.readLine()) != null; ) {
            carryOut(application, command.split(" "));
            System.out.println("done");
        }
        // Some of these libraries hold their threads, and their shutdown is no part of the soak.
        Runtime.getRuntime().halt(0);
    }

    private static void carryOut(Application application, String[] command) throws Exception {
        if (command[0].equals("leak")) {
            application.leak();
            return;
        }
        for (int round = Integer.parseInt(command[1]); round > 0; round--) {
            application.use();
            TimeUnit.MILLISECONDS.sleep(1000 / ROUNDS_PER_SECOND);
        }
    }
}
