package io.sockspan.testkit;

/**
 * The range of ephemeral ports of a network namespace. The kernel traces the sockets of all namespaces of the machine; the port numbers
 * distinguish those of one namespace.
 */
public record PortRange(int first, int last) {
    /** Every port, for a process without a network namespace of its own. */
    public static final PortRange ALL = new PortRange(0, 65_535);
    /** Disjoint from the kernel's default, 32768 to 60999. */
    public static final PortRange OWN = new PortRange(20_000, 29_999);

    /** The value of {@code net.ipv4.ip_local_port_range}. */
    public String sysctl() {
        return first + " " + last;
    }

    /**
     * The condition for a trace event of either end of a connection; while the kernel has not chosen the port of one end yet, that of the
     * other end is set.
     */
    public String filter() {
        return "(sport >= %1$d && sport <= %2$d) || (dport >= %1$d && dport <= %2$d)".formatted(first, last);
    }
}
