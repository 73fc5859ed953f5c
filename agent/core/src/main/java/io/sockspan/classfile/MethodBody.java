package io.sockspan.classfile;

/**
 * The body of one method with a hook woven in. The new code is:
 *
 * <pre>
 *     call of the hook at the entry; its value into ENTRY          what it throws is passed to the handler
 *     the method's own instructions, which jump behind their end instead of returning
 *     where the method throws: THROWN = the exception              only if the hook wants it
 *     call of the hook at the exit                                 what it throws is passed to the handler
 *     return or throw as the method did
 * </pre>
 *
 * ENTRY is put behind the parameters, and the method's own local variables move up. The others are put behind it, over the method's own,
 * which are of no use any more by then.
 */
final class MethodBody {
    private static final String THROWABLE = "Ljava/lang/Throwable;";
    private static final int ANY_EXCEPTION = 0;

    private final ClassFile owner;
    private final ConstantPool pool;
    private final byte[] file;
    private final MethodHook hook;
    private final HookCall handler;
    private final Signature method;
    private final boolean isStatic;

    private final int entrySlot;
    private final int resultSlot;
    private final int thrownSlot;
    private final FrameTypes parameters;
    /** The parameters, and ENTRY. */
    private final FrameTypes inBody;
    /** The same, and the result, and what is thrown. */
    private final FrameTypes atExit;

    private final FrameTypes onlyThrowable;

    private final ByteWriter code = new ByteWriter(1024);
    private final ByteWriter exceptions = new ByteWriter(128);
    private final StackMap frames = new StackMap();
    private final CallWriter calls;
    private int exceptionCount;

    /** @param handler gets what a hook throws */
    MethodBody(ClassFile owner, MethodHook hook, HookCall handler, String descriptor, boolean isStatic) {
        this.owner = owner;
        this.pool = owner.pool();
        this.file = owner.file();
        this.hook = hook;
        this.handler = handler;
        this.method = new Signature(descriptor);
        this.isStatic = isStatic;
        entrySlot = (isStatic ? 0 : 1) + method.slots();
        resultSlot = entrySlot + (hook.usesEntryValue() ? 1 : 0);
        thrownSlot = resultSlot + Signature.slots(method.result);
        parameters = new FrameTypes(pool);
        if (!isStatic) {
            parameters.addClass(owner.index());
        }
        for (String parameter : method.parameters) {
            parameters.add(parameter);
        }
        inBody = hook.usesEntryValue() ? parameters.copy().add(hook.entry.signature.result) : parameters;
        atExit = inBody.copy().add(method.result);
        if (hook.whenThrown) {
            atExit.add(THROWABLE);
        }
        onlyThrowable = new FrameTypes(pool).add(THROWABLE);
        calls = new CallWriter(owner, method, isStatic, code);
    }

    /**
     * Writes the attribute {@code Code}, from its name on.
     *
     * @param at where it is in the class file
     */
    void write(int at, ByteWriter out) {
        int start = at + 14;
        int length = Bytes.s4(file, at + 10);
        if (hook.entry != null) {
            writeEntry();
        }
        int body = code.size();
        Instructions instructions = new Instructions(
                file, start, length, code, entrySlot, resultSlot - entrySlot, hook.exit == null ? -1 : resultSlot);
        instructions.copy();
        int afterExceptions = copyExceptions(start + length, instructions);
        Attributes attributes = new Attributes(pool, file, afterExceptions, instructions);
        attributes.copyFrames(frames, parameters.count(), inBody == parameters ? null : entryType());
        if (hook.exit != null) {
            calls.refuseAssigned(hook.exit, instructions);
            instructions.link(writeExit(body));
        } else {
            instructions.link(length);
        }
        ByteWriter rest = new ByteWriter(1024);
        rest.u2(Math.max(Bytes.u2(file, at + 6), stackOfHooks()));
        rest.u2(Math.max(Bytes.u2(file, at + 8) + resultSlot - entrySlot, thrownSlot + 1));
        rest.u4(code.size());
        rest.copy(code);
        rest.u2(exceptionCount);
        rest.copy(exceptions);
        attributes.write(frames, rest);
        out.u2(Bytes.u2(file, at));
        out.u4(rest.size());
        out.copy(rest);
    }

    private FrameTypes entryType() {
        return new FrameTypes(pool).add(hook.entry.signature.result);
    }

