package io.sockspan.leak;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.stack.CallStack;
import io.sockspan.track.TestSocket;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeakIgnoresTest {
    private static final CallStack STACK = TestSocket.stack(
            "java.net.Socket.connect(Socket.java:606)",
            "com.acme.Inventory$Worker.lambda$lookup$0(Inventory.java:88)",
            "com.acme.shop.OrderService.place(OrderService.java:41)");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.acme",
                "com.acme.*",
                "com.acme.Inventory",
                "com.acme.Inventory$Worker.lookup",
                " com.acme.shop.OrderService.place ",
                "java.net.Socket"
            })
    void coverPackagesClassesAndMethodsAnywhereOnTheStack(String name) {
        assertThat(LeakIgnores.of(Arrays.asList("org.other", name)).cover(STACK))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.acm", "com.acme.Inv", "com.acme.Inventory$Worker.look", "OrderService", "", ".*"})
    void doNotCoverWhatOnlyBeginsAlike(String name) {
        assertThat(LeakIgnores.of(Arrays.asList("org.other", name)).cover(STACK))
                .isFalse();
    }

    @Test
    void doNotCoverWhatHasNoStack() {
        assertThat(LeakIgnores.of(Arrays.asList("com")).cover(null)).isFalse();
        assertThat(LeakIgnores.none().cover(STACK)).isFalse();
    }
}
