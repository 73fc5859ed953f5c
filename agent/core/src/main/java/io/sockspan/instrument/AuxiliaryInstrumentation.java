package io.sockspan.instrument;

import static io.sockspan.classfile.MethodPattern.method;
import static io.sockspan.classfile.MethodPattern.named;

import io.sockspan.bootstrap.AuxiliaryHooks;
import java.io.FileDescriptor;
import java.util.Map;
import net.bytebuddy.asm.Advice;

/** Hooks in {@code sun.nio.ch.EPollSelectorImpl} and the two ends of a pipe, which take descriptors without being sockets. */
final class AuxiliaryInstrumentation implements SocketInstrumentation {
    static final String SELECTOR = "sun.nio.ch.EPollSelectorImpl";
    static final String SOURCE = "sun.nio.ch.SourceChannelImpl";
    static final String SINK = "sun.nio.ch.SinkChannelImpl";

    static final Purpose SELECTORS = new Purpose("selectors", "who opened those that are never closed is not reported");
    static final Purpose PIPES = new Purpose("pipes", "who opened those that are never closed is not reported");

    @Override
    public void addTo(Hooks hooks) {
        hooks.add(SELECTOR, named("<init>"), SelectorOpened.class, SELECTORS);
        hooks.add(SELECTOR, method("implClose"), SelectorClosing.class, SELECTORS);
        for (String end : new String[] {SOURCE, SINK}) {
            hooks.add(end, named("<init>"), PipeOpened.class, PIPES);
            hooks.add(end, method("implCloseSelectableChannel"), PipeClosing.class, PIPES);
        }
    }

    static final class SelectorOpened {
        private SelectorOpened() {}

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.FieldValue("fdToKey") Map<?, ?> keys) {
            AuxiliaryHooks.selectorOpened(keys);
        }
    }

    static final class SelectorClosing {
        private SelectorClosing() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.FieldValue("fdToKey") Map<?, ?> keys) {
            AuxiliaryHooks.closing(keys);
        }
    }

    static final class PipeOpened {
        private PipeOpened() {}

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.FieldValue("fd") FileDescriptor descriptor) {
            AuxiliaryHooks.pipeOpened(descriptor);
        }
    }

    static final class PipeClosing {
        private PipeClosing() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.FieldValue("fd") FileDescriptor descriptor) {
            AuxiliaryHooks.closing(descriptor);
        }
    }
}
