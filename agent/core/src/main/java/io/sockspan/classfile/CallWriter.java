package io.sockspan.classfile;

/** Writes the calls of hooks in one method. */
final class CallWriter {
    private final ClassFile owner;
    private final Signature method;
    private final boolean isStatic;
    private final ByteWriter code;

    CallWriter(ClassFile owner, Signature method, boolean isStatic, ByteWriter code) {
        this.owner = owner;
        this.method = method;
        this.isStatic = isStatic;
        this.code = code;
    }

    /**
     * Pushes the arguments and calls.
     *
     * @param entrySlot of the value of the hook at the entry
     * @param resultSlot of the value that the method returns
     * @param thrownSlot of what it throws
     */
    void write(HookCall call, int entrySlot, int resultSlot, int thrownSlot) {
        for (int i = 0; i < call.arguments.length; i++) {
            String wanted = call.signature.parameters[i];
            String given = push(call.arguments[i], wanted, entrySlot, resultSlot, thrownSlot);
            if (wanted.equals("J") && Signature.kind(given) == 0) {
                code.u1(Opcodes.I2L);
            } else if (Signature.kind(wanted) != Signature.kind(given)) {
                throw new UnknownFormException(given + " for " + wanted + " of " + call.name);
            }
        }
        code.u1(Opcodes.INVOKESTATIC);
        code.u2(owner.pool().indexOfMethod(call.owner, call.name, call.descriptor));
    }

    /** Returns the descriptor of what it has pushed. */
    private String push(String argument, String wanted, int entrySlot, int resultSlot, int thrownSlot) {
        switch (argument) {
            case HookCall.ENTRY:
                Opcodes.writeLocal(code, Opcodes.ALOAD, entrySlot);
                return wanted;
            case HookCall.RESULT:
                Opcodes.writeLocal(code, Opcodes.load(Signature.kind(method.result)), resultSlot);
                return method.result;
            case HookCall.THROWN:
                Opcodes.writeLocal(code, Opcodes.ALOAD, thrownSlot);
                return wanted;
            case HookCall.THIS:
                if (isStatic) {
                    throw new UnknownFormException("the object of a static method");
                }
                Opcodes.writeLocal(code, Opcodes.ALOAD, 0);
                return wanted;
            case HookCall.NULL:
                code.u1(Opcodes.ACONST_NULL);
                return wanted;
            case HookCall.FALSE:
            case HookCall.TRUE:
                code.u1(Opcodes.ICONST_0 + (argument.equals(HookCall.TRUE) ? 1 : 0));
                return "Z";
            default:
                if (argument.startsWith(HookCall.CALL)) {
                    return pushCalled(argument.substring(HookCall.CALL.length()));
                }
                return argument.startsWith(HookCall.FIELD)
                        ? pushField(argument.substring(HookCall.FIELD.length()))
                        : pushParameter(parameter(argument));
        }
    }

    private String pushParameter(int index) {
        String type = method.parameters[index];
        Opcodes.writeLocal(code, Opcodes.load(Signature.kind(type)), slotOf(index));
        return type;
    }

    private String pushField(String field) {
        if (isStatic) {
            throw new UnknownFormException("a field in a static method");
        }
        int colon = field.indexOf(':');
        String name = colon < 0 ? field : field.substring(0, colon);
        String type = colon < 0 ? owner.fieldType(name) : field.substring(colon + 1);
        Opcodes.writeLocal(code, Opcodes.ALOAD, 0);
        code.u1(Opcodes.GETFIELD);
        code.u2(owner.pool().indexOfField(owner.name(), name, type));
        return type;
    }

    private String pushCalled(String calls) {
        if (isStatic) {
            throw new UnknownFormException("a call on a static method's object");
        }
        Opcodes.writeLocal(code, Opcodes.ALOAD, 0);
        String on = owner.name();
        for (int from = 0; ; ) {
            int then = calls.indexOf(HookCall.THEN, from);
            String call = calls.substring(from, then < 0 ? calls.length() : then);
            int open = call.indexOf('(');
            code.u1(Opcodes.INVOKEVIRTUAL);
            code.u2(owner.pool().indexOfMethod(on, call.substring(0, open), call.substring(open)));
            String type = new Signature(call.substring(open)).result;
            if (then < 0) {
                return type;
            }
            on = type.substring(1, type.length() - 1);
            from = then + 1;
        }
    }

    /** The index of a parameter of the method. */
    private static int parameter(String argument) {
        return Integer.parseInt(argument.substring(HookCall.PARAMETER.length()));
    }

    private int slotOf(int parameter) {
        return (isStatic ? 0 : 1) + method.slotOf(parameter);
    }

    /** Throws if the method assigns to a parameter that the hook at its exit wants as it was at the entry. */
    void refuseAssigned(HookCall exit, Instructions code) {
        for (String argument : exit.arguments) {
            if (argument.startsWith(HookCall.PARAMETER) && code.isAssigned(slotOf(parameter(argument)))) {
                throw new UnknownFormException("a parameter that the method assigns to");
            }
        }
    }
}
