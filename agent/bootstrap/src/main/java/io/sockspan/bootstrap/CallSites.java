package io.sockspan.bootstrap;

/** Takes stacks, as many as their rate allows. For all threads. */
final class CallSites {
    /** Above the rate, one stack in 256 is taken. */
    private static final int SHARE = 8;

    private final RateBudget openings;
    /** Of its own, because a burst of openings is no reason to leave out the few calls that are worth a stack later. */
    private final RateBudget callers;
    /** Of its own, because what is no TCP socket is no reason to leave out the stack of one that is. */
    private final RateBudget auxiliary;

    CallSites(int perSecond) {
        long now = System.nanoTime();
        this.openings = new RateBudget(perSecond, SHARE, now);
        this.callers = new RateBudget(perSecond, SHARE, now);
        this.auxiliary = new RateBudget(perSecond, SHARE, now);
    }

    /** The stack at the creation of a socket; null if the rate was exceeded. */
    CallSite opening(long now) {
        return openings.tryTake(now) ? new CallSite() : null;
    }

    /** The stack at the creation of a selector, a pipe or a Unix-domain channel; null if the rate was exceeded. */
    CallSite auxiliary(long now) {
        return auxiliary.tryTake(now) ? new CallSite() : null;
    }

    /**
     * Who calls on a socket that already exists; null if the rate was exceeded.
     *
     * @param interrupted see {@link Caller#interrupted}
     */
    Caller caller(long now, Thread interrupted) {
        return callers.tryTake(now) ? new Caller(new CallSite(), interrupted) : null;
    }

    /** The number of sockets whose opening stack was not taken. */
    long skipped() {
        return openings.skipped();
    }
}
