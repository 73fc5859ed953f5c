package io.sockspan.bench;

/** Two runs one after the other, one with the agent and one without. */
record Pair(Outcome with, Outcome without) {
    /** How much more of something there is with the agent: with : without. */
    double ratio(String name) {
        return with.get(name) / without.get(name);
    }

    /** The same for something by operation or second. */
    double ratio(String name, String per) {
        return ratio(name) / ratio(per);
    }

    /** How much the agent adds. */
    double added(String name) {
        return with.get(name) - without.get(name);
    }

    /** How much the agent adds to each operation or second. */
    double added(String name, String per) {
        return with.get(name) / with.get(per) - without.get(name) / without.get(per);
    }
}