    private int stackOfHooks() {
        int entry = hook.entry == null ? 0 : hook.entry.signature.slots();
        int exit = hook.exit == null ? 0 : hook.exit.signature.slots();
        return Math.max(2, Math.max(entry, exit));
    }

    private void writeEntry() {
        calls.write(hook.entry, entrySlot, resultSlot, thrownSlot);
        if (hook.usesEntryValue()) {
            Opcodes.writeLocal(code, Opcodes.ASTORE, entrySlot);
        }
        int over = writeGoto();
        int caught = code.size();
        addException(0, over, caught, ANY_EXCEPTION);
        frames.full(caught, parameters, onlyThrowable);
        writeHandler();
        if (hook.usesEntryValue()) {
            code.u1(Opcodes.ACONST_NULL);
            Opcodes.writeLocal(code, Opcodes.ASTORE, entrySlot);
        }
        setGoto(over);
        frames.full(code.size(), inBody, null);
        // A frame of the method may be at its very beginning, and no two may be at the same place.
        code.u1(Opcodes.NOP);
    }

    /** Writes what follows the method's own instructions. Returns where they jump to instead of returning. */
    private int writeExit(int body) {
        int end = code.size();
        int fromThrown = -1;
        if (hook.whenThrown) {
            addException(body, end, end, ANY_EXCEPTION);
            fromThrown = writeThrown();
        }
        int exit = code.size();
        FrameTypes returned = inBody.copy().add(method.result);
        frames.full(exit, returned, null);
        if (hook.whenThrown) {
            code.u1(Opcodes.ACONST_NULL);
            Opcodes.writeLocal(code, Opcodes.ASTORE, thrownSlot);
            setGoto(fromThrown);
            frames.full(code.size(), atExit, null);
        }
        int call = code.size();
        calls.write(hook.exit, entrySlot, resultSlot, thrownSlot);
        int over = writeGoto();
        addException(call, over, code.size(), ANY_EXCEPTION);
        frames.full(code.size(), atExit, onlyThrowable);
        writeHandler();
        setGoto(over);
        frames.full(code.size(), atExit, null);
        if (hook.whenThrown) {
            writeRethrow();
        }
        if (!method.result.equals("V")) {
            Opcodes.writeLocal(code, Opcodes.load(Signature.kind(method.result)), resultSlot);
        }
        code.u1(Opcodes.returning(method.result));
        return exit;
    }

    private int writeThrown() {
        frames.full(code.size(), inBody, onlyThrowable);
        Opcodes.writeLocal(code, Opcodes.ASTORE, thrownSlot);
        if (!method.result.equals("V")) {
            code.u1(Opcodes.zero(method.result));
            Opcodes.writeLocal(code, Opcodes.store(Signature.kind(method.result)), resultSlot);
        }
        return writeGoto();
    }

    private void writeRethrow() {
        Opcodes.writeLocal(code, Opcodes.ALOAD, thrownSlot);
        int over = code.size();
        code.u1(Opcodes.IFNULL);
        code.u2(0);
        Opcodes.writeLocal(code, Opcodes.ALOAD, thrownSlot);
        code.u1(Opcodes.ATHROW);
        setGoto(over);
        frames.full(code.size(), atExit, null);
    }

    private void writeHandler() {
        code.u1(Opcodes.INVOKESTATIC);
        code.u2(pool.indexOfMethod(handler.owner, handler.name, handler.descriptor));
    }

    /** Returns its place, for {@link #setGoto}. */
    private int writeGoto() {
        int place = code.size();
        code.u1(Opcodes.GOTO);
        code.u2(0);
        return place;
    }

    /** Makes a jump that was written before go here. */
    private void setGoto(int place) {
        code.set2(place + 1, code.size() - place);
    }

    /** Returns where the table ends in the class file. */
    private int copyExceptions(int at, Instructions instructions) {
        int from = at + 2;
        for (int left = Bytes.u2(file, at); left > 0; left--, from += 8) {
            addException(
                    instructions.moved(Bytes.u2(file, from)),
                    instructions.moved(Bytes.u2(file, from + 2)),
                    instructions.moved(Bytes.u2(file, from + 4)),
                    Bytes.u2(file, from + 6));
        }
        return from;
    }

    private void addException(int start, int end, int to, int type) {
        exceptions.u2(start);
        exceptions.u2(end);
        exceptions.u2(to);
        exceptions.u2(type);
        exceptionCount++;
    }
}
