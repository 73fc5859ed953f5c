package io.sockspan.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network of its own for a forked process, so that neither the ports nor the many TIME_WAITs of other tests are in it. Needs root;
 * without, the process shares the machine's.
 */
public final class NetworkNamespace {
    private static final boolean AVAILABLE = succeeds("unshare", "--net", "ip", "link", "set", "lo", "up");

    private NetworkNamespace() {}

    /** The ports that a process gets which asks for those of its own network. */
    public static PortRange ports() {
        return AVAILABLE ? PortRange.OWN : PortRange.ALL;
    }

    /** The command that runs a command in a new namespace with a loopback device; the process id stays the command's own. */
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
