package io.sockspan.bench;

/** What is run in pairs: a scenario on a JDK with a backend. */
record Case(Scenario scenario, String jdk, Backend.Kind backend) {}
