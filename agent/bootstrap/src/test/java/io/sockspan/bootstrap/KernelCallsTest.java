package io.sockspan.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class KernelCallsTest {
    @Test
    void takesOnlyARefusedPermissionForASandboxThatForbidsTheQuestion() {
        assertThat(KernelCalls.isDenial(new SocketException("Operation not permitted")))
                .isTrue();
        assertThat(KernelCalls.isDenial(new SocketException("Operation not supported")))
                .isFalse();
        assertThat(KernelCalls.isDenial(new SocketException("Bad file descriptor")))
                .isFalse();
        assertThat(KernelCalls.isDenial(new IOException((String) null))).isFalse();
    }

    @Test
    void closedDescriptorDoesNotMakeTheKernelUnreadable() {
        boolean before = KernelCalls.isReadable();

        assertThat(KernelCalls.tcpInfo(new FileDescriptor())).isZero();

        assertThat(KernelCalls.isReadable()).isEqualTo(before);
    }
}
