package io.sockspan.tcp;

/** What only matters once a connection's end has begun: most that are open have none of it yet. */
final class TimelineEnd {
    /** Until when nothing can have happened unseen before our FIN went. */
    long knownBeforeFin;
    /** When it ended, if it has and nothing has told yet how; else null. */
    Interval unclear;
    /** Which side sent the reset that ended it; null if none did, or if that is not known. */
    ResetBy resetBy;
}
