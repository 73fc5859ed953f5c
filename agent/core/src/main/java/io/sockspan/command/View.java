package io.sockspan.command;

import io.sockspan.leak.Suspect;
import io.sockspan.track.Snapshot;
import java.util.List;

/** Sockets and suspects at one moment. Immutable: any thread may render it while the agent's thread goes on. */
public final class View {
    public final String application;
    public final Snapshot snapshot;
    public final List<Suspect> suspects;

    View(String application, Snapshot snapshot, List<Suspect> suspects) {
        this.application = application;
        this.snapshot = snapshot;
        this.suspects = suspects;
    }
}
