package io.sockspan.report;

import io.sockspan.protocol.HarmlessText;
import io.sockspan.stack.FrameName;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.Endpoint;
import io.sockspan.track.SocketSnapshot;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/** Formats ends, states, frames and threads for people. Pure functions. */
final class Names {
    static final String BEFORE_ATTACH = "before attach";

    /** Separates a line of code from the library that opened a socket on its behalf. */
    private static final String BY = " by ";

    static final String UNKNOWN = "-";

    private Names() {}

    /** {@code 10.0.0.5:8080}, {@code [2001:db8::1]:8080}, {@code *:8080}; a dash if the end is unknown. */
    static String end(Endpoint end) {
        if (end == null) {
            return UNKNOWN;
        }
        if (end.address == null || end.address.isAnyLocalAddress()) {
            return "*:" + end.port;
        }
        return host(end.address) + ":" + end.port;
    }

    /** The peer, by the name that the application gave for it, or by its address if the application gave none. */
    static String peer(SocketSnapshot socket) {
        if (socket.serverName == null) {
            return end(socket.remote);
        }
        return clean(socket.serverName) + (socket.remote == null ? "" : ":" + socket.remote.port);
    }

    /** The role of a socket, with a question mark if it is inferred. */
    static String side(SocketSnapshot socket) {
        switch (socket.role) {
            case LISTENER:
                return "listen";
            case UNCONNECTED:
                return UNKNOWN;
            default:
                return socket.role.label() + (socket.roleInferred ? "?" : "");
        }
    }

    /** The state in RFC 9293's spelling, with a question mark if it is inferred. */
    static String state(SocketSnapshot socket) {
        return state(socket.state, socket.evidence);
    }

    static String state(TcpState state, Evidence evidence) {
        return state.name() + (evidence == Evidence.INFERRED ? "?" : "");
    }

    /** {@code com.acme.Inventory.lookup(Inventory.java:88)}, without the loader and module that newer JVMs add. */
    static String frame(StackTraceElement frame) {
        return clean(frame.getClassName() + "." + frame.getMethodName() + "(" + source(frame) + ")");
    }

    /** {@code shop.Prices.load:41}. */
    static String place(StackTraceElement frame) {
        String place = clean(FrameName.qualified(frame));
        return frame.getLineNumber() > 0 ? place + ":" + frame.getLineNumber() : place;
    }

    /** {@code Prices.load:41}, and {@code Prices.load:41 by OkHttp} where a library opened it on its behalf. */
    static String openedAt(SocketSnapshot socket) {
        if (socket.adopted) {
            return socket.nativeCode ? "native code" : BEFORE_ATTACH;
        }
        StackTraceElement frame = socket.openedBy == null ? null : socket.openedBy.userFrame();
        if (frame == null) {
            return UNKNOWN;
        }
        String library = socket.openedBy.library();
        return clean(FrameName.brief(frame)) + (library == null ? "" : BY + library);
    }

    /** Makes a name safe: it comes from the application, and must neither break a line nor command a terminal. */
    static String clean(String name) {
        return HarmlessText.name(name);
    }

    /**
     * Cuts the middle out of a text that is too long, and puts two dots there; the part from the last colon on, a port or a line, stays.
     *
     * @param width 4 or more
     */
    static String shorten(String text, int width) {
        if (text.length() <= width) {
            return text;
        }
        int colon = text.lastIndexOf(':');
        String tail = colon < 0 || text.length() - colon > width - 2 ? "" : text.substring(colon);
        String head = text.substring(0, text.length() - tail.length());
        int room = width - tail.length() - 2;
        if (room < 4) {
            // One or two letters of an address would not help.
            return ".." + (tail.isEmpty() ? head.substring(head.length() - room) : tail);
        }
        int front = (room + 1) / 2;
        return head.substring(0, front) + ".." + head.substring(head.length() - (room - front)) + tail;
    }

    /**
     * Shortens {@code Class.method:line} at the end of the class's name if that is enough, since the method is more informative.
     *
     * @param width 4 or more
     */
    static String shortenPlace(String place, int width) {
        int by = place.indexOf(BY);
        if (by >= 0 && place.length() > width) {
            // The line is more useful than the library's name.
            return shortenPlace(place.substring(0, by), width);
        }
        int dot = place.lastIndexOf('.');
        int front = width - (place.length() - dot) - 2;
        if (place.length() <= width || dot < 0 || front < 4) {
            return shorten(place, width);
        }
        return place.substring(0, front) + ".." + place.substring(dot);
    }

    private static String source(StackTraceElement frame) {
        if (frame.isNativeMethod()) {
            return "Native Method";
        }
        if (frame.getFileName() == null) {
            return "Unknown Source";
        }
        return frame.getLineNumber() > 0 ? frame.getFileName() + ":" + frame.getLineNumber() : frame.getFileName();
    }

    private static String host(InetAddress address) {
        return address instanceof Inet6Address
                ? "[" + compress(address.getHostAddress()) + "]"
                : address.getHostAddress();
    }

    /** Abbreviates the longest run of zeros to {@code ::} (RFC 5952, section 4.2); the JDK writes all eight groups. */
    private static String compress(String address) {
        int percent = address.indexOf('%');
        String scope = percent < 0 ? "" : address.substring(percent);
        String[] groups = (percent < 0 ? address : address.substring(0, percent)).split(":");
        int start = 0;
        int length = 0;
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end].equals("0")) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        if (length < 2) {
            return address;
        }
        return join(groups, 0, start) + "::" + join(groups, start + length, groups.length) + scope;
    }

    private static String join(String[] groups, int from, int to) {
        return String.join(":", Arrays.asList(groups).subList(from, to));
    }
}
