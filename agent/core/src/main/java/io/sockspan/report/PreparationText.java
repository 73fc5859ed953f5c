package io.sockspan.report;

import io.sockspan.track.NameLookup;
import io.sockspan.track.SocketSnapshot;
import io.sockspan.track.TlsNegotiation;
import java.util.ArrayList;
import java.util.List;

/** Words for what a connection needed besides TCP's own handshake. Pure functions. */
final class PreparationText {
    private PreparationText() {}

    /**
     * A sentence for the lookup of the peer's name and for each TLS handshake; empty if none was seen.
     *
     * @param now {@link System#nanoTime()}
     */
    static List<String> of(SocketSnapshot socket, long now) {
        List<String> sentences = handshakes(socket, now);
        if (socket.lookup != null) {
            sentences.add(0, sentence(socket.lookup, now));
        }
        return sentences;
    }

    /** A sentence for each TLS handshake; empty if none was seen. */
    static List<String> handshakes(SocketSnapshot socket, long now) {
        List<String> sentences = new ArrayList<>(1);
        for (TlsNegotiation negotiation : socket.negotiations) {
            sentences.add(socket.isUndecided(negotiation) ? undecided(negotiation, now) : sentence(negotiation, now));
        }
        if (socket.isInHandshake()) {
            sentences.add(
                    "A TLS handshake began " + Times.age(now - socket.handshakeBegunAt) + " ago, and has not ended.");
        }
        return sentences;
    }

    /** A note that TLS did not come about, or not yet; null if it did, also at a later attempt, or if none was seen. */
    static String failedHandshake(SocketSnapshot socket) {
        if (socket.isInHandshake()) {
            return "TLS handshake has not ended";
        }
        if (socket.negotiations.isEmpty()) {
            return null;
        }
        TlsNegotiation last = socket.negotiations.get(socket.negotiations.size() - 1);
        if (socket.isUndecided(last)) {
            return "TLS handshake timed out, and may go on";
        }
        return last.hasFailed() ? "TLS handshake failed: " + last.errorType : null;
    }

    static String sentence(NameLookup lookup, long now) {
        return "The lookup of \"" + Names.clean(lookup.name) + "\""
                + end(lookup.hasFailed(), lookup.startedAt, lookup.endedAt, now)
                + (lookup.hasFailed() ? lookup.errorType : found(lookup.results)) + ".";
    }

    private static String found(int addresses) {
        return addresses == 1 ? "1 address" : addresses + " addresses";
    }

    static String sentence(TlsNegotiation negotiation, long now) {
        return "The TLS handshake"
                + end(negotiation.hasFailed(), negotiation.startedAt, negotiation.endedAt, now)
                + (negotiation.hasFailed() ? failure(negotiation) : agreed(negotiation)) + ".";
    }

    private static String undecided(TlsNegotiation negotiation, long now) {
        return "The TLS handshake timed out after " + Times.fine(negotiation.endedAt - negotiation.startedAt) + ", "
                + Times.age(now - negotiation.endedAt) + " ago, and may go on.";
    }

    private static String agreed(TlsNegotiation negotiation) {
        return negotiation.protocol + " with " + negotiation.cipher
                + (negotiation.resumed ? ", which resumes an earlier session" : "");
    }

    private static String failure(TlsNegotiation negotiation) {
        StringBuilder text = new StringBuilder(negotiation.errorType);
        if (negotiation.alertBy != null) {
            text.append(negotiation.alertBy == TlsNegotiation.AlertBy.REMOTE ? " by the peer" : " by this side");
        }
        if (negotiation.errorText != null) {
            text.append(" (").append(Names.clean(negotiation.errorText)).append(')');
        }
        return text.toString();
    }

    private static String end(boolean hasFailed, long startedAt, long endedAt, long now) {
        return (hasFailed ? " failed after " : " took ") + Times.fine(endedAt - startedAt) + ", "
                + Times.age(now - endedAt) + " ago: ";
    }
}
