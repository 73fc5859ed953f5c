package io.sockspan.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.sockspan.tcp.Role;
import io.sockspan.track.Endpoint;
import io.sockspan.track.TrackedSocket;
import java.util.HashMap;
import java.util.Map;

/**
 * The attributes of measurements by whom a connection is to: a client's server, or a server's own port. Their number is limited, since each
 * makes a time series: the clients of later servers have {@code _OTHER}, and later ports are left out. For the agent's thread.
 */
final class PeerAttributes {
    static final int MOST = 100;
    static final String OTHER = "_OTHER";

    private final Map<String, Attributes> known = new HashMap<>();
    private final Attributes[] others = new Attributes[Role.values().length];

    Attributes of(TrackedSocket connection) {
        String key = keyOf(connection);
        Attributes attributes = known.get(key);
        if (attributes == null) {
            attributes = known.size() < MOST ? make(connection) : other(connection.role());
            if (known.size() < MOST) {
                known.put(key, attributes);
            }
        }
        return attributes;
    }

    private static String keyOf(TrackedSocket connection) {
        if (connection.role() == Role.CLIENT) {
            Endpoint remote = connection.remote();
            return ConnectionAttributes.serverName(connection) + ":" + (remote == null ? 0 : remote.port);
        }
        return connection.role().label() + ":" + (connection.local() == null ? 0 : connection.local().port);
    }

    private static Attributes make(TrackedSocket connection) {
        AttributesBuilder to = Attributes.builder();
        to.put(SockspanAttributes.ROLE, connection.role().label());
        if (connection.role() == Role.CLIENT) {
            ConnectionAttributes.server(connection, to);
        } else if (connection.local() != null) {
            to.put(SockspanAttributes.NETWORK_LOCAL_PORT, (long) connection.local().port);
        }
        return to.build();
    }

    private Attributes other(Role role) {
        int index = role.ordinal();
        if (others[index] == null) {
            AttributesBuilder to = Attributes.builder().put(SockspanAttributes.ROLE, role.label());
            if (role == Role.CLIENT) {
                to.put(SockspanAttributes.SERVER_ADDRESS, OTHER);
            }
            others[index] = to.build();
        }
        return others[index];
    }
}
