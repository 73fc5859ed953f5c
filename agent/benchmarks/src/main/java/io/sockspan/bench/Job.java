package io.sockspan.bench;

import java.util.List;

/**
 * One process to run.
 *
 * @param arguments those of {@code io.sockspan.bench.app.Bench}
 * @param agentSettings system properties that steer the agent, as {@code name=value}; without it they are not set
 * @param load what is done to it meanwhile
 */
record Job(List<String> arguments, List<String> agentSettings, Load load) {
    Job(List<String> arguments) {
        this(arguments, List.of(), Load.NONE);
    }
}
