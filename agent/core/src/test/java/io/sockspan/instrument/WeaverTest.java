package io.sockspan.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
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
        EnumSet<Purpose> served = EnumSet.noneOf(Purpose.class);
        for (String target : Targets.NAMES) {
            byte[] original = weaver.original(target);
            if (original != null) {
                weaver.weave(target, original).taken.forEach(hook -> served.addAll(hook.purposes));
            }
        }

        assertThat(served).containsExactlyElementsOf(EnumSet.allOf(Purpose.class));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void everyTargetHasHooksOfItsOwn(String target) {
        assertThat(HookTable.of(target)).isNotEmpty().allMatch(hook -> hook.target.equals(target));
    }

    static List<String> targets() {
        return List.copyOf(Targets.NAMES);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void callsTheRecorderOncePerTakenHookAtLeast(String target) {
        byte[] original = weaver.original(target);
        if (original == null) {
            return;
        }

        Woven woven = weaver.weave(target, original);

        assertThat(recorderCalls(original)).isZero();
        if (woven.classFile != null) {
            assertThat(recorderCalls(woven.classFile)).isGreaterThanOrEqualTo(woven.taken.size());
        }
    }

    private static int recorderCalls(byte[] classFile) {
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
                                        if (owner.equals("io/sockspan/bootstrap/Recorder")) {
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
