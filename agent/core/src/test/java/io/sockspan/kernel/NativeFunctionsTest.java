package io.sockspan.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockspan.modules.Modules;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.junit.jupiter.api.Test;

class NativeFunctionsTest {
    private final NativeFunctions functions = NativeFunctions.of(new Modules(ByteBuddyAgent.install()));

    @Test
    void passesNegativeNumbersBothWays() throws Throwable {
        MethodHandle abs = functions.function("abs", int.class, int.class);
        MethodHandle labs = functions.function("labs", long.class, long.class);
        MethodHandle strtol = functions.function("strtol", long.class, long.class, long.class, int.class);

        assertThat((int) abs.invokeExact(-5)).isEqualTo(5);
        assertThat((long) labs.invokeExact(-5_000_000_000L)).isEqualTo(5_000_000_000L);
        ByteBuffer text = ByteBuffer.allocateDirect(16);
        text.put("-12z".getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        assertThat((long) strtol.invokeExact(functions.address(text), 0L, 36)).isEqualTo(-(36 * 36 + 2 * 36 + 35));
    }

    @Test
    void refusesWhatTheCLibraryDoesNotHave() {
        assertThatThrownBy(() -> functions.function("no_such_function", int.class))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("no_such_function");
    }
}
