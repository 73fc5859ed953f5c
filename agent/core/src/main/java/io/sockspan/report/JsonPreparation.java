package io.sockspan.report;

import com.google.gson.stream.JsonWriter;
import io.sockspan.time.Clock;
import io.sockspan.track.NameLookup;
import io.sockspan.track.SocketSnapshot;
import io.sockspan.track.TlsNegotiation;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;

/**
 * Writes what a connection needed besides TCP's own handshake, in the format that {@link JsonReport} describes: the lookup of the peer's
 * name, and the TLS handshakes.
 */
final class JsonPreparation {
    private final JsonWriter json;
    private final Clock clock;

    JsonPreparation(JsonWriter json, Clock clock) {
        this.json = json;
        this.clock = clock;
    }

    /** Writes no member for what was not seen. */
    void write(SocketSnapshot socket) throws IOException {
        if (socket.lookup != null) {
            json.name("dnsLookup");
            lookup(socket.lookup);
        }
        if (!socket.negotiations.isEmpty()) {
            json.name("tlsHandshakes").beginArray();
            for (TlsNegotiation negotiation : socket.negotiations) {
                handshake(negotiation, socket.isUndecided(negotiation));
            }
            json.endArray();
        }
        if (socket.isInHandshake()) {
            json.name("tlsHandshakeBegunNanos").value(clock.epochNanos(socket.handshakeBegunAt));
        }
    }

    private void lookup(NameLookup lookup) throws IOException {
        json.beginObject();
        times(lookup.startedAt, lookup.endedAt);
        json.name("name").value(lookup.name);
        if (lookup.hasFailed()) {
            json.name("errorType").value(lookup.errorType);
        } else {
            json.name("addresses").value(lookup.results);
        }
        json.endObject();
    }

    private void handshake(TlsNegotiation negotiation, boolean isUndecided) throws IOException {
        json.beginObject();
        times(negotiation.startedAt, negotiation.endedAt);
        if (negotiation.hasFailed()) {
            json.name("errorType").value(negotiation.errorType);
            json.name("errorText").value(negotiation.errorText);
            json.name("alertBy").value(negotiation.alertBy == null ? null : negotiation.alertBy.label());
            if (isUndecided) {
                json.name("undecided").value(true);
            }
        } else {
            json.name("protocol").value(negotiation.protocol);
            json.name("cipher").value(negotiation.cipher);
            json.name("resumed").value(negotiation.resumed);
        }
        json.endObject();
    }

    private void times(long startedAt, long endedAt) throws IOException {
        json.name("startedNanos").value(clock.epochNanos(startedAt));
        json.name("seconds").value(BigDecimal.valueOf(TimeUnit.NANOSECONDS.toMicros(endedAt - startedAt), 6));
    }
}
