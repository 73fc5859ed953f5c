package io.sockspan.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace for a forked process, without the ports and the many TIME_WAITs of other tests. Needs root; without root, the process
 * uses the machine's network.
 */
public final class NetworkNamespace {
    private static final boolean AVAILABLE = succeeds("unshare", "--net", "ip", "link", "set", "lo", "up");

    private NetworkNamespace() {}

    /** The range of ephemeral ports of a process with a network namespace of its own. */
    public static PortRange ports() {
        return AVAILABLE ? PortRange.OWN : PortRange.ALL;
    }

    /** The command that runs another command in a new namespace with a loopback device. The process id is that of the other command. */
    public static List<String> around(List<String> command, boolean ownPorts) {
        if (!AVAILABLE) {
            return command;
        }
        String ports =
                ownPorts ? "echo " + PortRange.OWN.sysctl() + " > /proc/sys/net/ipv4/ip_local_port_range && " : "";
        List<String> wrapped = new ArrayList<>(
                List.of("unshare", "--net", "sh", "-c", "ip link set lo up && " + ports + "exec \"$@\"", "sh"));
        wrapped.addAll(command);
        return wrapped;
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
