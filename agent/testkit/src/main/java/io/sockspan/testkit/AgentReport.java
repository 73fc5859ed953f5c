package io.sockspan.testkit;

import com.google.gson.Gson;
import java.util.List;
import java.util.stream.Stream;

/** The parts of the agent's JSON report that the tests read. Times are nanoseconds since 1970. */
public record AgentReport(
        Clock clock,
        Kernel kernel,
        long socketsSeen,
        long eventsDropped,
        long hookFailures,
        List<Connection> open,
        List<Connection> ended,
        List<Suspect> suspects) {

    /** The same time on both of the agent's clocks. */
    public record Clock(long nanoTime, long epochNanos) {
        /** Converts a time of the report to {@code System.nanoTime()}. */
        public long monotonic(long epoch) {
            return epoch - epochNanos + nanoTime;
        }
    }

    /** An end of a connection; the address may be unknown. */
    public record End(String address, int port) {}

    /** {@code openedAt} is the line of code that opened it, {@code releasedNanos} is null while the descriptor is open. */
    public record Connection(
            long id,
            String role,
            boolean adopted,
            boolean open,
            String state,
            String evidence,
            End local,
            End remote,
            String openedAt,
            String closedBy,
            String resetBy,
            String errorType,
            Long openedNanos,
            Long releasedNanos,
            FirstUse firstUse,
            TcpInfo tcpInfo,
            LastUse lastUse,
            CloseCall closeCall,
            Double acceptWaitSeconds,
            List<TlsHandshake> tlsHandshakes,
            List<Transition> transitions) {

        /** 0 if unknown. */
        public int localPort() {
            return local == null ? 0 : local.port;
        }

        public int remotePort() {
            return remote == null ? 0 : remote.port;
        }

        public boolean is(String what) {
            return what.equals(role);
        }

        public State tcpState() {
            return State.ofAgent(state);
        }
    }

    /** What the kernel knows of connections; {@code withoutTcpInfo} says why none has a {@link TcpInfo}, null if some have. */
    public record Kernel(boolean readable, String withoutTcpInfo) {}

    /** All that the kernel knows of a connection, as far as the tests read it; null if it was not read. */
    public record TcpInfo(
            double rttSeconds, double minRttSeconds, long retransmits, long bytesAcknowledged, long bytesReceived) {}

    /** The first call that used a socket that is older than the agent. */
    public record FirstUse(String thread, List<String> stack) {}

    /** A use that was recorded because the socket was suspected; {@code at} is the line of code. */
    public record LastUse(String transfer, String thread, String at) {}

    /** The close that reset the connection, or that an interrupt made. */
    public record CloseCall(
            boolean byInterrupt, String interruptedThread, boolean interrupterKnown, String thread, String at) {}

    /** {@code protocol} and {@code cipher} of one that succeeded; {@code errorType} of one that failed, and who sent the alert. */
    public record TlsHandshake(String protocol, String cipher, String errorType, String alertBy) {}

    public record Transition(String from, String to, String evidence, long earliestNanos, long latestNanos) {
        public State toState() {
            return State.ofAgent(to);
        }

        public boolean knownBy(String what) {
            return what.equals(evidence);
        }
    }

    /** {@code count} sockets have a verdict now, {@code total} have had one, {@code retracted} verdicts were retracted. */
    public record Suspect(String fingerprint, String kind, long count, long total, long retracted) {}

    public static AgentReport parse(String json) {
        return new Gson().fromJson(json, AgentReport.class);
    }

    public Stream<Connection> connections() {
        return Stream.concat(open.stream(), ended.stream());
    }

    public Stream<Connection> connections(String role) {
        return connections().filter(connection -> connection.is(role));
    }

    public Stream<Suspect> suspects(String kind) {
        return suspects.stream().filter(suspect -> suspect.kind().equals(kind));
    }
}
