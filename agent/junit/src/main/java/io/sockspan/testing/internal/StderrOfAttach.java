package io.sockspan.testing.internal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * System.err while an agent is attached. From Java 21 on the JVM warns of that on a thread of its own, which has no context class
 * loader; where a test runner has put a stream there that needs one (surefire 3.6), the warning would fail, and the agent with it. So
 * what that thread says goes straight to the process's stderr, and what others say goes where it went.
 */
final class StderrOfAttach extends OutputStream {
    private static final String ATTACHING = "Attach Listener";

    private final PrintStream before = System.err;
    private final OutputStream direct = new FileOutputStream(FileDescriptor.err);
    private final PrintStream instead = new PrintStream(this, true);

    void begin() {
        System.setErr(instead);
    }

    void end() {
        if (System.err == instead) {
            System.setErr(before);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        if (ATTACHING.equals(Thread.currentThread().getName())) {
            direct.write(bytes, from, count);
        } else {
            before.write(bytes, from, count);
        }
    }

    @Override
    public void flush() {
        if (!ATTACHING.equals(Thread.currentThread().getName())) {
            before.flush();
        }
    }
}
