package io.sockspan.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LambdaClassesTest {
    @TempDir
    Path folder;

    /** For Java 8, as what is packed: later compilers write other class files. */
    @BeforeEach
    void compileTheHosts() {
        String source = "src/test/java/" + pathOf(Lambdas.class).replace(".class", ".java");
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "8", "-Xlint:-options", "-g", "-d", folder.toString(), source);
        assertThat(result).isZero();
    }

    @Test
    void classesDoWhatTheLambdasDid() throws Exception {
        List<String> expected = new Lambdas().call();
        LambdaClasses.main(folder.toString());
        Class<?> rewritten = Class.forName(Lambdas.class.getName(), true, new Loader());
        assertThat(rewritten).isNotSameAs(Lambdas.class);
        Object result = ((Callable<?>) rewritten.getConstructor().newInstance()).call();
        assertThat(result)
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSizeGreaterThan(20)
                .isEqualTo(expected);
    }

    @Test
    void noLambdaIsLeft() throws IOException {
        assertThat(lambdas()).isNotEmpty();
        LambdaClasses.main(folder.toString());
        assertThat(lambdas()).isEmpty();
    }

    @Test
    void excludedPathsAreLeftAsTheyAre() throws IOException {
        byte[] before = Files.readAllBytes(folder.resolve(pathOf(Lambdas.class)));
        LambdaClasses.main(folder.toString(), "io/sockspan/packing/Lambdas");
        assertThat(folder.resolve(pathOf(Lambdas.class))).hasBinaryContent(before);
    }

    @Test
    void failsWhereAClassFileIsForALaterJava() throws IOException {
        byte[] later;
        try (InputStream content = Lambdas.class.getResourceAsStream("/" + pathOf(Lambdas.class))) {
            later = content.readAllBytes();
        }

        assertThatThrownBy(() -> HostClass.rewrite(later)).hasMessageContaining("Java 11 or later");
    }

    @Test
    void failsWhereALambdaCallsTheSuperclass() {
        ClassWriter host = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        host.visit(Opcodes.V1_8, Opcodes.ACC_PUBLIC, "some/Host", null, "some/Parent", null);
        MethodVisitor code = host.visitMethod(Opcodes.ACC_PUBLIC, "run", "()Ljava/lang/Runnable;", null, null);
        code.visitCode();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        Handle metafactory =
                new Handle(Opcodes.H_INVOKESTATIC, "java/lang/invoke/LambdaMetafactory", "metafactory", "()V", false);
        Handle parents = new Handle(Opcodes.H_INVOKESPECIAL, "some/Parent", "work", "()V", false);
        Type none = Type.getMethodType("()V");
        code.visitInvokeDynamicInsn("run", "(Lsome/Host;)Ljava/lang/Runnable;", metafactory, none, parents, none);
        code.visitInsn(Opcodes.ARETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
        host.visitEnd();

        assertThatThrownBy(() -> HostClass.rewrite(host.toByteArray())).hasMessageContaining("superclass");
    }

    private static String pathOf(Class<?> type) {
        return type.getName().replace('.', '/') + ".class";
    }

    /** The methods with lambdas, of all class files in the folder. */
    private List<String> lambdas() throws IOException {
        List<String> found = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            new ClassReader(Files.readAllBytes(file)).accept(collector(found), 0);
        }
        return found;
    }

    private static ClassVisitor collector(List<String> found) {
        return new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String method, String type, String signature, String[] thrown) {
                return new MethodVisitor(Opcodes.ASM9) {
                    @Override
                    public void visitInvokeDynamicInsn(String name, String type, Handle bootstrap, Object... rest) {
                        if (bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")) {
                            found.add(method);
                        }
                    }
                };
            }
        };
    }

    /** Loads what is in the folder from there. */
    private final class Loader extends ClassLoader {
        Loader() {
            super(LambdaClassesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Path file = folder.resolve(name.replace('.', '/') + ".class");
            if (!Files.exists(file)) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            try {
                byte[] content = Files.readAllBytes(file);
                return loaded == null ? defineClass(name, content, 0, content.length) : loaded;
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
