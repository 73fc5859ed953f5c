package io.sockspan.instrument.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.ActiveOpen;
import io.sockspan.bootstrap.EventKind;
import io.sockspan.bootstrap.Recording;
import io.sockspan.bootstrap.SocketEvent;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.instrument.BootstrapClasses;
import io.sockspan.instrument.netty.shaded.unix.FileDescriptor;
import io.sockspan.instrument.netty.shaded.unix.Socket;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Weaves classes of the form of Netty's, lets the JVM verify them, and reads what they record. */
class NettyClassTest {
    private final Recording recording =
            BootstrapClasses.access().recording(new ThreadGroup("agent"), 64, Integer.MAX_VALUE, Integer.MAX_VALUE);
    private final Woven woven = new Woven();

    /** Defines woven copies of the two classes. */
    private static final class Woven extends ClassLoader {
        Woven() {
            super(NettyClassTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Class<?> known = findLoadedClass(name);
            if (known != null || !name.startsWith(FileDescriptor.class.getPackageName())) {
                return known != null ? known : super.loadClass(name, resolve);
            }
            byte[] file = weave(name, classFile(name));
            return defineClass(name, file, 0, file.length);
        }
    }

    private static byte[] weave(String name, byte[] classFile) {
        String internalName = name.replace('.', '/');
        return NettyClass.of(internalName).weave(internalName, classFile);
    }

    private static byte[] classFile(String name) {
        try (InputStream in = NettyClassTest.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void start() {
        recording.start();
    }

    @AfterEach
    void stop() {
        recording.stop();
    }

    private Object call(Object socket, String name, Class<?>[] types, Object... arguments) throws Exception {
        return type().getMethod(name, types).invoke(socket, arguments);
    }

    private Class<?> type() throws ClassNotFoundException {
        return woven.loadClass(Socket.class.getName());
    }

    @Test
    void recordsAConnectionFromItsCreationToItsClose() throws Exception {
        Object socket = call(null, "newSocketStream", new Class<?>[0]);
        SocketRecord record = recording.open(Socket.NUMBER);
        assertThat(record.callSite).isNotNull();
        call(socket, "connect", new Class<?>[] {SocketAddress.class}, call(socket, "remoteAddress", new Class<?>[0]));
        call(socket, "finishConnect", new Class<?>[0]);
        call(socket, "read", new Class<?>[] {ByteBuffer.class, int.class, int.class}, null, 0, 1);
        call(socket, "close", new Class<?>[0]);
        call(socket, "close", new Class<?>[0]);

        ActiveOpen connect = (ActiveOpen) record.opening;
        assertThat(connect.port).isEqualTo(5432);
        connect.close();
        assertThat(connect.isConnected()).isTrue();
        assertThat(recording.poll()).extracting(event -> event.kind).isEqualTo(EventKind.END_OF_STREAM);
        SocketEvent last = recording.poll();
        assertThat(last.kind).isEqualTo(EventKind.RELEASED);
        assertThat(last.record).isSameAs(record);
        assertThat(recording.poll()).as("one event for two closes").isNull();
        assertThat(recording.open(Socket.NUMBER)).isNull();
        assertThat(recording.hookFailures()).isZero();
    }

    @Test
    void countsThatNoDescriptorIsLeft() throws Exception {
        java.lang.reflect.Method method = type().getDeclaredMethod("newSocketStream0", boolean.class);
        method.setAccessible(true);

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> method.invoke(null, true)))
                .hasRootCauseMessage("Too many open files");
        assertThat(recording.descriptorsExhausted()).isEqualTo(1);
        assertThat(recording.hookFailures()).isZero();
    }

    @Test
    void leavesAClassOfThatNameWithOtherMethodsAlone() {
        String name = "com/acme/unix/Socket";
        byte[] other = classFile(FileDescriptor.class.getName());

        assertThat(NettyClass.of(name).weave(name, other)).isNull();
        assertThat(NettyClass.of("com/acme/unix/SocketAddress")).isNull();
        assertThat(NettyClass.of("java/lang/String")).isNull();
    }
}
