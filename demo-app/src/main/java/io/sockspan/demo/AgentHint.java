package io.sockspan.demo;

/** How to start this program with the agent, from the root of the source tree. */
final class AgentHint {
    private static final String AGENT = "java -javaagent:agent/target/sockspan-agent.jar";
    private static final String DEMO = " -jar demo-app/target/demo-app.jar";

    /** Limits that the demo's leaks exceed while it runs; the defaults are for real services. */
    private static final String LIMITS =
            "leak.close_wait=2s;leak.unread=2s;leak.unsent=2s;leak.unreleased=2s;leak.never_connected=2s;"
                    + "leak.half_closed=2s;leak.connecting=2s;leak.backlog=2s;leak.idle=2s";

    static final String FOR_SCENARIOS = AGENT + "='" + LIMITS + ";report.file=demo.html'" + DEMO;

    static final String FOR_SERVICE = AGENT + DEMO + " --serve";

    private AgentHint() {}
}
