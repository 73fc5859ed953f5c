package io.sockspan.bench;

import java.util.List;

/**
 * One process to run.
 *
 * @param arguments those of {@code io.sockspan.bench.app.Bench}
 * @param agentSettings system properties that steer the agent, as {@code name=value}; without it they are not set
 * @param load what is done to it meanwhile
 * @param processors how many it may use, as in 0.5; infinity if it is not limited
 */
record Job(List<String> arguments, List<String> agentSettings, Load load, double processors) {
    Job(List<String> arguments, List<String> agentSettings, Load load) {
        this(arguments, agentSettings, load, Double.POSITIVE_INFINITY);
    }

    Job(List<String> arguments) {
        this(arguments, List.of(), Load.NONE);
    }

    /** Whether all of its processor time is wanted, with that after its last line; only for what is not under load. */
    boolean isTimed() {
        return load == Load.NONE && arguments.size() == 1;
    }

    Job on(double processors) {
        return new Job(arguments, agentSettings, load, processors);
    }
}
