package io.sockspan.it.leaks.app;

import io.sockspan.it.app.App;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/** Opens selectors and pipes, and never a TCP socket. */
public final class WithoutTcp {
    /** Above 80 % of the 250 that its test allows, and below all of them. */
    private static final int MANY = 215;

    private WithoutTcp() {}

    public static void main(String[] args) throws Exception {
        List<Closeable> left = new ArrayList<>();
        new App()
                .on("open", () -> {
                    open(left);
                    return "opened";
                })
                .on("free", () -> {
                    for (Closeable open : left) {
                        open.close();
                    }
                    left.clear();
                    return "freed";
                })
                .serve();
    }

    private static void open(List<Closeable> left) throws IOException {
        while (new File("/proc/self/fd").list().length < MANY) {
            left.add(Selector.open());
            Pipe pipe = Pipe.open();
            left.add(pipe.source());
            left.add(pipe.sink());
        }
    }
}
