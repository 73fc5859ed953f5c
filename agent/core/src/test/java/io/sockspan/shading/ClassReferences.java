package io.sockspan.shading;

import java.util.Set;
import java.util.TreeSet;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;

/** What one class file declares and refers to. */
final class ClassReferences {
    /** Internal names of all classes that it refers to in any way, annotations included. */
    final Set<String> classes = new TreeSet<>();
    /** All fields and methods that its code uses, as {@code owner.name descriptor}. */
    final Set<String> members = new TreeSet<>();
    /** Its own fields and methods, as {@code owner.name descriptor}. */
    final Set<String> declared = new TreeSet<>();
    /** The string constants in its code. */
    final Set<String> strings = new TreeSet<>();
    /** The class file's major version. */
    final int version;

    ClassReferences(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        version = reader.readUnsignedShort(6);
        Remapper classCollector = new Remapper(Opcodes.ASM9) {
            @Override
            public String map(String internalName) {
                classes.add(internalName);
                return internalName;
            }
        };
        reader.accept(new ClassRemapper(new ClassWriter(0), classCollector), 0);
        reader.accept(new MemberCollector(reader.getClassName()), 0);
    }

    private final class MemberCollector extends ClassVisitor {
        private final String owner;

        MemberCollector(String owner) {
            super(Opcodes.ASM9);
            this.owner = owner;
        }

        @Override
        public FieldVisitor visitField(int access, String name, String type, String signature, Object value) {
            declared.add(owner + "." + name + " " + type);
            return null;
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] thrown) {
            declared.add(owner + "." + name + " " + type);
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitLdcInsn(Object constant) {
                    if (constant instanceof String) {
                        strings.add((String) constant);
                    }
                }

                @Override
                public void visitFieldInsn(int opcode, String ofClass, String used, String usedType) {
                    members.add(ofClass + "." + used + " " + usedType);
                }

                @Override
                public void visitMethodInsn(int opcode, String ofClass, String used, String usedType, boolean itf) {
                    members.add(ofClass + "." + used + " " + usedType);
                }

                @Override
                public void visitInvokeDynamicInsn(String called, String calledType, Handle bootstrap, Object... args) {
                    for (Object arg : args) {
                        if (arg instanceof Handle) {
                            Handle handle = (Handle) arg;
                            members.add(handle.getOwner() + "." + handle.getName() + " " + handle.getDesc());
                        }
                    }
                }
            };
        }
    }
}
