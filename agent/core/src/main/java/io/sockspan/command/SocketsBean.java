package io.sockspan.command;

import io.sockspan.report.TextReport;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;

/**
 * The MBean {@code io.sockspan:type=Sockets}, as {@link SocketsData} describes it. It answers on its clients' threads, from a view that the
 * agent's thread takes after asking the kernel again; a client waits for that thread for 15 s at most.
 *
 * <p>It is a dynamic MBean because the JVM would introspect the interface of a standard one, and keep that class for good.
 */
public final class SocketsBean implements DynamicMBean {
    static final String NAME = "io.sockspan:type=Sockets";

    private final Commands commands;
    private final Consumer<String> problems;
    private Thread registering;

    /** @param problems receives a line for people */
    public SocketsBean(Commands commands, Consumer<String> problems) {
        this.commands = commands;
        this.problems = problems;
    }

    /**
     * Begins to register the bean with the platform's MBean server, on a thread of its own, because creating that server takes long. To be
     * called when the application is running: the server initializes logging, which the application may want to configure first.
     *
     * @param threads the group of the new thread. Not the agent's own: threads that the JDK makes here, such as logging's shutdown hook,
     *     stay for good and would keep the agent's group and class loader
     */
    public synchronized void offer(ThreadGroup threads) {
        registering = new Thread(threads, this::register, "sockspan-jmx");
        registering.setContextClassLoader(ClassLoader.getSystemClassLoader());
        registering.setDaemon(true);
        registering.start();
    }

    private void register() {
        try {
            server().registerMBean(this, new ObjectName(NAME));
        } catch (JMException | RuntimeException e) {
            problems.accept("the MBean " + NAME + " could not be registered: " + e);
        }
    }

    /** Unregisters the bean, if it was registered. */
    public synchronized void remove() throws InterruptedException, JMException {
        if (registering != null) {
            registering.join();
            ObjectName name = new ObjectName(NAME);
            if (server().isRegistered(name)) {
                server().unregisterMBean(name);
            }
        }
    }

    private static MBeanServer server() {
        return ManagementFactory.getPlatformMBeanServer();
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        return SocketsData.INFO;
    }

    @Override
    public Object getAttribute(String attribute) throws AttributeNotFoundException {
        return SocketsData.attribute(attribute, commands.view());
    }

    @Override
    public AttributeList getAttributes(String[] attributes) {
        View view = commands.view();
        AttributeList values = new AttributeList();
        for (String attribute : attributes) {
            try {
                values.add(new Attribute(attribute, SocketsData.attribute(attribute, view)));
            } catch (AttributeNotFoundException leftOut) {
                // The interface requires that unknown names are left out without an error.
            }
        }
        return values;
    }

    @Override
    public Object invoke(String action, Object[] parameters, String[] signature) throws ReflectionException {
        if ("leaks".equals(action) && parameters.length == 0) {
            View view = commands.view();
            return new TextReport(view.application).suspects(view.suspects, view.snapshot.takenAt);
        }
        if ("report".equals(action) && parameters.length == 1) {
            return report(String.valueOf(parameters[0]));
        }
        throw new ReflectionException(new NoSuchMethodException(action), "there is no operation " + action);
    }

    private String report(String format) {
        if (!format.equals("text") && !format.equals("json") && !format.equals("html")) {
            throw new IllegalArgumentException(
                    "format is \"" + format + "\", but must be \"text\", \"json\" or \"html\"");
        }
        return commands.run("report " + format);
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException(attribute.getName() + " cannot be set");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }
}
