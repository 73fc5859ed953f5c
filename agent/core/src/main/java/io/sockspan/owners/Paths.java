package io.sockspan.owners;

import io.sockspan.stack.FrameName;
import io.sockspan.stack.FrameOwner;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Puts into words by which way the walk came to a descriptor. For the walking thread. */
final class Paths {
    private static final int MOST_HANDLERS = 20;

    private final Walk walk;
    private final Layouts layouts;
    private final RawMemory memory;
    private final Class<?>[] loaded;

    Paths(Walk walk, RawMemory memory, Class<?>[] loaded) {
        this.walk = walk;
        this.layouts = walk.layouts;
        this.memory = memory;
        this.loaded = loaded;
    }

    /** The way to an object that the walk has entered. */
    Holder to(int index) {
        List<Object> objects = new ArrayList<>();
        int root = index;
        for (; root >= 0; root = walk.visited.parent(root)) {
            objects.add(walk.visited.object(root));
        }
        Collections.reverse(objects);
        int loop = loop(objects);
        if (loop == 0) {
            return way(walk.roots.get(-root - 1), null, upToTheSocket(objects));
        }
        // By which way the walk came there says nothing of the loop's other channels.
        boolean isChannel = isNettyChannel(objects.get(loop).getClass().getName());
        List<Object> behind = objects.subList(isChannel ? loop + 1 : loop, objects.size());
        return way(null, threadOf(objects.get(loop)), upToTheSocket(behind));
    }

    private static List<Object> upToTheSocket(List<Object> objects) {
        for (int i = 0; i < objects.size(); i++) {
            if (isSocket(objects.get(i).getClass().getName())) {
                return objects.subList(0, i + 1);
            }
        }
        return objects;
    }

    private static boolean isSocket(String name) {
        return name.equals("java.net.Socket")
                || name.equals("java.net.ServerSocket")
                || name.endsWith("SSLSocketImpl")
                || name.startsWith("sun.nio.ch.") && name.endsWith("ChannelImpl")
                || name.equals("sun.nio.ch.NioSocketImpl")
                || name.equals("java.net.SocksSocketImpl")
                || name.endsWith(".FileDescriptor")
                || isNettyChannel(name);
    }

    /** @param loop the thread of the event loop of Netty whose way it is; null if it is the root's */
    private Holder way(Root root, Thread loop, List<Object> objects) {
        List<Step> steps = new ArrayList<>();
        int first = 0;
        if (loop != null) {
            steps.add(new Step(thread(loop), typeName(loop), false, false, true, false));
        } else if (root.type != null) {
            String field = walk.statics.name(root.type, root.index);
            steps.add(step(root.type.getName(), field, objects.get(0), true));
        } else {
            first = threadLocalValue(objects);
            String thread = thread(root.thread);
            if (first > 0) {
                Object key = ((Reference<?>) objects.get(first - 1)).get();
                String local = key == null ? "?" : threadLocal(key);
                steps.add(new Step(
                        thread + ", thread local " + local,
                        typeName(objects.get(first)),
                        false,
                        owner(local) == FrameOwner.APPLICATION,
                        true,
                        false));
            } else {
                steps.add(new Step(thread, typeName(objects.get(0)), false, false, true, false));
            }
        }
        String remark = null;
        for (int i = first; i < objects.size() - 1; i++) {
            Object object = objects.get(i);
            if (!layouts.of(object).collection) {
                steps.add(step(
                        object.getClass().getName(), fieldTo(object, objects.get(i + 1)), objects.get(i + 1), false));
            }
            remark = remark == null ? remark(object) : remark;
        }
        String ofLast = remark(objects.get(objects.size() - 1));
        return new Holder(steps, remark == null ? ofLast : remark);
    }

    private static String thread(Thread thread) {
        return "thread \"" + thread.getName() + "\"";
    }

    /**
     * The index of the last object on the way that knows all channels of one of Netty's event loops: the loop, or another channel of it, which
     * leads to them through the transport. 0 if there is none.
     */
    private int loop(List<Object> objects) {
        int own = objects.size() - 1;
        while (own > 0 && !isNettyChannel(objects.get(own).getClass().getName())) {
            own--;
        }
        for (int i = (own > 0 ? own : objects.size()) - 1; i > 0; i--) {
            if (threadOf(objects.get(i)) != null) {
                return i;
            }
        }
        return 0;
    }

