package io.sockspan.it.junit.cases;

import io.sockspan.junit.DetectSocketLeaks;
import io.sockspan.junit.LeakScope;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Sockets that are opened and closed around tests. */
class FixtureCases {
    @DetectSocketLeaks
    static class ClosedAfterEach {
        private final Socket field = connect();
        private Socket before;

        @BeforeEach
        void open() {
            before = connect();
        }

        @AfterEach
        void close() throws IOException {
            before.close();
            field.close();
        }

        @Test
        void closesWhatWasOpenedBeforeIt() {}

        @Nested
        class Inside {
            private final Socket inner = connect();

            @Test
            void closesWhatItsOuterClassOpened() throws IOException {
                inner.close();
            }
        }
    }

    @DetectSocketLeaks(graceMillis = 200)
    static class LeftOpenByTheField {
        private final Socket field = Far.keep(connect());

        @Test
        @Says("FixtureCases$LeftOpenByTheField.<init>(")
        void leaksItsField() {
            field.getPort();
        }
    }

    @DetectSocketLeaks(graceMillis = 200)
    static class LeftOpenBeforeEach {
        @BeforeEach
        void open() {
            Far.keep(connect());
        }

        @Test
        @Says("FixtureCases$LeftOpenBeforeEach.open(")
        void leaksWhatWasOpenedBeforeIt() {}
    }

    @DetectSocketLeaks
    static class ClosedAfterAll {
        private static Socket shared;

        @BeforeAll
        static void open() {
            shared = connect();
        }

        @AfterAll
        static void close() throws IOException {
            shared.close();
        }

        @Test
        void usesWhatAllShare() throws IOException {
            shared.getOutputStream().write('x');
        }
    }

    @LeaksAtItsEnd
    @Says({"left open by FixtureCases.LeftOpenBeforeAll, outside of its tests", "FixtureCases$LeftOpenBeforeAll.open("})
    @DetectSocketLeaks(graceMillis = 200)
    static class LeftOpenBeforeAll {
        @BeforeAll
        static void open() {
            Far.keep(connect());
        }

        @Test
        void isNotToBlame() {}
    }

    @DetectSocketLeaks
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstanceForAll {
        private final Socket field = connect();

        @AfterAll
        void close() throws IOException {
            field.close();
        }

        @Test
        void usesTheField() throws IOException {
            field.getOutputStream().write('x');
        }
    }

    @LeaksAtItsEnd
    @DetectSocketLeaks(graceMillis = 200)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstanceThatLeaks {
        private final Socket field = Far.keep(connect());

        @Test
        void isNotToBlameForTheField() {
            field.getPort();
        }

        @Test
        void leaksByItself() {
            Far.keep(connect());
        }
    }

    @DetectSocketLeaks(scope = LeakScope.CLASS)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class HandedOn {
        private static Socket shared;

        @Test
        @Order(1)
        void opensForTheNext() {
            shared = connect();
        }

        @Test
        @Order(2)
        void closesForTheOneBefore() throws IOException {
            shared.close();
        }
    }

    @LeaksAtItsEnd
    @DetectSocketLeaks(scope = LeakScope.CLASS, graceMillis = 200)
    static class HandedOnToNobody {
        @Test
        void opensForNobody() {
            Far.keep(connect());
        }
    }

    @DetectSocketLeaks
    @ExtendWith(Resource.class)
    static class ClosedByTheStore {
        @Test
        void leavesClosingToAnotherExtension() {}
    }

    /** Closes when JUnit closes the test's store, after everything else. */
    static final class Resource implements BeforeEachCallback {
        @Override
        @SuppressWarnings("deprecation")
        public void beforeEach(ExtensionContext context) {
            Socket socket = connect();
            ExtensionContext.Store.CloseableResource resource = socket::close;
            context.getStore(ExtensionContext.Namespace.create(Resource.class)).put("socket", resource);
        }
    }

    static class OnOneMethodOnly {
        @Test
        @DetectSocketLeaks(graceMillis = 200)
        void leaksWhereItIsLookedFor() {
            Far.keep(connect());
        }

        @Test
        void isNotLookedAt() {
            Far.keep(connect());
        }
    }

    static Socket connect() {
        try {
            return Far.connect("keep");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
