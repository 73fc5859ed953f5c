package io.sockspan.bench;

import java.util.List;

/**
 * One process to run.
 *
 * @param arguments those of {@code io.sockspan.bench.app.Bench}
 * @param agentSettings system properties that steer the agent, as {@code name=value}; without it they are not set
 */
record Job(List<String> arguments, List<String> agentSettings) {
    Job(List<String> arguments) {
        this(arguments, List.of());
    }
}
