package io.sockspan.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.TestRecords;
import io.sockspan.stack.CallStack;
import org.junit.jupiter.api.Test;

class CloseCallTest {
    private static final CallStack STACK = new CallStack(new StackTraceElement[0], true);

    private final Thread reader = new Thread("reader");

    @Test
    void namesTheThreadThatInterrupts() {
        CloseCall call = new CloseCall(TestRecords.caller("supervisor", reader), STACK);

        assertThat(call.byInterrupt).isTrue();
        assertThat(call.interrupterKnown).isTrue();
        assertThat(call.thread).isEqualTo("supervisor");
        assertThat(call.interrupted).isEqualTo("reader");
    }

    /** JDK 25 stores the interrupted thread before the interrupting one closes. */
    @Test
    void namesNoInterrupterWhereAnotherThreadClosedInTheMomentOfTheInterrupt() {
        StackTraceElement[] stack = {
            frame("java.nio.channels.spi.AbstractInterruptibleChannel", "close"), frame("shop.Pool", "interrupt")
        };

        CloseCall call = new CloseCall(TestRecords.caller("closer", reader, stack), STACK);

        assertThat(call.byInterrupt).isFalse();
        assertThat(call.interrupterKnown).isFalse();
        assertThat(call.interrupted).isNull();
        assertThat(call.thread).isEqualTo("closer");
    }

    @Test
    void interruptBeforeTheUseHasNoInterrupter() {
        CloseCall call = new CloseCall(TestRecords.caller("reader", Thread.currentThread()), STACK);

        assertThat(call.byInterrupt).isTrue();
        assertThat(call.interrupterKnown).isFalse();
    }

    private static StackTraceElement frame(String type, String method) {
        return new StackTraceElement(type, method, null, -1);
    }
}
