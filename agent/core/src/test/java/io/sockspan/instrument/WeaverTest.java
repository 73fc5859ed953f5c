package io.sockspan.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WeaverTest {
    private final Weaver weaver = new Weaver();

    @Test
    void everyPurposeIsServedOnThisJdk() {
        Set<Purpose> all = new HashSet<>();
        Set<Purpose> served = new HashSet<>();
        for (String target : Instrumentations.TARGETS) {
            Instrumentations.hooks(target).forEach(hook -> all.addAll(hook.purposes));
            byte[] original = weaver.original(target);
            if (original != null) {
                weaver.weave(target, original).taken.forEach(hook -> served.addAll(hook.purposes));
            }
        }

        assertThat(served).isEqualTo(all);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void everyTargetHasHooksOfItsOwn(String target) {
        assertThat(Instrumentations.hooks(target)).isNotEmpty().allMatch(hook -> hook.target.equals(target));
    }

    static List<String> targets() {
        return List.copyOf(Instrumentations.TARGETS);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void callsAHookAndTheHandlerOncePerTakenHookAtLeast(String target) {
        byte[] original = weaver.original(target);
        if (original == null) {
            return;
        }

        Woven woven = weaver.weave(target, original);

        assertThat(bootstrapCalls(original)).isZero();
        if (woven.classFile != null) {
            assertThat(bootstrapCalls(woven.classFile)).isGreaterThanOrEqualTo(2 * woven.taken.size());
        }
    }

    private static int bootstrapCalls(byte[] classFile) {
        int[] calls = {0};
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] exceptions) {
                                return new MethodVisitor(Opcodes.ASM9) {
                                    @Override
                                    public void visitMethodInsn(
                                            int opcode, String owner, String called, String type, boolean isInterface) {
                                        if (owner.startsWith("io/sockspan/bootstrap/")) {
                                            calls[0]++;
                                        }
                                    }
                                };
                            }
                        },
                        0);
        return calls[0];
    }
}
