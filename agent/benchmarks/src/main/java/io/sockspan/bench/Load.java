package io.sockspan.bench;

import io.sockspan.testkit.Output;
import java.io.IOException;
import java.util.Map;

/** What is done to a process from outside while it runs. */
interface Load {
    Load NONE = (process, output) -> Map.of();

    /** Returns when all is done, with what was seen, as numbers by name. */
    Map<String, Double> putOn(Process process, Output output) throws IOException, InterruptedException;
}
