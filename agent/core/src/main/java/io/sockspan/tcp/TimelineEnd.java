package io.sockspan.tcp;

/** The fields that a connection needs once it begins to end. Most open connections have none. */
final class TimelineEnd {
    /** The value of {@link StateTimeline#knownAt} before our FIN. */
    long knownBeforeFin;
    /** When the connection ended, if it has and no observation has shown how; else null. */
    Interval unclear;
    /** The side that sent the reset that ended the connection; null if no reset did, or if the cause is unknown. */
    ResetBy resetBy;
}
