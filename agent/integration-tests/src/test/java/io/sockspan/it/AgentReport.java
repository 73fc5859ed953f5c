package io.sockspan.it;

import com.google.gson.Gson;
import java.util.List;
import java.util.stream.Stream;

/** The agent's JSON report, as far as the tests look at it. Times are nanoseconds since 1970. */
record AgentReport(
        Clock clock,
        long seen,
        long dropped,
        long hookFailures,
        List<Connection> open,
        List<Connection> ended,
        List<Suspect> suspects) {

    /** The same moment on both of the agent's clocks. */
    record Clock(long nanoTime, long epochNanos) {
        /** The {@code System.nanoTime()} of a time in the report. */
        long monotonic(long epoch) {
            return epoch - epochNanos + nanoTime;
        }
    }

    /** An end of a connection; the address may be unknown. */
    record End(String address, int port) {}

    /** {@code openedAt} is the line of code that opened it, {@code releasedNanos} is null while the descriptor is open. */
    record Connection(
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
            List<Transition> transitions) {

        /** 0 where it is not known. */
        int localPort() {
            return local == null ? 0 : local.port;
        }

        int remotePort() {
            return remote == null ? 0 : remote.port;
        }

        boolean is(String what) {
            return what.equals(role);
        }

        State tcpState() {
            return State.told(state);
        }
    }

    /** The first call that used a socket that is older than the agent. */
    record FirstUse(String thread, List<String> stack) {}

    record Transition(String from, String to, String evidence, long earliestNanos, long latestNanos) {
        State toState() {
            return State.told(to);
        }

        boolean knownBy(String what) {
            return what.equals(evidence);
        }
    }

    /** {@code count} sockets stand accused now, {@code total} have been, {@code retracted} were acquitted. */
    record Suspect(String fingerprint, String kind, long count, long total, long retracted) {}

    static AgentReport parse(String json) {
        return new Gson().fromJson(json, AgentReport.class);
    }

    Stream<Connection> connections() {
        return Stream.concat(open.stream(), ended.stream());
    }

    Stream<Connection> connections(String role) {
        return connections().filter(connection -> connection.is(role));
    }

    Stream<Suspect> suspects(String kind) {
        return suspects.stream().filter(suspect -> suspect.kind().equals(kind));
    }
}
