package io.sockspan.instrument;

import static io.sockspan.classfile.MethodPattern.named;

import io.sockspan.bootstrap.DnsHooks;
import io.sockspan.bootstrap.DnsLookup;
import java.net.InetAddress;
import net.bytebuddy.asm.Advice;

/** The hook in {@code java.net.InetAddress}, below its cache: a name that is in the cache does not come here. */
final class DnsInstrumentation implements SocketInstrumentation {
    static final String ADDRESS = "java.net.InetAddress";

    static final Purpose LOOKUP = new Purpose("lookups of names", "they are neither measured nor part of traces");

    @Override
    public void addTo(Hooks hooks) {
        hooks.add(ADDRESS, named("getAddressesFromNameService"), Lookup.class, LOOKUP);
    }

    static final class Lookup {
        private Lookup() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static DnsLookup enter(@Advice.Argument(0) String name) {
            return DnsHooks.entered(name);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Enter DnsLookup lookup, @Advice.Return InetAddress[] found, @Advice.Thrown Throwable failure) {
            DnsHooks.ended(lookup, found, failure);
        }
    }
}
