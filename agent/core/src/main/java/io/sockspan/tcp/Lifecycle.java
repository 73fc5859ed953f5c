package io.sockspan.tcp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The life of one socket: takes in what was seen of it, and tells its transitions. */
public final class Lifecycle {
    private final List<Transition> transitions = new ArrayList<>(4);

    public TcpState state() {
        return TcpState.CLOSED;
    }

    public Evidence evidence() {
        return Evidence.CALL;
    }

    public long since() {
        return 0;
    }

    public List<Transition> transitions() {
        return Collections.unmodifiableList(new ArrayList<>(transitions));
    }

    public ClosedBy closedBy() {
        return null;
    }

    public ResetBy resetBy() {
        return null;
    }

    public int synRetransmits() {
        return 0;
    }

    public int unansweredProbes() {
        return 0;
    }
}
