package io.sockspan.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuxiliaryDescriptorsTest {
    private final AuxiliaryDescriptors open = new AuxiliaryDescriptors();

    @Test
    void keepsWhatIsOpenAndForgetsWhatIsClosed() {
        // Equal, and two of them all the same.
        Map<String, String> one = new HashMap<>();
        Map<String, String> other = new HashMap<>();
        open.add(new AuxiliaryDescriptor(one, "selector", null));
        open.add(new AuxiliaryDescriptor(other, "pipe", null));

        open.remove(one);

        assertThat(open.open()).extracting(descriptor -> descriptor.kind).containsExactly("pipe");
        open.remove(one);
        assertThat(open.open()).hasSize(1);
    }

    @Test
    void keepsWhatTheGarbageCollectorHasTaken() {
        AuxiliaryDescriptor forgotten = new AuxiliaryDescriptor(new Object(), "selector", null);
        open.add(forgotten);
        forgotten.clear();

        open.remove(new Object());

        assertThat(open.open()).containsExactly(forgotten);
    }

    @Test
    void hasALimit() {
        Object[] parts = new Object[AuxiliaryDescriptors.LIMIT];
        for (int i = 0; i < parts.length; i++) {
            assertThat(open.isFull()).isFalse();
            parts[i] = new Object();
            open.add(new AuxiliaryDescriptor(parts[i], "selector", null));
        }
        assertThat(open.isFull()).isTrue();
    }
}
