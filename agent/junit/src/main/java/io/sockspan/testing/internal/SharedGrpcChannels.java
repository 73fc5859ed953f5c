package io.sockspan.testing.internal;

import java.lang.reflect.Method;
import java.net.InetSocketAddress;
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

    /** The local ports of their connections; those that cannot be read are missing. */
    Set<Integer> localPorts() {
        Set<Integer> ports = new HashSet<>();
        for (Object channel : channels) {
            Object subchannels = fields.get(unwrapped(channel), "subchannels");
            if (subchannels instanceof Collection) {
                for (Object subchannel : fields.children(subchannels)) {
                    Object transport = fields.get(subchannel, "activeTransport");
                    if (transport != null) {
                        addLocalPort(transport, ports);
                    }
                }
            }
        }
        return ports;
    }

    private Object unwrapped(Object channel) {
        Object inner = channel;
        for (Object next; (next = fields.get(inner, "delegate")) != null; ) {
            inner = next;
        }
        return inner;
    }

    private static void addLocalPort(Object transport, Set<Integer> ports) {
        try {
            ClassLoader loader = transport.getClass().getClassLoader();
            Method attributes = Class.forName("io.grpc.internal.ConnectionClientTransport", false, loader)
                    .getMethod("getAttributes");
            attributes.setAccessible(true);
            Object key = Class.forName("io.grpc.Grpc", false, loader)
                    .getField("TRANSPORT_ATTR_LOCAL_ADDR")
                    .get(null);
            Object all = attributes.invoke(transport);
            Object local = all.getClass().getMethod("get", key.getClass()).invoke(all, key);
            if (local instanceof InetSocketAddress) {
                ports.add(((InetSocketAddress) local).getPort());
            }
        } catch (ReflectiveOperationException | RuntimeException ofAnotherVersion) {
            // The connection then counts as any other.
        }
    }
}
