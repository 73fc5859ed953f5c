package io.sockspan.demo;

import io.sockspan.demo.scenario.Scenario;
import io.sockspan.demo.scenario.Stage;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Plays scenarios, gives the agent the time to judge the leaks that they leave behind, and prints what it found. */
final class Performance {
    private static final long PATIENCE_MILLIS = 6_000;

    private final Narrator narrator;
    private final Optional<AgentFindings> agent;

    Performance(Narrator narrator, Optional<AgentFindings> agent) {
        this.narrator = narrator;
        this.agent = agent;
    }

    /** Returns whether every scenario went through. */
    boolean play(Collection<Scenario> scenarios) throws InterruptedException {
        Stage stage = new Stage(narrator::say);
        boolean allWell = true;
        for (Scenario scenario : scenarios) {
            allWell &= play(scenario, stage);
        }
        if (agent.isPresent()) {
            return allWell & report(agent.get(), stage.expectedSuspects());
        }
        narrator.conclude("To see what the agent makes of this: " + AgentHint.FOR_SCENARIOS);
        return allWell;
    }

    private boolean play(Scenario scenario, Stage stage) throws InterruptedException {
        narrator.begin(scenario);
        try {
            scenario.run(stage);
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            System.err.println("demo-app: " + scenario.name() + " failed: " + e);
            return false;
        } finally {
            narrator.end(scenario);
        }
    }

    /** Returns whether the agent could be asked; what it finds is not for the demo to judge. */
    private boolean report(AgentFindings findings, Set<String> expected) throws InterruptedException {
        try {
            Set<String> missing = findings.await(expected, PATIENCE_MILLIS);
            narrator.conclude("== What the agent found\n");
            narrator.conclude(findings.report());
            if (!missing.isEmpty()) {
                narrator.conclude("Not suspected yet: " + String.join(", ", missing)
                        + ". The limits may be longer than this demo takes: " + AgentHint.FOR_SCENARIOS);
            }
            return true;
        } catch (IllegalStateException e) {
            System.err.println("demo-app: " + e.getMessage() + ": " + e.getCause());
            return false;
        }
    }
}
