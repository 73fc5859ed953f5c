package io.sockspan.real;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.concurrent.CountDownLatch;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** Reads a stream in the background, for as long as it lasts. */
public interface LibraryFeed {
    /** Returns when the stream has begun. */
    void subscribe(Publisher<?> stream) throws InterruptedException;

    /** One whose class is from a jar, as those of libraries are. */
    static LibraryFeed ofALibrary() throws Exception {
        return (LibraryFeed) new Library()
                .loadClass(LibraryFeed.class.getName() + "$OfALibrary")
                .getDeclaredConstructor()
                .newInstance();
    }

    /** For one thread. */
    final class OfALibrary implements LibraryFeed {
        public OfALibrary() {}

        @Override
        public void subscribe(Publisher<?> stream) throws InterruptedException {
            CountDownLatch first = new CountDownLatch(1);
            Thread thread = new Thread(
                    () -> Flux.from(stream).subscribe(piece -> first.countDown(), ended -> {}), "feed of a library");
            thread.start();
            first.await();
        }
    }

    /** Defines that class as if it were from a jar. */
    final class Library extends ClassLoader {
        Library() {
            super(LibraryFeed.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.endsWith("$OfALibrary")) {
                return super.loadClass(name, resolve);
            }
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                for (int next; (next = file.read()) >= 0; ) {
                    bytes.write(next);
                }
                CodeSource jar = new CodeSource(new URL("file:/libraries/feed.jar"), (Certificate[]) null);
                return defineClass(
                        name, bytes.toByteArray(), 0, bytes.size(), new ProtectionDomain(jar, null, this, null));
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
