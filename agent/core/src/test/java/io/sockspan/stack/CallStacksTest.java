package io.sockspan.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.CallSite;
import io.sockspan.bootstrap.TestRecorder;
import java.io.FileDescriptor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallStacksTest {
    private static final int NUMBER = 1_000_007;

    private final List<FileDescriptor> kept = new ArrayList<>();

    @BeforeEach
    void start() {
        TestRecorder.start(new ThreadGroup("agent"), 64, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    @AfterEach
    void stop() {
        TestRecorder.stop();
    }

    @Test
    void leavesTheRecordersOwnFramesOut() {
        CallStack stack = new CallStacks(64).resolve(opened());

        assertThat(stack.frames()).noneMatch(frame -> frame.getClassName().startsWith("io.sockspan.bootstrap."));
        assertThat(stack.userFrame().getMethodName()).isEqualTo("opened");
        assertThat(stack.userFrames()).isEqualTo(stack.frames());
    }

    @Test
    void keepsTheInnermostFrames() {
        CallStack stack = new CallStacks(2).resolve(opened());

        assertThat(stack.frames())
                .extracting(StackTraceElement::getMethodName)
                .containsExactly("opened", "keepsTheInnermostFrames");
        assertThat(stack.isWhole()).isFalse();
        assertThat(new CallStacks(1_024).resolve(opened()).isWhole()).isTrue();
    }

    @Test
    void makesOneObjectOfOneCallPath() {
        CallStacks stacks = new CallStacks(64);
        List<CallStack> same = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            same.add(stacks.resolve(opened()));
        }

        assertThat(same.get(0)).isSameAs(same.get(1));
        assertThat(stacks.resolve(opened())).as("of another line").isNotSameAs(same.get(0));
    }

    private CallSite opened() {
        int number = NUMBER + kept.size();
        FileDescriptor descriptor = TestRecorder.descriptor(number);
        kept.add(descriptor);
        TestRecorder.opened(descriptor);
        return TestRecorder.open(number).callSite;
    }
}
