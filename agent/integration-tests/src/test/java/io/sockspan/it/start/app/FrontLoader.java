package io.sockspan.it.start.app;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;

/** A system class loader in front of the JDK's own, as some application servers put there (java.system.class.loader). */
public final class FrontLoader extends URLClassLoader {
    public FrontLoader(ClassLoader parent) {
        super(new URL[0], parent);
    }

    /** The JVM gives it the agent's jar (package java.lang.instrument). */
    void appendToClassPathForInstrumentation(String path) throws IOException {
        addURL(new File(path).toURI().toURL());
    }
}
