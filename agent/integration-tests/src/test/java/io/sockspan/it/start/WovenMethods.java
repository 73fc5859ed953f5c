package io.sockspan.it.start;

import static org.awaitility.Awaitility.await;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import io.sockspan.testkit.RunningJvm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytecode that a running JVM executes, as its debugger interface tells it: what no agent can make believe.
 *
 * <p>Operands that stand for constants may change, because a class keeps the constants of all its former versions; so it is the length
 * of every method that is compared. A hook makes its method longer.
 */
final class WovenMethods {
    /** What the JVM must be started with. */
    static final String FLAG = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";

    private static final Pattern PORT = Pattern.compile("Listening for transport dt_socket at address: (\\d+)");

    private final RunningJvm jvm;
    private int connections;

    WovenMethods(RunningJvm jvm) {
        this.jvm = jvm;
    }

    /** The length of each method of the JDK's socket classes that are loaded now. */
    Map<String, Integer> lengths() throws Exception {
        // A debugger keeps what it was told once, so each look is a debugger of its own.
        VirtualMachine machine = connect();
        try {
            Map<String, Integer> lengths = new TreeMap<>();
            for (ReferenceType type : machine.allClasses()) {
                if (type.classLoader() == null && isAboutSockets(type.name())) {
                    for (Method method : type.methods()) {
                        if (!method.isNative() && !method.isAbstract()) {
                            String name = type.name() + "." + method.name() + method.signature();
                            lengths.put(name, method.bytecodes().length);
                        }
                    }
                }
            }
            return lengths;
        } finally {
            machine.dispose();
        }
    }

    private static boolean isAboutSockets(String type) {
        return type.startsWith("sun.nio.ch.") || type.startsWith("java.net.") || type.startsWith("sun.net.");
    }

    private VirtualMachine connect() throws Exception {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(each -> each.transport().name().equals("dt_socket"))
                .findAny()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(port());
        return connector.attach(arguments);
    }

    /** It listens anew after each debugger, and says where. */
    private String port() {
        connections++;
        return await().atMost(Duration.ofSeconds(60))
                .until(this::ports, ports -> ports.size() == connections)
                .get(connections - 1);
    }

    private List<String> ports() {
        return jvm.out().stream()
                .map(PORT::matcher)
                .filter(Matcher::find)
                .map(line -> line.group(1))
                .toList();
    }
}
