package io.sockspan.tcp;

/** Something happened not before {@link #earliest} and not after {@link #latest}. Immutable. */
final class Interval {
    final long earliest;
    final long latest;

    /** Where the bounds contradict each other, which clocks read on several threads can make them do, the later end counts. */
    Interval(long earliest, long latest) {
        this.earliest = Times.earlier(earliest, latest);
        this.latest = latest;
    }

    static Interval at(long moment) {
        return new Interval(moment, moment);
    }

    /** The same, but certainly not before that moment. */
    Interval notBefore(long bound) {
        return new Interval(Times.later(earliest, bound), Times.later(latest, bound));
    }

    /** The same, but certainly not after that moment. */
    Interval notAfter(long bound) {
        return new Interval(earliest, Times.earlier(latest, bound));
    }
}
