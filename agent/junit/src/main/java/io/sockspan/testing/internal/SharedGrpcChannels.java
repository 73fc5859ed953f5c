package io.sockspan.testing.internal;

import io.sockspan.protocol.ConnectionEnds;
import java.lang.reflect.Method;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The gRPC channels that were there before a test began, in fields of its class: several tests share them. A channel connects when it is
 * first used, and so would seem to belong to the first test that uses it. For one thread.
 */
final class SharedGrpcChannels {
    private static final String CHANNEL = "io.grpc.ManagedChannel";

    private final ObjectFields fields = new ObjectFields();
    private final List<Object> channels = new ArrayList<>();

    /** @param holders objects, and classes for their static fields, whose fields hold the channels now */
    SharedGrpcChannels(Collection<?> holders) {
        for (Object holder : holders) {
            List<Object> held = holder instanceof Class ? fields.statics((Class<?>) holder) : fields.children(holder);
            held.stream().filter(SharedGrpcChannels::isChannel).forEach(channels::add);
        }
    }

    private static boolean isChannel(Object object) {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(CHANNEL)) {
                return true;
            }
        }
        return false;
    }

    /** Their connections; those that cannot be read are missing. */
    Set<ConnectionEnds> connections() {
        Set<ConnectionEnds> connections = new HashSet<>();
        for (Object channel : channels) {
            Object subchannels = fields.get(unwrapped(channel), "subchannels");
            if (subchannels instanceof Collection) {
                for (Object subchannel : fields.children(subchannels)) {
                    Object transport = fields.get(subchannel, "activeTransport");
                    if (transport != null) {
                        add(transport, connections);
                    }
                }
            }
        }
        return connections;
    }

    private Object unwrapped(Object channel) {
        Object inner = channel;
        for (Object next; (next = fields.get(inner, "delegate")) != null; ) {
            inner = next;
        }
        return inner;
    }

    private static void add(Object transport, Set<ConnectionEnds> connections) {
        try {
            ClassLoader loader = transport.getClass().getClassLoader();
            Method attributes = Class.forName("io.grpc.internal.ConnectionClientTransport", false, loader)
                    .getMethod("getAttributes");
            attributes.setAccessible(true);
            Class<?> keys = Class.forName("io.grpc.Grpc", false, loader);
            Object all = attributes.invoke(transport);
            ConnectionEnds ends = ConnectionEnds.of(
                    address(all, keys, "TRANSPORT_ATTR_LOCAL_ADDR"), address(all, keys, "TRANSPORT_ATTR_REMOTE_ADDR"));
            if (ends != null) {
                connections.add(ends);
            }
        } catch (ReflectiveOperationException | RuntimeException ofAnotherVersion) {
            // The connection then counts as any other.
        }
    }

    private static SocketAddress address(Object attributes, Class<?> keys, String name)
            throws ReflectiveOperationException {
        Object key = keys.getField(name).get(null);
        Object address = attributes.getClass().getMethod("get", key.getClass()).invoke(attributes, key);
        return address instanceof SocketAddress ? (SocketAddress) address : null;
    }
}
