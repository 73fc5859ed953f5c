package io.sockspan.demo.scenario;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Every scenario, in the order in which they are played: what goes well, what fails, what leaks. */
public final class Scenarios {
    private static final List<Scenario> ALL = Collections.unmodifiableList(Arrays.asList(
            new CloseByClient(),
            new CloseByServer(),
            new HalfClose(),
            new SimultaneousClose(),
            new SelectorDriven(),
            new Asynchronous(),
            new Tls(),
            new Reset(),
            new Refused(),
            new BacklogTimeout(),
            new SynResent(),
            new CloseWaitLeak(),
            new UnreadResponse(),
            new UnsentRequest(),
            new DroppedChannel(),
            new StuckSelector(),
            new NeverConnected(),
            new HalfClosedLeak(),
            new StuckAcceptor(),
            new IdleConnection()));

    private Scenarios() {}

    public static List<Scenario> all() {
        return ALL;
    }
}
