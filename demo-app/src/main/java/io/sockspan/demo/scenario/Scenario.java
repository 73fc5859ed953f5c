package io.sockspan.demo.scenario;

/** One story about TCP, played with real sockets on the loopback interface. */
public interface Scenario {
    /** What {@code --only} calls it. */
    String name();

    String title();

    /** What TCP does here, in plain words; lines of at most 98 characters. */
    String explanation();

    void run(Stage stage) throws Exception;
}
