package io.sockspan.owners;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Results of searches, for tests of what is said about them. */
public final class TestFindings {
    private final Map<Long, Finding> bySocket = new HashMap<>();

    private TestFindings() {}

    public static TestFindings none() {
        return new TestFindings();
    }

    public TestFindings heldBy(Holder holder, long... ids) {
        Arrays.stream(ids).forEach(id -> bySocket.put(id, new Finding(holder, null)));
        return this;
    }

    public TestFindings heldByNobody(String user, long... ids) {
        Arrays.stream(ids).forEach(id -> bySocket.put(id, new Finding(null, user)));
        return this;
    }

    public Findings after(int objects, long notFollowed, int cutPlaces) {
        return new Findings(
                bySocket, objects, notFollowed, cutPlaces, 0, false, false, TimeUnit.MILLISECONDS.toNanos(210));
    }

    public Findings whenAllAreFoundAfter(int objects) {
        return new Findings(bySocket, objects, 0, 0, 0, false, true, TimeUnit.MILLISECONDS.toNanos(210));
    }

    /** A static list of objects with a socket each. */
    public static Holder list(String place) {
        return new Holder(
                List.of(
                        new Step(place, "ArrayList", true, true, true, true),
                        new Step("com.acme.InventoryClient.socket", "Socket", false, true, false, false)),
                null);
    }

    /** A way through a thread of a pool of the JDK, whose classes have long names. */
    public static Holder task() {
        return new Holder(
                List.of(
                        new Step("thread \"pool-1-thread-1\"", "Thread", false, false, true, false),
                        new Step(
                                "java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask.callable",
                                "Executors$RunnableAdapter",
                                false,
                                false,
                                false,
                                false),
                        new Step("com.acme.Inventory.borrowed", "ArrayList", false, true, true, true)),
                null);
    }

    /** A way through many objects of the JDK. */
    public static Holder longWay(int length) {
        Step[] steps = new Step[length];
        steps[0] = new Step("com.acme.Main.executor", "ThreadPoolExecutor", true, true, true, false);
        for (int i = 1; i < length - 1; i++) {
            steps[i] = new Step("java.util.concurrent.X" + i + ".next", "X", false, false, false, false);
        }
        steps[length - 1] = new Step("com.acme.Mailer lambda", "Socket", false, true, false, false);
        return new Holder(List.of(steps), null);
    }
}
