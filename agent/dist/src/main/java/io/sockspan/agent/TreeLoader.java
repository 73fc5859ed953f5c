package io.sockspan.agent;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.security.AllPermission;
import java.security.CodeSource;
import java.security.Permissions;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Enumeration;

/**
 * Loads one tree of the agent's jar directly. The application's loaders do not know this loader, and it does not know them.
 */
final class TreeLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final AgentJar jar;
    private final String tree;
    private final ProtectionDomain domain;

    private TreeLoader(AgentJar jar, String tree, ClassLoader parent) {
        super(parent);
        this.jar = jar;
        this.tree = tree;
        Permissions all = new Permissions();
        all.add(new AllPermission());
        CodeSource source = TreeLoader.class.getProtectionDomain().getCodeSource();
        this.domain = new ProtectionDomain(source, all);
    }

    /** The agent's core and its libraries. */
    static TreeLoader core(AgentJar jar) {
        return new TreeLoader(jar, "core/", loaderOfTheJdk());
    }

    /** The command line and its library; it includes the core for the table of options. */
    static TreeLoader commandLine(AgentJar jar) {
        return new TreeLoader(jar, "cli/", core(jar));
    }

    /**
     * The loader that knows all of the JDK and nothing of the application. It is the system loader's parent, unless the application has
     * put another system loader in front of the JDK's own (java.system.class.loader).
     */
    private static ClassLoader loaderOfTheJdk() {
        ClassLoader loader = ClassLoader.getSystemClassLoader();
        while (loader.getParent() != null) {
            loader = loader.getParent();
        }
        // To call a method of ClassLoader by reflection costs ten milliseconds of the application's start.
        return loader.getClass().getClassLoader() == null ? loader : platformLoader(loader);
    }

    /** @param other what to take on Java 8 */
    private static ClassLoader platformLoader(ClassLoader other) {
        try {
            return (ClassLoader)
                    ClassLoader.class.getMethod("getPlatformClassLoader").invoke(null);
        } catch (ReflectiveOperationException java8) {
            return other;
        }
    }

    /**
     * Searches its own tree first for names that can only be there: each request to the parent loaders for a class that they do not have
     * costs time, and leaves an entry in their tables for good.
     */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith("io.sockspan.")) {
            synchronized (getClassLoadingLock(name)) {
                Class<?> type = findLoadedClass(name);
                if (type == null) {
                    type = define(name);
                }
                if (type != null) {
                    if (resolve) {
                        resolveClass(type);
                    }
                    return type;
                }
            }
        }
        return super.loadClass(name, resolve);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        Class<?> type = define(name);
        if (type == null) {
            throw new ClassNotFoundException(name);
        }
        return type;
    }

    /** Null if the tree has no such class. */
    private Class<?> define(String name) throws ClassNotFoundException {
        try {
            byte[] content = jar.readClass(tree, name);
            return content == null ? null : defineClass(name, content, 0, content.length, domain);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    /** Whether only this tree can have a resource. The JDK's loaders would search each of its modules for it. */
    private static boolean isOnlyHere(String name) {
        return name.startsWith("io/sockspan/") || name.startsWith("META-INF/services/io.sockspan.");
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return isOnlyHere(name) ? findResources(name) : super.getResources(name);
    }

    @Override
    public URL getResource(String name) {
        URL own = isOnlyHere(name) ? findResource(name) : null;
        return own == null ? super.getResource(name) : own;
    }

    /** Searches its own tree first as well, and without a URL, which would load much of the JDK. */
    @Override
    public InputStream getResourceAsStream(String name) {
        if (isOnlyHere(name)) {
            try {
                byte[] content = jar.read(tree, name);
                if (content != null) {
                    return new ByteArrayInputStream(content);
                }
            } catch (IOException unreadable) {
                return null;
            }
        }
        return super.getResourceAsStream(name);
    }

    @Override
    protected URL findResource(String name) {
        return jar.has(tree, name) ? url(name) : null;
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        URL url = findResource(name);
        return Collections.enumeration(url == null ? Collections.<URL>emptyList() : Collections.singletonList(url));
    }

    private URL url(String name) {
        try {
            return new URL("sockspan", "", -1, "/" + name, new Handler());
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens this loader's resources without the JDK's cache of open jars, which would keep the file open a second time. */
    private final class Handler extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() throws IOException {
                    byte[] content = jar.read(tree, url.getPath().substring(1));
                    if (content == null) {
                        throw new IOException("no " + url.getPath() + " in the agent's jar");
                    }
                    return new ByteArrayInputStream(content);
                }
            };
        }
    }
}
