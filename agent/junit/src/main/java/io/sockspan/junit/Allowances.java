package io.sockspan.junit;

import io.sockspan.testing.RecordedSocket;
import io.sockspan.testing.SocketRole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** What {@link AllowSockets} allows at one place. Immutable. */
final class Allowances {
    private final List<AllowSockets> allowed;

    /** @throws ExtensionConfigurationException if one has no reason */
    Allowances(List<AllowSockets> allowed) {
        this.allowed = new ArrayList<>(allowed);
        for (AllowSockets one : allowed) {
            if (one.reason().trim().isEmpty()) {
                throw new ExtensionConfigurationException("@AllowSockets needs a reason that says why they stay open");
            }
        }
    }

    boolean isEmpty() {
        return allowed.isEmpty();
    }

    boolean cover(RecordedSocket socket) {
        return allowed.stream().anyMatch(one -> covers(one, socket));
    }

    private static boolean covers(AllowSockets one, RecordedSocket socket) {
        int port = socket.role() == SocketRole.CLIENT ? socket.peerPort() : socket.localPort();
        return (one.port().length == 0 || Arrays.stream(one.port()).anyMatch(allowed -> allowed == port))
                && (one.openedBy().length == 0 || Arrays.stream(one.openedBy()).anyMatch(by -> opened(by, socket)));
    }

    private static boolean opened(String by, RecordedSocket socket) {
        return socket.openingStack().stream().anyMatch(frame -> isIn(by, frame.getClassName()));
    }

    /** {@code com.acme} covers {@code com.acme.Shop} and not {@code com.acmecorp.Shop}. */
    private static boolean isIn(String place, String className) {
        return className.startsWith(place)
                && (className.length() == place.length()
                        || className.charAt(place.length()) == '.'
                        || className.charAt(place.length()) == '$');
    }
}
