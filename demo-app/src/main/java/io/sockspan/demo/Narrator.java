package io.sockspan.demo;

import io.sockspan.demo.scenario.Scenario;

/** Reports to people, or to programs, what goes on. */
interface Narrator {
    void begin(Scenario scenario);

    void say(String line);

    void end(Scenario scenario);

    /** Everything that comes after the last scenario. */
    void conclude(String text);
}
