package io.sockspan.testkit;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class FuzzTest {
    @Test
    void findsTheInputThatFails() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> Fuzz.texts(List.of("a:b", "longer:example"), input -> {
                    if (input.length > 20) {
                        throw new ArrayIndexOutOfBoundsException(input.length);
                    }
                }))
                .withMessageContaining("fails with sockspan.fuzz.seed=")
                .withCauseInstanceOf(ArrayIndexOutOfBoundsException.class);
    }
}
