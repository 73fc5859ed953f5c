package io.sockspan.runtime;

import io.sockspan.report.TextReport;
import java.lang.management.ManagementFactory;
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
 * What the agent knows, for JMX: {@code io.sockspan:type=Sockets}, as {@link SocketsData} describes it. It answers on the threads of its
 * clients, with the kernel asked anew; what is known is taken on the agent's thread, which is waited for up to 10 s.
 *
 * <p>A dynamic MBean, so that the JVM has no interface of the agent's to look into and to remember.
 */
final class SocketsBean implements DynamicMBean {
    static final String NAME = "io.sockspan:type=Sockets";

    private final Commands commands;
    private final Console console;
    private Thread registering;

    SocketsBean(Commands commands, Console console) {
        this.commands = commands;
        this.console = console;
    }

    /**
     * Begins to offer it on the JVM's own server, which is made if nobody has asked for it yet; that takes long, and so a thread of its
     * own. Not before the application is at work: the server sets up logging, in a way that the application may have a say in.
     */
    synchronized void offer(ThreadGroup threads) {
        // Not one of the agent's: threads that the JDK makes here, such as logging's shutdown hook, stay for good, and
        // would keep
        // the agent's group and its class loader.
        registering = new Thread(threads.getParent(), this::register, "sockspan-jmx");
        registering.setContextClassLoader(ClassLoader.getSystemClassLoader());
        registering.setDaemon(true);
        registering.start();
    }

    private void register() {
        try {
            server().registerMBean(this, new ObjectName(NAME));
        } catch (JMException | RuntimeException e) {
            console.problem("the MBean " + NAME + " could not be registered: " + e);
        }
    }

    /** Takes it back, if it was offered. */
    synchronized void remove() throws InterruptedException, JMException {
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
                // As the interface wants it.
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
