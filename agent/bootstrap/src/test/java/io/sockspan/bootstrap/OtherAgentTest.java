package io.sockspan.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.javaagent.bootstrap.AgentClassLoader;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class OtherAgentTest {
    private final OtherAgent other = new OtherAgent();
    private final OwnDescriptors own = new OwnDescriptors(null);

    @Test
    void recognisesItsExporterByThreadAndLoader() throws Exception {
        assertThat(on("OkHttp connect http://localhost:4318/...", itself(other::isCalling)))
                .isEqualTo(true);
        assertThat(on("BatchSpanProcessor_WorkerThread-1", itself(other::isCalling)))
                .isEqualTo(true);
    }

    @Test
    void takesTheApplicationsOwnOkHttpForTheApplications() throws Exception {
        assertThat(on("OkHttp connect http://localhost:4318/...", other::isCalling))
                .isEqualTo(false);
        assertThat(on("main", itself(other::isCalling))).isEqualTo(false);
    }

    @Test
    void forgetsItsDescriptorWhenTheApplicationGetsTheNumber() throws Exception {
        assertThat(on("OkHttp TaskRunner", itself(() -> own.isCreating(7)))).isEqualTo(true);
        assertThat(own.contains(7)).isTrue();

        assertThat(own.isCreating(7)).isFalse();
        assertThat(own.contains(7)).isFalse();
    }

    /** That work, called by a class of that agent's loader. */
    @SuppressWarnings("unchecked")
    private static Supplier<Object> itself(Supplier<?> work) throws Exception {
        return (Supplier<Object>) new AgentClassLoader()
                .define(Exporting.class)
                .getConstructor(Supplier.class)
                .newInstance(work);
    }

    private static Object on(String thread, Supplier<?> work) throws Exception {
        FutureTask<Object> task = new FutureTask<>(work::get);
        new Thread(task, thread).start();
        return task.get();
    }
}
