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
 * Loads the agent's core and its libraries straight from the agent's jar, out of the application's sight: the application's loaders do
 * not know this one, and it does not know them.
 */
final class CoreLoader extends ClassLoader {
    private static final String TREE = "core/";

    static {
        registerAsParallelCapable();
    }

    private final AgentJar jar;
    private final ProtectionDomain domain;

    CoreLoader(AgentJar jar) {
        super(loaderOfTheJdk());
        this.jar = jar;
        Permissions all = new Permissions();
        all.add(new AllPermission());
        CodeSource source = CoreLoader.class.getProtectionDomain().getCodeSource();
        this.domain = new ProtectionDomain(source, all);
    }

    /**
     * The loader that knows all of the JDK and nothing of the application. It is the system loader's parent, unless the application has
     * put another system loader in front of the JDK's own (java.system.class.loader).
     */
    private static ClassLoader loaderOfTheJdk() {
        try {
            return (ClassLoader)
                    ClassLoader.class.getMethod("getPlatformClassLoader").invoke(null);
        } catch (ReflectiveOperationException java8) {
            ClassLoader loader = ClassLoader.getSystemClassLoader();
            while (loader.getParent() != null) {
                loader = loader.getParent();
            }
            return loader;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try {
            byte[] content = jar.read(TREE, name.replace('.', '/') + ".class");
            if (content == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, content, 0, content.length, domain);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    @Override
    protected URL findResource(String name) {
        return jar.has(TREE, name) ? url(name) : null;
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
                    byte[] content = jar.read(TREE, url.getPath().substring(1));
                    if (content == null) {
                        throw new IOException("no " + url.getPath() + " in the agent's jar");
                    }
                    return new ByteArrayInputStream(content);
                }
            };
        }
    }
}