    /** The thread of an event loop of Netty, or of a channel; null for any other object. */
    private Thread threadOf(Object object) {
        boolean isChannel = isNettyChannel(object.getClass().getName());
        Object loop = isChannel ? layouts.get(object, "eventLoop") : object;
        Object thread = loop == null || !Layouts.isEventLoop(loop.getClass()) ? null : layouts.get(loop, "thread");
        return thread instanceof Thread ? (Thread) thread : null;
    }

    private static boolean isNettyChannel(String name) {
        return name.contains(".netty.channel.") && name.endsWith("Channel");
    }

    private Step step(String type, String field, Object value, boolean isStatic) {
        String plain = FrameName.plainClass(type);
        String place = plain + (type.contains("$$Lambda") ? " lambda" : "." + field);
        boolean collection = layouts.of(value).collection;
        return new Step(
                place,
                typeName(value),
                isStatic,
                owner(plain) == FrameOwner.APPLICATION,
                isStatic || collection,
                collection);
    }

    private static FrameOwner owner(String type) {
        return FrameOwner.of(new StackTraceElement(type, "", null, -1));
    }

    /** The simple name of an object's class, such as {@code Socket}, {@code Entry[]}. */
    private static String typeName(Object object) {
        Class<?> type = object.getClass();
        String brackets = "";
        while (type.isArray()) {
            type = type.getComponentType();
            brackets += "[]";
        }
        if (type.getName().contains("$$Lambda")) {
            return "lambda" + brackets;
        }
        String name = FrameName.plainClass(type.getName());
        return name.substring(name.lastIndexOf('.') + 1) + brackets;
    }

    private String fieldTo(Object from, Object to) {
        ClassLayout layout = layouts.of(from);
        for (int i = 0; i < layout.offsets.length; i++) {
            if (memory.reference(from, layout.offsets[i]) == to) {
                return layout.names[i];
            }
        }
        // It was changed meanwhile.
        return "?";
    }

    /** The index of the value of a thread local; 0 if the way does not lead through one. */
    private static int threadLocalValue(List<Object> objects) {
        for (int i = 1; i + 1 < objects.size(); i++) {
            if (objects.get(i).getClass().getName().equals("java.lang.ThreadLocal$ThreadLocalMap$Entry")) {
                return i + 1;
            }
        }
        return 0;
    }

    /** The static field that has the thread local, or else its class. */
    private String threadLocal(Object key) {
        for (Class<?> type : loaded) {
            int count = walk.statics.count(type);
            for (int i = 0; i < count; i++) {
                if (walk.statics.value(type, i) == key
                        && !Layouts.isOwn(type)
                        && !owner(type.getName()).isJdk()) {
                    return type.getName() + "." + walk.statics.name(type, i);
                }
            }
        }
        return key.getClass().getName();
    }

    /** What an object on the way says about the socket's use; null if nothing. */
    private String remark(Object object) {
        String name = object.getClass().getName();
        if (name.equals("sun.nio.ch.SelectionKeyImpl")) {
            Object attachment = layouts.get(object, "attachment");
            return attachment == null
                    ? "It is registered with a selector, without an attachment."
                    : "It is registered with a selector; the attachment is a "
                            + FrameName.plainClass(attachment.getClass().getName()) + "."
                            + (handlers(attachment) == null ? "" : " " + handlers(attachment));
        }
        return handlers(object);
    }

    /** Netty's handlers of a channel; null if it is none of Netty's. */
    private String handlers(Object channel) {
        String name = channel.getClass().getName();
        if (!isNettyChannel(name)) {
            return null;
        }
        StringBuilder handlers = new StringBuilder();
        Object context = layouts.get(layouts.get(channel, "pipeline"), "head");
        for (int i = 0; context != null && i < MOST_HANDLERS; i++, context = layouts.get(context, "next")) {
            Object handler = layouts.get(context, "handler");
            if (handler != null) {
                handlers.append(handlers.length() == 0 ? "" : ", ")
                        .append(FrameName.plainClass(handler.getClass().getName()));
            }
        }
        return handlers.length() == 0 ? null : "Its handlers are " + handlers + ".";
    }
}
