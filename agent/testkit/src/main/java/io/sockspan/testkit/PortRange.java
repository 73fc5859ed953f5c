package io.sockspan.testkit;

/**
 * From where a network of its own takes its ports. The kernel traces the sockets of all networks of the machine; these numbers tell
 * the network's own from those of whoever else is busy there.
 */
public record PortRange(int first, int last) {
    /** Every port; what a process gets that has no network of its own. */
    public static final PortRange ALL = new PortRange(0, 65_535);
    /** Apart from the kernel's default, 32768 to 60999. */
    public static final PortRange OWN = new PortRange(20_000, 29_999);

    /** The value of {@code net.ipv4.ip_local_port_range}. */
    public String sysctl() {
        return first + " " + last;
    }

    /** The condition for a trace event of either end of a connection; while the kernel chooses a port, the other end has one. */
    public String filter() {
        return "(sport >= %1$d && sport <= %2$d) || (dport >= %1$d && dport <= %2$d)".formatted(first, last);
    }
}
