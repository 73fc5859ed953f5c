package io.sockspan.testkit;

import java.io.IOException;
import java.util.List;

/** Commands that run another command under a filter of system calls (seccomp(2)), as containers do. They need Python 3, and no root. */
public final class Sandbox {
    /** A classic BPF program that compares the call's number, level and option name, and otherwise allows everything. */
    private static final String NO_TCP_INFO = """
            import ctypes, os, platform, struct, sys
            arch, getsockopt = {'x86_64': (0xC000003E, 55), 'aarch64': (0xC00000B7, 209)}[platform.machine()]
            libc = ctypes.CDLL(None, use_errno=True)
            LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
            ERRNO, ALLOW = 0x00050000, 0x7FFF0000
            filter = b''.join(struct.pack('HBBI', *step) for step in [
                (LOAD, 0, 0, 4), (EQUAL, 0, 7, arch), (LOAD, 0, 0, 0), (EQUAL, 0, 5, getsockopt),
                (LOAD, 0, 0, 24), (EQUAL, 0, 3, 6), (LOAD, 0, 0, 32), (EQUAL, 0, 1, 11),
                (RETURN, 0, 0, ERRNO | int(sys.argv[1])), (RETURN, 0, 0, ALLOW)])
            code = ctypes.create_string_buffer(filter)
            class Program(ctypes.Structure):
                _fields_ = [('length', ctypes.c_ushort), ('filter', ctypes.c_void_p)]
            program = Program(len(filter) // 8, ctypes.addressof(code))
            NO_NEW_PRIVS, SECCOMP, FILTER = 38, 22, 2
            if libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(SECCOMP, FILTER, ctypes.byref(program), 0, 0):
                sys.exit(os.strerror(ctypes.get_errno()))
            os.execvp(sys.argv[2], sys.argv[2:])
            """;

    private Sandbox() {}

    /** Runs another command, for which {@code getsockopt(TCP_INFO)} fails with that error, such as 1 for EPERM. */
    public static String[] withoutTcpInfo(int errno) {
        return new String[] {"python3", "-c", NO_TCP_INFO, String.valueOf(errno)};
    }

    public static boolean isAvailable() {
        try {
            List<String> command = List.of("python3", "-c", NO_TCP_INFO, "1", "true");
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
