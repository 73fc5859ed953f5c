package io.sockspan.it.truth;

import io.sockspan.testkit.State;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One change of a socket's state, as the kernel's tracer prints it.
 *
 * <p>The process is the one that ran on the CPU. For what the application asks for (connect, listen, close) it is the application; for
 * what comes from the network (a handshake's end, a FIN) it is whoever happened to run, often {@code ksoftirqd}.
 *
 * @param nanos {@link System#nanoTime()}, with the digits below a microsecond cut off
 * @param process the process (thread group), 0 if the tracer does not know it
 * @param socket the address of the kernel's socket; reused soon after a socket is gone
 * @param localPort 0 while the kernel has not chosen one: a connect enters SYN_SENT before it gets its port
 */
record KernelEvent(
        long nanos,
        String task,
        int thread,
        int process,
        long socket,
        String protocol,
        InetAddress local,
        int localPort,
        InetAddress remote,
        int remotePort,
        State from,
        State to) {
    private static final Pattern LINE = Pattern.compile(
            "^\\s*(.+)-(\\d+)\\s+\\(\\s*(\\d+|-+)\\)\\s+\\[\\d+]\\s+\\S+\\s+(\\d+)\\.(\\d{6}): inet_sock_set_state: (.*)$");
    private static final Pattern FIELD = Pattern.compile("(\\w+)=(\\S+)");

    /** Joins the two renderings of one event. */
    static KernelEvent parse(String namedLine, String fieldsLine) {
        Matcher line = match(namedLine);
        Map<String, String> named = fields(line.group(6));
        Map<String, String> raw = fields(match(fieldsLine).group(6));
        boolean v6 = named.get("family").equals("AF_INET6");
        KernelEvent event = new KernelEvent(
                Long.parseLong(line.group(4)) * 1_000_000_000 + Long.parseLong(line.group(5)) * 1_000,
                line.group(1),
                Integer.parseInt(line.group(2)),
                line.group(3).startsWith("-") ? 0 : Integer.parseInt(line.group(3)),
                Long.parseUnsignedLong(raw.get("skaddr").substring(2), 16),
                named.get("protocol"),
                address(named.get(v6 ? "saddrv6" : "saddr")),
                Integer.parseInt(named.get("sport")),
                address(named.get(v6 ? "daddrv6" : "daddr")),
                Integer.parseInt(named.get("dport")),
                State.valueOf(named.get("oldstate")),
                State.valueOf(named.get("newstate")));
        if (event.localPort != Integer.decode(raw.get("sport"))
                || event.remotePort != Integer.decode(raw.get("dport"))) {
            throw new IllegalArgumentException("not the same event:\n" + namedLine + "\n" + fieldsLine);
        }
        return event;
    }

    private static Matcher match(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a change of state: " + line);
        }
        return matcher;
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new HashMap<>();
        for (Matcher field = FIELD.matcher(text); field.find(); ) {
            fields.put(field.group(1), field.group(2));
        }
        return fields;
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }
}
