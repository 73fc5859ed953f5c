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

/** How ends, states, frames and threads are written for people. Pure functions. */
final class Names {
    static final String BEFORE_ATTACH = "before attach";

    /** Between a line of code and the library that opened a socket on its behalf. */
    private static final String BY = " by ";

    static final String UNKNOWN = "-";

    private Names() {}

    /** {@code 10.0.0.5:8080}, {@code [2001:db8::1]:8080}, {@code *:8080}; a dash where nothing is known. */
    static String end(Endpoint end) {
        if (end == null) {
            return UNKNOWN;
        }
        if (end.address == null || end.address.isAnyLocalAddress()) {
            return "*:" + end.port;
        }
        return host(end.address) + ":" + end.port;
    }

    /** The other end, by the name that the application gave for it if it gave one. */
    static String peer(SocketSnapshot socket) {
        if (socket.serverName == null) {
            return end(socket.remote);
        }
        return clean(socket.serverName) + (socket.remote == null ? "" : ":" + socket.remote.port);
    }

    /** Which side of a connection it is, with a question mark where that is only likely. */
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

    /** The state in RFC 9293's spelling, with a question mark where nobody saw it. */
    static String state(SocketSnapshot socket) {
        return state(socket.state, socket.evidence);
    }

    static String state(TcpState state, Evidence evidence) {
        return state.name() + (evidence == Evidence.INFERRED ? "?" : "");
    }

    /** {@code com.acme.Inventory.lookup(Inventory.java:88)}, without what newer JVMs say of loaders and modules. */
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

    /** Names come from the application, and must not break a line or command a terminal. */
    static String clean(String name) {
        return HarmlessText.name(name);
    }

    /**
     * Takes out of the middle what is too much, and puts two dots there; what follows the last colon, a port or a line, stays.
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
            // A letter or two of an address say nothing.
            return ".." + (tail.isEmpty() ? head.substring(head.length() - room) : tail);
        }
        int front = (room + 1) / 2;
        return head.substring(0, front) + ".." + head.substring(head.length() - (room - front)) + tail;
    }

    /**
     * Shortens {@code Class.method:line} at the end of the class's name where that is enough, since the method tells more.
     *
     * @param width 4 or more
     */
    static String shortenPlace(String place, int width) {
        int by = place.indexOf(BY);
        if (by >= 0 && place.length() > width) {
            // The line leads further than the library's name.
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

    /** The JDK writes all eight groups; people write {@code ::} for the longest run of zeros (RFC 5952, section 4.2). */
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
