package io.sockspan.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.sockspan.tcp.ClosedBy;
import io.sockspan.tcp.Role;

/** The attributes of each connection's measurements, made in advance: there are few combinations and many connections. Immutable. */
final class EndAttributes {
    private static final int UNKNOWN = ClosedBy.values().length;

    private final Attributes[][] all = new Attributes[Role.values().length][UNKNOWN + 1];

    EndAttributes() {
        for (Role role : Role.values()) {
            for (ClosedBy closedBy : ClosedBy.values()) {
                all[role.ordinal()][closedBy.ordinal()] = Attributes.of(
                        SockspanAttributes.ROLE, role.label(), SockspanAttributes.CLOSED_BY, closedBy.label());
            }
            all[role.ordinal()][UNKNOWN] = Attributes.of(SockspanAttributes.ROLE, role.label());
        }
    }

    /** {@code closedBy} is null if it is unknown. */
    Attributes of(Role role, ClosedBy closedBy) {
        return all[role.ordinal()][closedBy == null ? UNKNOWN : closedBy.ordinal()];
    }
}
