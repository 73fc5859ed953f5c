package io.sockspan.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Every attribute that Sockspan writes, with its meaning; {@link #described()} is the table in agent/docs/telemetry.md.
 *
 * <p>An attribute of OpenTelemetry's semantic conventions is used where there is one; the others begin with {@code sockspan.}.
 */
public final class SockspanAttributes {
    private static final Map<AttributeKey<?>, String> DESCRIPTIONS = new LinkedHashMap<>();

    public static final AttributeKey<Long> CONNECTION_ID = describe(
            AttributeKey.longKey("sockspan.connection.id"),
            "The connection's number within this JVM, the ID of the tables; the same on all its spans.");
    public static final AttributeKey<String> ROLE = describe(
            AttributeKey.stringKey("sockspan.role"),
            "`client`, `server`, `listener`, or `unconnected` where neither is known.");

    public static final AttributeKey<String> NETWORK_TRANSPORT =
            describe(AttributeKey.stringKey("network.transport"), "Always `tcp`.");
    public static final AttributeKey<String> NETWORK_TYPE =
            describe(AttributeKey.stringKey("network.type"), "`ipv4` or `ipv6`.");
    public static final AttributeKey<String> NETWORK_LOCAL_ADDRESS =
            describe(AttributeKey.stringKey("network.local.address"), "The address of this end.");
    public static final AttributeKey<Long> NETWORK_LOCAL_PORT =
            describe(AttributeKey.longKey("network.local.port"), "The port of this end.");
    public static final AttributeKey<String> NETWORK_PEER_ADDRESS =
            describe(AttributeKey.stringKey("network.peer.address"), "The address of the other end.");
    public static final AttributeKey<Long> NETWORK_PEER_PORT =
            describe(AttributeKey.longKey("network.peer.port"), "The port of the other end.");
    public static final AttributeKey<String> SERVER_ADDRESS = describe(
            AttributeKey.stringKey("server.address"),
            "Clients: the name that the application gave for the peer, or the address if it gave that; never looked up.");
    public static final AttributeKey<Long> SERVER_PORT =
            describe(AttributeKey.longKey("server.port"), "Clients: the port that the application connected to.");
    public static final AttributeKey<String> NETWORK_CONNECTION_STATE = describe(
            AttributeKey.stringKey("network.connection.state"),
            "The TCP state that the span is about; of several the last. On a leak, the state when the verdict was reached.");

    public static final AttributeKey<String> START_EVIDENCE = describe(
            AttributeKey.stringKey("sockspan.start.evidence"),
            "How the beginning of the phase is known: `call`, `kernel`, `proc` or `inferred`. Absent where it was not seen.");
    public static final AttributeKey<String> END_EVIDENCE = describe(
            AttributeKey.stringKey("sockspan.end.evidence"),
            "How the end of the phase is known. Absent where it was not seen.");
    public static final AttributeKey<Double> START_UNCERTAINTY = describe(
            AttributeKey.doubleKey("sockspan.start.uncertainty"),
            "Seconds by which the phase may have begun before the span does. Absent where the moment is known.");
    public static final AttributeKey<Double> END_UNCERTAINTY = describe(
            AttributeKey.doubleKey("sockspan.end.uncertainty"),
            "Seconds by which the phase may have ended before the span does. Absent where the moment is known.");
    public static final AttributeKey<Boolean> OPEN_START = describe(
            AttributeKey.booleanKey("sockspan.open_start"),
            "`true` where the phase had begun before the agent first observed the connection: the span begins at that moment.");
    public static final AttributeKey<Boolean> OPEN_END = describe(
            AttributeKey.booleanKey("sockspan.open_end"),
            "`true` where the phase was not seen to end: the span ends at the last moment at which it is known to have lasted.");
    public static final AttributeKey<String> EVIDENCE = describe(
            AttributeKey.stringKey("sockspan.evidence"),
            "On span events, how that change of state is known; on leaks, how the present state is known.");
    public static final AttributeKey<Double> UNCERTAINTY = describe(
            AttributeKey.doubleKey("sockspan.uncertainty"),
            "On span events, seconds by which the change may have happened earlier. Absent where the moment is known.");

    public static final AttributeKey<String> ERROR_TYPE = describe(
            AttributeKey.stringKey("error.type"),
            "Why the connect failed or the connection broke: `connection_refused`, `timeout`, `connection_reset` and so on. On TLS handshakes, the alert's name, or `peer_closed`, `timeout`, `connection_reset`, `closed`. On lookups, `host_not_found`, `try_again` or `name_resolution_error`.");
    public static final AttributeKey<String> DNS_QUESTION_NAME =
            describe(AttributeKey.stringKey("dns.question.name"), "The name that was looked up.");
    public static final AttributeKey<Long> DNS_RESULTS = describe(
            AttributeKey.longKey("sockspan.dns.results"), "How many addresses the lookup found. Absent if it failed.");
    public static final AttributeKey<String> TLS_PROTOCOL_NAME = describe(
            AttributeKey.stringKey("tls.protocol.name"), "The agreed protocol, `tls` or `ssl`; on TLS handshakes.");
    public static final AttributeKey<String> TLS_PROTOCOL_VERSION = describe(
            AttributeKey.stringKey("tls.protocol.version"), "The agreed version, such as `1.3`; on TLS handshakes.");
    public static final AttributeKey<String> TLS_CIPHER =
            describe(AttributeKey.stringKey("tls.cipher"), "The agreed cipher suite; on TLS handshakes.");
    public static final AttributeKey<Boolean> TLS_RESUMED = describe(
            AttributeKey.booleanKey("tls.resumed"), "Whether an earlier session was resumed; on TLS handshakes.");
    public static final AttributeKey<Boolean> TLS_ESTABLISHED = describe(
            AttributeKey.booleanKey("tls.established"), "Whether the TLS handshake was completed; on TLS handshakes.");
    public static final AttributeKey<String> TLS_ALERT_BY = describe(
            AttributeKey.stringKey("sockspan.tls.alert.by"),
            "On failed TLS handshakes, which side gave up with the alert that is the `error.type`: `local` or `remote`. With `SSLEngine`, the library may not have sent it. Absent where there was no alert.");
    public static final AttributeKey<String> CLOSED_BY = describe(
            AttributeKey.stringKey("sockspan.closed_by"),
            "Who ended the connection: `local`, `remote`, `reset` or `gc`; the same on spans and metrics. Absent while it is not known.");
    public static final AttributeKey<String> RESET_BY = describe(
            AttributeKey.stringKey("sockspan.reset.by"),
            "Which side sent the reset that ended the connection: `local`, `remote` or `unknown`.");
    public static final AttributeKey<Long> SYN_RETRANSMITS = describe(
            AttributeKey.longKey("sockspan.syn.retransmits"),
            "How often the SYN was sent again, where it was seen to be.");
    public static final AttributeKey<Long> PROBES_UNANSWERED = describe(
            AttributeKey.longKey("sockspan.probes.unanswered"),
            "Keep-alive or window probes that the peer did not answer, where there were any.");

    public static final AttributeKey<Double> TCP_RTT = describe(
            AttributeKey.doubleKey("sockspan.tcp.rtt"),
            "Seconds of the smoothed round trip (`tcpi_rtt`). This and the following: when the phase ended or the verdict was reached; on"
                    + " `tcp connection`, at the last reading. Absent where the kernel was not asked or does not know.");
    public static final AttributeKey<Double> TCP_RTT_MIN = describe(
            AttributeKey.doubleKey("sockspan.tcp.rtt.min"),
            "Seconds of the shortest round trip of the last five minutes (`tcpi_min_rtt`).");
    public static final AttributeKey<Long> TCP_RETRANSMITS = describe(
            AttributeKey.longKey("sockspan.tcp.retransmits"), "Segments that were sent again (`tcpi_total_retrans`).");
    public static final AttributeKey<Long> TCP_ACKNOWLEDGED = describe(
            AttributeKey.longKey("sockspan.tcp.bytes.acknowledged"),
            "Bytes that were sent and that the peer has acknowledged (`tcpi_bytes_acked`, without SYN and FIN).");
    public static final AttributeKey<Long> TCP_RECEIVED = describe(
            AttributeKey.longKey("sockspan.tcp.bytes.received"),
            "Bytes that have arrived, read or not (`tcpi_bytes_received`, without the FIN).");
    public static final AttributeKey<Long> TCP_UNSENT = describe(
            AttributeKey.longKey("sockspan.tcp.bytes.unsent"),
            "Bytes that were written and not sent yet (`tcpi_notsent_bytes`).");
    public static final AttributeKey<Long> TCP_UNACKNOWLEDGED = describe(
            AttributeKey.longKey("sockspan.tcp.segments.unacknowledged"),
            "Segments that were sent and not acknowledged yet (`tcpi_unacked`).");
    public static final AttributeKey<Long> TCP_DELIVERY_RATE = describe(
            AttributeKey.longKey("sockspan.tcp.delivery_rate"),
            "Bytes each second at which the peer last got the data (`tcpi_delivery_rate`); no more than what the application sent.");
    public static final AttributeKey<Double> TCP_LIMITED_BY_PEER = describe(
            AttributeKey.doubleKey("sockspan.tcp.limited.by_peer"),
            "Seconds for which the peer's window limited the sending (`tcpi_rwnd_limited`).");
    public static final AttributeKey<Double> TCP_LIMITED_BY_BUFFER = describe(
            AttributeKey.doubleKey("sockspan.tcp.limited.by_send_buffer"),
            "Seconds for which the send buffer limited the sending (`tcpi_sndbuf_limited`).");
    public static final AttributeKey<Double> TCP_IDLE = describe(
            AttributeKey.doubleKey("sockspan.tcp.idle"),
            "Seconds for which no data was sent and none arrived, to 0.01; also before the agent came.");

    public static final AttributeKey<String> THREAD_NAME = describe(
            AttributeKey.stringKey("thread.name"), "The thread that connected, accepted or listened; on roots.");
    public static final AttributeKey<String> CODE_FUNCTION_NAME = describe(
            AttributeKey.stringKey("code.function.name"),
            "The first method on the stack that opened the socket that is neither the JDK's nor a known library's; on roots.");
    public static final AttributeKey<Long> CODE_LINE_NUMBER =
            describe(AttributeKey.longKey("code.line.number"), "The line in that method; on roots.");
    public static final AttributeKey<String> LIBRARY = describe(
            AttributeKey.stringKey("sockspan.library"),
            "The library that opened the socket for that method, such as `OkHttp`; on roots. Absent where the application opened it itself.");
    public static final AttributeKey<String> CODE_STACKTRACE =
            describe(AttributeKey.stringKey("code.stacktrace"), "The stack that opened the socket; on roots.");
    public static final AttributeKey<Boolean> STACK_TAKEN =
            describe(AttributeKey.booleanKey("sockspan.stack.taken"), "`false` where the opening stack was not taken.");

    public static final AttributeKey<String> USE_TRANSFER = describe(
            AttributeKey.stringKey("sockspan.use.transfer"),
            "On `tcp leak` and its retraction, where a use was seen while the socket was suspected or about to be: `read`, `write`, or `end_of_stream` for a read that returned it.");
    public static final AttributeKey<String> USE_THREAD =
            describe(AttributeKey.stringKey("sockspan.use.thread.name"), "The thread of that use.");
    public static final AttributeKey<String> USE_FUNCTION = describe(
            AttributeKey.stringKey("sockspan.use.function.name"),
            "The first method on the stack of that use that is neither the JDK's nor a known library's.");
    public static final AttributeKey<Long> USE_LINE =
            describe(AttributeKey.longKey("sockspan.use.line.number"), "The line in that method.");
    public static final AttributeKey<String> CLOSE_THREAD = describe(
            AttributeKey.stringKey("sockspan.close.thread.name"),
            "On roots, where close() reset the connection or an interrupt closed it: the thread that closed.");
    public static final AttributeKey<String> CLOSE_FUNCTION = describe(
            AttributeKey.stringKey("sockspan.close.function.name"),
            "The first method on the stack of that close that is neither the JDK's nor a known library's.");
    public static final AttributeKey<Long> CLOSE_LINE =
            describe(AttributeKey.longKey("sockspan.close.line.number"), "The line in that method.");
    public static final AttributeKey<String> CLOSE_INTERRUPTED = describe(
            AttributeKey.stringKey("sockspan.close.interrupted"),
            "Where an interrupt closed a channel: the name of the interrupted thread. `sockspan.close.thread.name` is the thread that interrupted it; the same thread if the interrupt came before it used the channel.");

    public static final AttributeKey<String> LEAK_KIND =
            describe(AttributeKey.stringKey("sockspan.leak.kind"), "The kind of verdict.");
    public static final AttributeKey<String> LEAK_FINGERPRINT = describe(
            AttributeKey.stringKey("sockspan.leak.fingerprint"),
            "Eight hexadecimal digits, the same for all sockets that leak by the same code in the same way.");
    public static final AttributeKey<Long> LEAK_COUNT = describe(
            AttributeKey.longKey("sockspan.leak.count"),
            "How many sockets are suspected under this fingerprint now, this one included.");
    public static final AttributeKey<Double> LEAK_LIMIT = describe(
            AttributeKey.doubleKey("sockspan.leak.limit"),
            "Seconds after which this kind is suspected. Absent where none applies.");
    public static final AttributeKey<Double> LEAK_DURATION = describe(
            AttributeKey.doubleKey("sockspan.leak.duration"),
            "Seconds for which the condition had lasted, at least, when the verdict was reached.");
    public static final AttributeKey<String> LEAK_DETAIL = describe(
            AttributeKey.stringKey("sockspan.leak.detail"),
            "On kind `descriptors`: how many descriptors are open, and which places opened most.");
    public static final AttributeKey<Boolean> MIRROR = describe(
            AttributeKey.booleanKey("sockspan.mirror"),
            "`true` on the copy of a phase in another trace than the connection's: in the application's, or under a `tcp leak`. Leave these out of statistics.");
    public static final AttributeKey<Boolean> INCOMPLETE = describe(
            AttributeKey.booleanKey("sockspan.incomplete"),
            "`true` where events of this connection were dropped, so that something may be missing.");
    public static final AttributeKey<String> NETWORK_IO_DIRECTION = describe(
            AttributeKey.stringKey("network.io.direction"),
            "On the metric `sockspan.tcp.io`: `transmit` or `receive`.");
    public static final AttributeKey<String> SPANS_OUTCOME = describe(
            AttributeKey.stringKey("sockspan.outcome"),
            "On the metric `sockspan.agent.spans`: `emitted`, `exported`, `failed`, `dropped` or `over_budget`.");

    private SockspanAttributes() {}

    /** All attributes, in the order of the document's table. */
    public static Map<AttributeKey<?>, String> described() {
        return Collections.unmodifiableMap(DESCRIPTIONS);
    }

    private static <T> AttributeKey<T> describe(AttributeKey<T> key, String meaning) {
        DESCRIPTIONS.put(key, meaning);
        return key;
    }
}
