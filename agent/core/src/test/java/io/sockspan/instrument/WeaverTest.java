package io.sockspan.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.sockspan.classfile.ClassFile;
import io.sockspan.classfile.MethodHook;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
            List<Hook> hooks = Instrumentations.hooks(target);
            hooks.forEach(hook -> all.addAll(hook.purposes));
            byte[] original = weaver.original(target);
            if (original != null) {
                Woven woven = weaver.weave(target, original);
                for (int i = 0; i < hooks.size(); i++) {
                    if (woven.isTaken(i)) {
                        served.addAll(hooks.get(i).purposes);
                    }
                }
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
    void makesTheSameCallsAsByteBuddy(String target) {
        byte[] original = weaver.original(target);
        if (original == null) {
            return;
        }

        byte[] woven = weaver.weave(target, original).classFile;
        byte[] expected = new ByteBuddyWeaver().weave(target, original).classFile;

        assertThat(bootstrapCalls(original)).isEmpty();
        assertThat(bootstrapCalls(woven)).isNotEmpty().isEqualTo(bootstrapCalls(expected));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void needsNoByteBuddyOnThisJdk(String target) {
        byte[] original = weaver.original(target);
        if (original == null) {
            return;
        }

        List<MethodHook> hooks = new HookTable().of(target);

        assertThatCode(() -> new ClassFile(original, name -> weaver.original(name.replace('/', '.')))
                        .weave(hooks, "Handler.caught(Ljava/lang/Throwable;)V", new boolean[hooks.size()]))
                .doesNotThrowAnyException();
    }

    /** The calls of the bootstrap classes in each method, by its name and descriptor. */
    private static Map<String, List<String>> bootstrapCalls(byte[] classFile) {
        Map<String, List<String>> calls = new TreeMap<>();
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
                                            calls.computeIfAbsent(name + descriptor, method -> new ArrayList<>())
                                                    .add(owner + "." + called + type);
                                        }
                                    }
                                };
                            }
                        },
                        0);
        return calls;
    }
}
