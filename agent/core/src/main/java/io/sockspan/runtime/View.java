package io.sockspan.runtime;

import io.sockspan.leak.Suspect;
import io.sockspan.track.Snapshot;
import java.util.List;

/** What is known at one moment. Immutable, so that any thread may render it while the agent's goes on. */
final class View {
    final String application;
    final Snapshot snapshot;
    final List<Suspect> suspects;

    View(String application, Snapshot snapshot, List<Suspect> suspects) {
        this.application = application;
        this.snapshot = snapshot;
        this.suspects = suspects;
    }
}
