package io.sockspan.it.start.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collection;
import java.util.TreeSet;

/** Says what code of an application may do by reflection: with the JDK's packages (from Java 9 on), and with the agent's classes. */
public final class Reflecting {
    private Reflecting() {}

    public static void main(String[] args) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK);
                Socket client = new Socket(Server.LOOPBACK, listener.getLocalPort());
                Socket server = listener.accept()) {
            new App()
                    .on("packages", () -> "packages " + packages())
                    .on("unsafe", () -> "unsafe " + outcome(Reflecting::unsafe))
                    .on("hook", () -> "hook " + outcome(Reflecting::hook))
                    .on("control", () -> "control " + outcome(Reflecting::control))
                    .on(
                            "detach",
                            () -> "detached [" + call(Class.forName("io.sockspan.agent.Sockspan"), "detach") + "]")
                    .serve();
        }
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static String outcome(Attempt attempt) {
        try {
            attempt.run();
            return "done";
        } catch (Exception e) {
            return e.getClass().getSimpleName();
        }
    }

    private static void unsafe() throws Exception {
        call(Class.forName("jdk.internal.misc.Unsafe"), "getUnsafe");
    }

    /** What woven JDK code calls. */
    private static void hook() throws Exception {
        Class.forName("io.sockspan.bootstrap.CloseHooks", false, null)
                .getMethod("cleaned", int.class)
                .invoke(null, 0);
    }

    /** What the agent's core gets hold of. */
    private static void control() throws Exception {
        Class.forName("io.sockspan.bootstrap.AgentAccess", false, null)
                .getDeclaredField("INSTANCE")
                .setAccessible(true);
    }

    /** The packages of java.base that are exported or open to unnamed modules: the application's, and the bootstrap loader's. */
    private static String packages() throws Exception {
        Class<?> module;
        try {
            module = Class.forName("java.lang.Module");
        } catch (ClassNotFoundException java8) {
            return "without modules";
        }
        Object base = call(Class.class, Object.class, "getModule");
        Object own = call(Class.class, Reflecting.class, "getModule");
        Object boot = call(ClassLoader.class, ClassLoader.getSystemClassLoader().getParent(), "getUnnamedModule");
        TreeSet<String> open = new TreeSet<>();
        for (Object name : (Collection<?>) module.getMethod("getPackages").invoke(base)) {
            for (String how : new String[] {"isExported", "isOpen"}) {
                Method question = module.getMethod(how, String.class, module);
                if ((boolean) question.invoke(base, name, own)) {
                    open.add(how + " " + name);
                }
                if ((boolean) question.invoke(base, name, boot)) {
                    open.add(how + " " + name + " to the platform loader's");
                }
            }
        }
        return open.toString();
    }

    private static Object call(Class<?> type, String method) throws Exception {
        return call(type, null, method);
    }

    private static Object call(Class<?> type, Object target, String method) throws Exception {
        try {
            return type.getMethod(method).invoke(target);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
        }
    }
}
