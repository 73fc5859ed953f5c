package io.sockspan.real;

/** Every kind of server, started in each of the ways in which tests start them. */
final class Cases {
    private Cases() {}

    @Beside(ServerKind.JDK)
    static final class JdkBeforeAll extends HealthyClients implements Beside.StartedBeforeAll {}

    @Beside(ServerKind.JDK)
    static final class JdkBeforeEach extends HealthyClients implements Beside.StartedBeforeEach {}

    @Beside(ServerKind.JDK)
    static final class JdkInAStaticField extends HealthyClients {
        private static final TestServer SERVER = Cases.start(ServerKind.JDK);

        @Override
        public int port() {
            return SERVER.port();
        }
    }

    @Beside(ServerKind.JDK)
    static final class LeakingJdk extends LeakingClients implements Beside.StartedBeforeAll {}

    @Beside(ServerKind.WIREMOCK)
    static final class WireMockBeforeAll extends HealthyClients implements Beside.StartedBeforeAll {}

    @Beside(ServerKind.WIREMOCK)
    static final class WireMockBeforeEach extends HealthyClients implements Beside.StartedBeforeEach {}

    @Beside(ServerKind.WIREMOCK)
    static final class WireMockInAStaticField extends HealthyClients {
        private static final TestServer SERVER = Cases.start(ServerKind.WIREMOCK);

        @Override
        public int port() {
            return SERVER.port();
        }
    }

    @Beside(ServerKind.WIREMOCK)
    static final class LeakingWireMock extends LeakingClients implements Beside.StartedBeforeAll {}

    @Beside(ServerKind.MOCK_WEB_SERVER)
    static final class MockWebServerBeforeAll extends HealthyClients implements Beside.StartedBeforeAll {}

    @Beside(ServerKind.MOCK_WEB_SERVER)
    static final class MockWebServerBeforeEach extends HealthyClients implements Beside.StartedBeforeEach {}

    @Beside(ServerKind.MOCK_WEB_SERVER)
    static final class MockWebServerInAStaticField extends HealthyClients {
        private static final TestServer SERVER = Cases.start(ServerKind.MOCK_WEB_SERVER);

        @Override
        public int port() {
            return SERVER.port();
        }
    }

    @Beside(ServerKind.MOCK_WEB_SERVER)
    static final class LeakingMockWebServer extends LeakingClients implements Beside.StartedBeforeAll {}

    @Beside(ServerKind.TOMCAT)
    static final class TomcatBeforeAll extends HealthyClients implements Beside.StartedBeforeAll {}

    @Beside(ServerKind.TOMCAT)
    static final class TomcatBeforeEach extends HealthyClients implements Beside.StartedBeforeEach {}

    @Beside(ServerKind.TOMCAT)
    static final class TomcatInAStaticField extends HealthyClients {
        private static final TestServer SERVER = Cases.start(ServerKind.TOMCAT);

        @Override
        public int port() {
            return SERVER.port();
        }
    }

    @Beside(ServerKind.TOMCAT)
    static final class LeakingTomcat extends LeakingClients implements Beside.StartedBeforeAll {}

    @Beside(ServerKind.JETTY)
    static final class JettyBeforeAll extends HealthyClients implements Beside.StartedBeforeAll {}

    @Beside(ServerKind.JETTY)
    static final class JettyBeforeEach extends HealthyClients implements Beside.StartedBeforeEach {}

    @Beside(ServerKind.JETTY)
    static final class JettyInAStaticField extends HealthyClients {
        private static final TestServer SERVER = Cases.start(ServerKind.JETTY);

        @Override
        public int port() {
            return SERVER.port();
        }
    }

    @Beside(ServerKind.JETTY)
    static final class LeakingJetty extends LeakingClients implements Beside.StartedBeforeAll {}

    @Beside(ServerKind.UNDERTOW)
    static final class UndertowBeforeAll extends HealthyClients implements Beside.StartedBeforeAll {}

    @Beside(ServerKind.UNDERTOW)
    static final class UndertowBeforeEach extends HealthyClients implements Beside.StartedBeforeEach {}

    @Beside(ServerKind.UNDERTOW)
    static final class UndertowInAStaticField extends HealthyClients {
        private static final TestServer SERVER = Cases.start(ServerKind.UNDERTOW);

        @Override
        public int port() {
            return SERVER.port();
        }
    }

    @Beside(ServerKind.UNDERTOW)
    static final class LeakingUndertow extends LeakingClients implements Beside.StartedBeforeAll {}

    @Beside(ServerKind.NETTY)
    static final class NettyBeforeAll extends HealthyClients implements Beside.StartedBeforeAll {}

    @Beside(ServerKind.NETTY)
    static final class NettyBeforeEach extends HealthyClients implements Beside.StartedBeforeEach {}

    @Beside(ServerKind.NETTY)
    static final class NettyInAStaticField extends HealthyClients {
        private static final TestServer SERVER = Cases.start(ServerKind.NETTY);

        @Override
        public int port() {
            return SERVER.port();
        }
    }

    @Beside(ServerKind.NETTY)
    static final class LeakingNetty extends LeakingClients implements Beside.StartedBeforeAll {}

    private static TestServer start(ServerKind kind) {
        try {
            return kind.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
