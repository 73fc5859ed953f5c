package io.sockspan.it;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network of its own for a forked process, so that neither the ports nor the many TIME_WAITs of other tests are in it. Needs root;
 * without, the process shares the machine's.
 */
final class NetworkNamespace {
    private static final boolean AVAILABLE = succeeds("unshare", "--net", "ip", "link", "set", "lo", "up");

    private NetworkNamespace() {}

    /** The command that runs a command in a new namespace with a loopback device; the process id stays the command's own. */
    static List<String> around(List<String> command) {
        if (!AVAILABLE) {
            return command;
        }
        List<String> wrapped =
                new ArrayList<>(List.of("unshare", "--net", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"));
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
