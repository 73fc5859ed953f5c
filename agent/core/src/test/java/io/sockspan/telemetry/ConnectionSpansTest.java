package io.sockspan.telemetry;

import static io.sockspan.telemetry.SpanFixture.epochMs;
import static io.sockspan.telemetry.TrackedSocketFixture.client;
import static io.sockspan.telemetry.TrackedSocketFixture.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.mockito.Mockito.verify;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.sockspan.leak.LeakKind;
import io.sockspan.tcp.ClosedBy;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.ResetBy;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.Endpoint;
import io.sockspan.track.ParentSpan;
import io.sockspan.track.TestSocket;
import io.sockspan.track.UseKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ConnectionSpansTest {
    private static final StackTraceElement LOOKUP =
            new StackTraceElement("com.acme.Inventory", "lookup", "Inventory.java", 88);
    private static final StackTraceElement PLACE =
            new StackTraceElement("com.acme.OrderService", "place", "OrderService.java", 41);

    private static final ParentSpan APPLICATION =
            new ParentSpan("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", (byte) 1);
    private static final ParentSpan UNSAMPLED = new ParentSpan(APPLICATION.traceId, APPLICATION.spanId, (byte) 0);

    private final SpanFixture fixture = new SpanFixture();

    @Nested
    class Phases {
        @Test
        void exportsTheConnectionWholeWhenItHasEnded() {
            TrackedSocketFixture connection = client();
            fixture.to(connection, TcpState.SYN_SENT, 10);
            fixture.to(connection, TcpState.ESTABLISHED, 13);
            fixture.to(connection, TcpState.FIN_WAIT_1, 50);
            fixture.to(connection, TcpState.FIN_WAIT_2, 51);
            fixture.to(connection, TcpState.TIME_WAIT, 60);
            fixture.to(connection, TcpState.CLOSED, 60_060);
            assertThat(fixture.names()).isEmpty();
            fixture.end(connection);
            fixture.end(connection);

            assertThat(fixture.names())
                    .containsExactly(
                            "tcp connection", "tcp connect", "tcp established", "tcp fin_wait", "tcp time_wait");
            SpanData root = fixture.only("tcp connection");
            assertThat(root.getParentSpanContext().isValid()).isFalse();
            assertThat(fixture.exported()).allSatisfy(span -> {
                assertThat(span.getTraceId()).isEqualTo(root.getTraceId());
                assertThat(span.getKind()).isEqualTo(SpanKind.INTERNAL);
                assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
                assertThat(span.getAttributes().get(SockspanAttributes.MIRROR)).isNull();
            });
            assertThat(fixture.exported().subList(1, 5))
                    .extracting(SpanData::getParentSpanId)
                    .containsOnly(root.getSpanId());
            assertTimes(root, 10, 60_060);
            assertTimes(fixture.only("tcp connect"), 10, 13);
            assertTimes(fixture.only("tcp established"), 13, 50);
            assertTimes(fixture.only("tcp fin_wait"), 50, 60);
            assertTimes(fixture.only("tcp time_wait"), 60, 60_060);
        }

        @Test
        void tellsFinWait2AsAnEventWithinFinWait() {
            TrackedSocketFixture connection = established();
            fixture.to(connection, TcpState.FIN_WAIT_1, 50);
            fixture.spans.transitioned(connection.get(), connection.to(TcpState.FIN_WAIT_2, 51, 55, Evidence.PROC));
            fixture.to(connection, TcpState.TIME_WAIT, 60);
            fixture.end(connection.knownAt(60));

            SpanData finWait = fixture.only("tcp fin_wait");
            assertThat(finWait.getAttributes().get(SockspanAttributes.NETWORK_CONNECTION_STATE))
                    .isEqualTo("fin_wait_2");
            EventData event = finWait.getEvents().get(0);
            assertThat(event.getName()).isEqualTo("fin_wait_2");
            assertThat(event.getEpochNanos()).isEqualTo(epochMs(55));
            assertThat(event.getAttributes().get(SockspanAttributes.EVIDENCE)).isEqualTo("proc");
            assertThat(event.getAttributes().get(SockspanAttributes.UNCERTAINTY))
                    .isCloseTo(0.004, within(1e-9));
        }

        @Test
        void letsNeighboursTouchAndSaysByHowMuchTheEdgeMayHaveBeenEarlier() {
            TrackedSocketFixture connection = established();
            fixture.spans.transitioned(
                    connection.get(), connection.to(TcpState.CLOSE_WAIT, 1000, 2000, Evidence.KERNEL));
            fixture.spans.transitioned(connection.get(), connection.to(TcpState.LAST_ACK, 5000, 5000, Evidence.CALL));
            fixture.end(connection.knownAt(5000));

            SpanData established = fixture.only("tcp established");
            assertTimes(established, 3, 2000);
            assertThat(established.getAttributes().get(SockspanAttributes.START_EVIDENCE))
                    .isEqualTo("call");
            assertThat(established.getAttributes().get(SockspanAttributes.START_UNCERTAINTY))
                    .isNull();
            assertThat(established.getAttributes().get(SockspanAttributes.END_EVIDENCE))
                    .isEqualTo("kernel");
            assertThat(established.getAttributes().get(SockspanAttributes.END_UNCERTAINTY))
                    .isCloseTo(1.0, within(1e-9));
            SpanData closeWait = fixture.only("tcp close_wait");
            assertTimes(closeWait, 2000, 5000);
            assertThat(closeWait.getAttributes().get(SockspanAttributes.START_UNCERTAINTY))
                    .isCloseTo(1.0, within(1e-9));
            assertThat(closeWait.getAttributes().get(SockspanAttributes.END_UNCERTAINTY))
                    .isNull();
        }

        @Test
        void makesAPhaseOfNoKnownLengthAnEvent() {
            TrackedSocketFixture connection = established();
            fixture.spans.transitioned(
                    connection.get(), connection.to(TcpState.CLOSE_WAIT, 1000, 2000, Evidence.INFERRED));
            fixture.spans.transitioned(connection.get(), connection.to(TcpState.LAST_ACK, 1000, 2000, Evidence.KERNEL));
            fixture.to(connection, TcpState.CLOSED, 2010);
            fixture.end(connection);

            assertThat(fixture.names())
                    .containsExactly("tcp connection", "tcp connect", "tcp established", "tcp last_ack");
            EventData closeWait = fixture.only("tcp connection").getEvents().get(0);
            assertThat(closeWait.getName()).isEqualTo("tcp close_wait");
            assertThat(closeWait.getEpochNanos()).isEqualTo(epochMs(2000));
            assertThat(closeWait.getAttributes().get(SockspanAttributes.NETWORK_CONNECTION_STATE))
                    .isEqualTo("close_wait");
            assertThat(closeWait.getAttributes().get(SockspanAttributes.EVIDENCE))
                    .isEqualTo("inferred");
            assertThat(closeWait.getAttributes().get(SockspanAttributes.UNCERTAINTY))
                    .isCloseTo(1.0, within(1e-9));
        }

        /** Whatever happened when: a backend that counts in microseconds sees no gap, no overlap and no span without a length. */
        @Test
        void fitsTogetherInMicroseconds() {
            Random random = new Random(7);
            for (int i = 0; i < 200; i++) {
                SpanFixture one = new SpanFixture();
                TrackedSocketFixture connection = client();
                long at = random.nextInt(5_000);
                for (TcpState state : new TcpState[] {
                    TcpState.SYN_SENT, TcpState.ESTABLISHED, TcpState.FIN_WAIT_1, TcpState.TIME_WAIT, TcpState.CLOSED
                }) {
                    one.spans.transitioned(connection.get(), connection.toAtNanos(state, at));
                    at += random.nextInt(3_000);
                }
                one.end(connection);

                List<SpanData> trace = one.exported();
                assertThat(trace).extracting(SpanData::getName).startsWith("tcp connection");
                for (SpanData span : trace) {
                    assertThat(micros(span.getEndEpochNanos())).isGreaterThan(micros(span.getStartEpochNanos()));
                    assertThat(span.getStartEpochNanos() % 1000).isZero();
                    assertThat(span.getEndEpochNanos() % 1000).isZero();
                }
                List<SpanData> phases = trace.subList(1, trace.size());
                for (int next = 1; next < phases.size(); next++) {
                    assertThat(phases.get(next).getStartEpochNanos())
                            .isEqualTo(phases.get(next - 1).getEndEpochNanos());
                }
                assertThat(phases.size() + trace.get(0).getEvents().size()).isEqualTo(4);
                for (SpanData phase : phases) {
                    assertThat(phase.getStartEpochNanos())
                            .isGreaterThanOrEqualTo(trace.get(0).getStartEpochNanos());
                    assertThat(phase.getEndEpochNanos())
                            .isLessThanOrEqualTo(trace.get(0).getEndEpochNanos());
                }
            }
        }

        @Test
        void tellsTimeWaitWithAnOpenEndWhereNobodyWaitedForItsEnd() {
            TrackedSocketFixture connection = established();
            fixture.to(connection, TcpState.FIN_WAIT_1, 50);
            fixture.to(connection, TcpState.TIME_WAIT, 60);
            fixture.spans.ended(connection.knownAt(1060).get());

            SpanData timeWait = fixture.only("tcp time_wait");
            assertTimes(timeWait, 60, 1060);
            assertThat(timeWait.getAttributes().get(SockspanAttributes.OPEN_END))
                    .isTrue();
            assertThat(timeWait.getAttributes().get(SockspanAttributes.END_EVIDENCE))
                    .isNull();
            assertThat(timeWait.getAttributes().get(SockspanAttributes.START_EVIDENCE))
                    .isEqualTo("call");
        }

        @Test
        void tellsWhatStillLastsWhenTheJvmEnds() {
            TrackedSocketFixture connection = established();
            fixture.spans.cutShort(connection.get(), ms(700));
            fixture.spans.ended(connection.get());

            SpanData established = fixture.only("tcp established");
            assertTimes(established, 3, 700);
            assertThat(established.getAttributes().get(SockspanAttributes.OPEN_END))
                    .isTrue();
        }

        @Test
        void tellsAConnectionThatIsOlderThanTheAgentFromWhenItWasSeen() {
            TrackedSocketFixture connection = client().openedAt(100).foundIn(TcpState.ESTABLISHED);
            fixture.to(connection, TcpState.CLOSE_WAIT, 400);
            fixture.end(connection.knownAt(400));

            assertThat(fixture.names()).containsExactly("tcp connection", "tcp established");
            assertTimes(fixture.only("tcp connection"), 100, 400);
            assertTimes(fixture.only("tcp established"), 100, 400);
            assertThat(fixture.exported()).allSatisfy(span -> {
                assertThat(span.getAttributes().get(SockspanAttributes.OPEN_START))
                        .isTrue();
                assertThat(span.getAttributes().get(SockspanAttributes.START_EVIDENCE))
                        .isNull();
            });
        }

        private TrackedSocketFixture established() {
            return ConnectionSpansTest.this.established(client());
        }
    }

    @Nested
    class Attributes {
        @Test
        void saysWhoIsConnectedToWhom() {
            fixture.spans.cutShort(established(client().named("db-3")).get(), ms(9));

            io.opentelemetry.api.common.Attributes attributes =
                    fixture.only("tcp connection").getAttributes();
            assertThat(attributes.get(SockspanAttributes.NETWORK_TRANSPORT)).isEqualTo("tcp");
            assertThat(attributes.get(SockspanAttributes.NETWORK_TYPE)).isEqualTo("ipv4");
            assertThat(attributes.get(SockspanAttributes.NETWORK_LOCAL_ADDRESS)).isEqualTo("10.0.0.5");
            assertThat(attributes.get(SockspanAttributes.NETWORK_LOCAL_PORT)).isEqualTo(51344);
            assertThat(attributes.get(SockspanAttributes.NETWORK_PEER_ADDRESS)).isEqualTo("10.0.3.7");
            assertThat(attributes.get(SockspanAttributes.NETWORK_PEER_PORT)).isEqualTo(5432);
            assertThat(attributes.get(SockspanAttributes.SERVER_ADDRESS)).isEqualTo("db-3");
            assertThat(attributes.get(SockspanAttributes.SERVER_PORT)).isEqualTo(5432);
            assertThat(attributes.get(SockspanAttributes.ROLE)).isEqualTo("client");
            assertThat(attributes.get(SockspanAttributes.NETWORK_CONNECTION_STATE))
                    .isEqualTo("established");
            io.opentelemetry.api.common.Attributes connect =
                    fixture.only("tcp connect").getAttributes();
            assertThat(connect.get(SockspanAttributes.NETWORK_CONNECTION_STATE)).isEqualTo("syn_sent");
            assertThat(connect.get(SockspanAttributes.CONNECTION_ID))
                    .isEqualTo(attributes.get(SockspanAttributes.CONNECTION_ID));
            assertThat(connect.get(SockspanAttributes.SERVER_ADDRESS)).isEqualTo("db-3");
            assertThat(connect.get(SockspanAttributes.NETWORK_LOCAL_PORT))
                    .as("only on the root")
                    .isNull();
        }

        @Test
        void givesTheAddressAsServerWhereTheApplicationGaveNoName() {
            fixture.end(established(client().remote(TrackedSocketFixture.endpoint("2001:db8::1", 443))));

            io.opentelemetry.api.common.Attributes attributes =
                    fixture.only("tcp connection").getAttributes();
            assertThat(attributes.get(SockspanAttributes.SERVER_ADDRESS)).isEqualTo("2001:db8:0:0:0:0:0:1");
            assertThat(attributes.get(SockspanAttributes.NETWORK_TYPE)).isEqualTo("ipv6");
        }

        @Test
        void givesTheOpeningStackOnTheRootOnly() {
            TrackedSocketFixture connection = established(client().openedBy("http-1", LOOKUP, PLACE));
            fixture.to(connection, TcpState.CLOSE_WAIT, 9);
            fixture.end(connection);

            io.opentelemetry.api.common.Attributes root =
                    fixture.only("tcp connection").getAttributes();
            assertThat(root.get(SockspanAttributes.THREAD_NAME)).isEqualTo("http-1");
            assertThat(root.get(SockspanAttributes.CODE_FUNCTION_NAME)).isEqualTo("com.acme.Inventory.lookup");
            assertThat(root.get(SockspanAttributes.CODE_LINE_NUMBER)).isEqualTo(88);
            assertThat(root.get(SockspanAttributes.LIBRARY)).isNull();
            assertThat(root.get(SockspanAttributes.CODE_STACKTRACE))
                    .isEqualTo("\tat com.acme.Inventory.lookup(Inventory.java:88)\n"
                            + "\tat com.acme.OrderService.place(OrderService.java:41)");
            io.opentelemetry.api.common.Attributes phase =
                    fixture.only("tcp established").getAttributes();
            assertThat(phase.get(SockspanAttributes.CODE_STACKTRACE)).isNull();
            assertThat(phase.get(SockspanAttributes.STACK_TAKEN)).isNull();
        }

        @Test
        void namesTheLibraryThatOpenedItForTheApplication() {
            fixture.end(established(client().openedBy("http-1", LOOKUP, PLACE).byLibrary("OkHttp")));

            assertThat(fixture.only("tcp connection").getAttributes().get(SockspanAttributes.LIBRARY))
                    .isEqualTo("OkHttp");
        }

        @Test
        void saysWhereTheStackWasNotTaken() {
            fixture.end(established(client()));

            assertThat(fixture.only("tcp connection").getAttributes().get(SockspanAttributes.STACK_TAKEN))
                    .isFalse();
        }

        @Test
        void areAllDescribed() {
            assertThat(SockspanAttributes.described())
                    .hasSize((int) java.util.Arrays.stream(SockspanAttributes.class.getFields())
                            .count())
                    .allSatisfy((key, meaning) -> assertThat(meaning).endsWith("."));
        }
    }

    @Nested
    class Failures {
        @Test
        void tellsARefusedConnectAsAnError() {
            TrackedSocketFixture connection = client();
            fixture.to(connection, TcpState.SYN_SENT, 10);
            connection.error("connection_refused");
            fixture.to(connection, TcpState.CLOSED, 12);
            fixture.spans.connectFailed(connection.get());
            fixture.spans.ended(connection.get());

            assertThat(fixture.names()).containsExactly("tcp connection", "tcp connect");
            assertThat(fixture.exported()).allSatisfy(span -> {
                assertTimes(span, 10, 12);
                assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
                assertThat(span.getAttributes().get(SockspanAttributes.ERROR_TYPE))
                        .isEqualTo("connection_refused");
            });
        }

        @Test
        void tellsAnUnresolvedNameThoughNothingWasSent() {
            TrackedSocketFixture connection = client().remote(null)
                    .named("nowhere")
                    .openedAt(5)
                    .failedAt(25)
                    .error("unresolved_host");
            fixture.spans.connectFailed(connection.get());
            fixture.spans.ended(connection.get());

            assertTimes(fixture.only("tcp connect"), 5, 25);
            SpanData root = fixture.only("tcp connection");
            assertTimes(root, 5, 25);
            assertThat(root.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(root.getAttributes().get(SockspanAttributes.SERVER_ADDRESS))
                    .isEqualTo("nowhere");
            assertThat(root.getAttributes().get(SockspanAttributes.NETWORK_CONNECTION_STATE))
                    .isEqualTo("closed");
        }

        @Test
        void tellsAConnectThatSucceedsAfterOneThatFailedInTheSameTrace() {
            TrackedSocketFixture connection = client().openedAt(5).failedAt(7).error("unresolved_host");
            fixture.spans.connectFailed(connection.get());
            connection.error(null);
            fixture.to(connection, TcpState.SYN_SENT, 10);
            fixture.to(connection, TcpState.ESTABLISHED, 12);
            fixture.end(connection.knownAt(12));

            assertThat(fixture.names()).containsExactly("tcp connection", "tcp connect", "tcp connect");
            assertThat(fixture.exported())
                    .extracting(span -> span.getStatus().getStatusCode())
                    .containsExactly(StatusCode.UNSET, StatusCode.ERROR, StatusCode.UNSET);
            assertThat(fixture.exported().get(1).getAttributes().get(SockspanAttributes.ERROR_TYPE))
                    .isEqualTo("unresolved_host");
        }

        @Test
        void tellsAResetThatThePeerSentAsAnError() {
            TrackedSocketFixture connection =
                    established(client()).resetBy(ResetBy.REMOTE).closedBy(ClosedBy.RESET);
            fixture.to(connection, TcpState.CLOSED, 20);
            fixture.end(connection);

            for (String name : new String[] {"tcp connection", "tcp established"}) {
                SpanData span = fixture.only(name);
                assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
                assertThat(span.getAttributes().get(SockspanAttributes.ERROR_TYPE))
                        .isEqualTo("connection_reset");
                assertThat(span.getAttributes().get(SockspanAttributes.RESET_BY))
                        .isEqualTo("remote");
            }
            assertThat(fixture.only("tcp connection").getAttributes().get(SockspanAttributes.CLOSED_BY))
                    .isEqualTo("reset");
        }

        @Test
        void tellsAResetThatWasSentFromHereWithoutCallingItAnError() {
            TrackedSocketFixture connection = established(client())
                    .resetBy(ResetBy.LOCAL)
                    .closedIn(TestSocket.closeCall("stopper", new Thread("reader"), "shop.Main.stop(Main.java:12)"));
            fixture.to(connection, TcpState.CLOSED, 20);
            fixture.end(connection);

            var root = fixture.only("tcp connection").getAttributes();
            assertThat(root.get(SockspanAttributes.CLOSE_THREAD)).isEqualTo("stopper");
            assertThat(root.get(SockspanAttributes.CLOSE_FUNCTION)).isEqualTo("shop.Main.stop");
            assertThat(root.get(SockspanAttributes.CLOSE_LINE)).isEqualTo(12);
            assertThat(root.get(SockspanAttributes.CLOSE_INTERRUPTED)).isEqualTo("reader");

            SpanData established = fixture.only("tcp established");
            assertThat(established.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(established.getAttributes().get(SockspanAttributes.RESET_BY))
                    .isEqualTo("local");
        }
    }

    @Nested
    class Links {
        @Test
        void linksAcceptedConnectionsToTheirListener() {
            TrackedSocketFixture listener = TrackedSocketFixture.listener();
            fixture.to(listener, TcpState.LISTEN, 1);
            TrackedSocketFixture accepted = TrackedSocketFixture.server();
            fixture.spans.transitioned(accepted.get(), accepted.to(TcpState.ESTABLISHED, 20, 30, Evidence.CALL));
            fixture.end(accepted.knownAt(35));
            fixture.to(listener, TcpState.CLOSED, 40);
            fixture.end(listener);

            assertThat(fixture.names()).containsExactly("tcp connection", "tcp established", "tcp listen");
            SpanData root = fixture.only("tcp connection");
            SpanData listen = fixture.only("tcp listen");
            assertThat(root.getLinks())
                    .extracting(LinkData::getSpanContext)
                    .extracting(SpanContext::getTraceId, SpanContext::getSpanId)
                    .containsExactly(tuple(listen.getTraceId(), listen.getSpanId()));
            assertThat(root.getTraceId()).isNotEqualTo(listen.getTraceId());
            assertTimes(listen, 1, 40);
            assertTimes(root, 30, 35);
            assertThat(root.getAttributes().get(SockspanAttributes.START_UNCERTAINTY))
                    .isCloseTo(0.01, within(1e-9));
            assertThat(root.getEvents())
                    .as("how long it waited to be accepted is not known")
                    .extracting(EventData::getName)
                    .containsExactly("tcp accept");
        }

        @Test
        void showsHowLongAConnectionWaitedToBeAccepted() {
            TrackedSocketFixture accepted = TrackedSocketFixture.server().acceptWait(TrackedSocketFixture.ms(300));
            fixture.spans.transitioned(accepted.get(), accepted.to(TcpState.ESTABLISHED, 720, 1030, Evidence.CALL));
            fixture.end(accepted.knownAt(1035));

            SpanData wait = fixture.only("tcp accept");
            assertTimes(wait, 740, 1030);
            assertThat(wait.getAttributes().get(SockspanAttributes.START_EVIDENCE))
                    .isEqualTo("kernel");
            assertThat(wait.getAttributes().get(SockspanAttributes.START_UNCERTAINTY))
                    .isCloseTo(0.02, within(1e-9));
            assertThat(wait.getAttributes().get(SockspanAttributes.END_UNCERTAINTY))
                    .as("accept's return")
                    .isNull();
            assertTimes(fixture.only("tcp established"), 1030, 1035);
            assertTimes(fixture.only("tcp connection"), 740, 1035);
        }

        @Test
        void claimsNoWaitThatMayHaveBeenNone() {
            TrackedSocketFixture accepted = TrackedSocketFixture.server().acceptWait(TrackedSocketFixture.ms(19));
            fixture.spans.transitioned(accepted.get(), accepted.to(TcpState.ESTABLISHED, 1000, 1030, Evidence.CALL));
            fixture.end(accepted.knownAt(1035));

            assertThat(fixture.names()).containsExactly("tcp connection", "tcp established");
        }

        @Test
        void linksToTheListenerOfTheSameAddressWhereSeveralShareAPort() {
            List<TrackedSocketFixture> listeners = new ArrayList<>();
            for (String address : new String[] {"10.0.0.5", "0.0.0.0", "10.0.0.6"}) {
                TrackedSocketFixture listener =
                        TrackedSocketFixture.listener().local(TrackedSocketFixture.endpoint(address, 8080));
                listeners.add(listener);
                fixture.to(listener, TcpState.LISTEN, 1);
            }
            accept("10.0.0.5");
            accept("10.0.0.7");
            listeners.forEach(fixture::end);

            List<SpanData> accepted = spans("tcp connection");
            List<SpanData> listens = spans("tcp listen");
            assertThat(linked(accepted.get(0))).containsExactly(listens.get(0).getSpanId());
            assertThat(linked(accepted.get(1)))
                    .as("by the wildcard")
                    .containsExactly(listens.get(1).getSpanId());
        }

        /** SO_REUSEPORT: nobody can say which of the two it was. */
        @Test
        void linksToNoneWhereTwoListenersShareAnAddress() {
            TrackedSocketFixture one = TrackedSocketFixture.listener();
            fixture.to(one, TcpState.LISTEN, 1);
            TrackedSocketFixture other = TrackedSocketFixture.listener();
            fixture.to(other, TcpState.LISTEN, 1);
            accept("10.0.0.5");
            fixture.to(other, TcpState.CLOSED, 2);
            fixture.end(other);
            accept("10.0.0.5");
            fixture.end(one);

            List<SpanData> accepted = spans("tcp connection");
            assertThat(linked(accepted.get(0))).isEmpty();
            assertThat(linked(accepted.get(1)))
                    .containsExactly(spans("tcp listen").get(1).getSpanId());
        }

        /** As where accept does not give the local address. */
        @Test
        void linksToTheOnlyListenerOfThePortWhereTheAddressIsNotKnown() {
            TrackedSocketFixture listener =
                    TrackedSocketFixture.listener().local(TrackedSocketFixture.endpoint("10.0.0.5", 8080));
            fixture.to(listener, TcpState.LISTEN, 1);
            accept(TrackedSocketFixture.server().local(new Endpoint(null, 8080)));
            fixture.end(listener);

            assertThat(linked(fixture.only("tcp connection")))
                    .containsExactly(fixture.only("tcp listen").getSpanId());
        }

        private void accept(String address) {
            accept(TrackedSocketFixture.server().local(TrackedSocketFixture.endpoint(address, 8080)));
        }

        private void accept(TrackedSocketFixture accepted) {
            fixture.to(accepted, TcpState.ESTABLISHED, 3);
            fixture.end(accepted);
        }

        private List<SpanData> spans(String name) {
            return fixture.exported().stream()
                    .filter(span -> span.getName().equals(name))
                    .toList();
        }

        private List<String> linked(SpanData span) {
            return span.getLinks().stream()
                    .map(link -> link.getSpanContext().getSpanId())
                    .toList();
        }

        @Test
        void forgetsAListenerThatIsClosed() {
            TrackedSocketFixture listener = TrackedSocketFixture.listener();
            fixture.to(listener, TcpState.LISTEN, 1);
            fixture.to(listener, TcpState.CLOSED, 2);
            fixture.spans.ended(listener.get());
            accept(TrackedSocketFixture.server());

            assertThat(fixture.only("tcp connection").getLinks()).isEmpty();
        }

        @Test
        void mirrorsTheConnectInTheApplicationsTraceAtOnceAndLinksBothWays() {
            TrackedSocketFixture connection = established(client().within(APPLICATION));
            assertThat(fixture.names()).containsExactly("tcp connect");
            SpanData mirror = fixture.only("tcp connect");
            fixture.end(connection.knownAt(9));

            SpanData root = fixture.only("tcp connection");
            assertThat(root.getLinks())
                    .extracting(LinkData::getSpanContext)
                    .extracting(SpanContext::getSpanId)
                    .containsExactly(APPLICATION.spanId);
            assertThat(mirror.getTraceId()).isEqualTo(APPLICATION.traceId);
            assertThat(mirror.getParentSpanId()).isEqualTo(APPLICATION.spanId);
            assertThat(mirror.getAttributes().get(SockspanAttributes.MIRROR)).isTrue();
            assertThat(mirror.getAttributes().get(SockspanAttributes.NETWORK_PEER_PORT))
                    .isEqualTo(5432);
            assertThat(mirror.getLinks())
                    .extracting(LinkData::getSpanContext)
                    .extracting(SpanContext::getTraceId, SpanContext::getSpanId)
                    .containsExactly(tuple(root.getTraceId(), root.getSpanId()));
            assertTimes(mirror, 0, 3);
        }

        @Test
        void samplesAHealthyConnectionWithTheApplicationsTrace() {
            TrackedSocketFixture connection = established(client().within(UNSAMPLED));
            fixture.end(connection);

            assertThat(fixture.names()).isEmpty();
        }

        @Test
        void leavesATraceAloneThatTheApplicationDoesNotSampleWhateverHappens() {
            TrackedSocketFixture refused = client().within(UNSAMPLED).error("connection_refused");
            fixture.to(refused, TcpState.SYN_SENT, 1);
            fixture.to(refused, TcpState.CLOSED, 2);
            fixture.spans.connectFailed(refused.get());
            fixture.end(refused);

            assertThat(fixture.names()).containsExactly("tcp connection", "tcp connect");
            assertThat(fixture.exported())
                    .extracting(SpanData::getTraceId)
                    .doesNotContain(UNSAMPLED.traceId)
                    .containsOnly(fixture.only("tcp connection").getTraceId());
        }
    }

    @Nested
    class Verdicts {
        @Test
        void exportsAVerdictAtOnceAsATraceOfItsOwn() {
            TrackedSocketFixture connection = established(client().named("db-3").openedBy("http-1", LOOKUP));
            fixture.to(connection, TcpState.CLOSE_WAIT, 1000);
            fixture.now = ms(11_000);
            fixture.spans.accused(closeWait(connection.knownAt(10_990), 1000));

            assertThat(fixture.names())
                    .containsExactly("tcp leak close_wait", "tcp connect", "tcp established", "tcp close_wait");
            SpanData leak = fixture.only("tcp leak close_wait");
            assertThat(leak.getParentSpanContext().isValid()).isFalse();
            assertThat(fixture.traceOf(leak)).hasSize(4);
            assertThat(fixture.exported().subList(1, 4)).allSatisfy(phase -> {
                assertThat(phase.getParentSpanId()).isEqualTo(leak.getSpanId());
                assertThat(phase.getAttributes().get(SockspanAttributes.MIRROR)).isTrue();
            });
            assertThat(leak.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(leak.getStatus().getDescription())
                    .isEqualTo("suspected leak: close_wait for 10 s, to db-3:5432, opened at "
                            + "com.acme.Inventory.lookup(Inventory.java:88), fingerprint 3f9a1c7e");
            assertTimes(leak, 0, 11_000);
            assertTimes(fixture.only("tcp close_wait"), 1000, 10_990);
            assertThat(fixture.only("tcp close_wait").getAttributes().get(SockspanAttributes.OPEN_END))
                    .isTrue();
            assertThat(leak.getAttributes().get(SockspanAttributes.LEAK_KIND)).isEqualTo("close_wait");
            assertThat(leak.getAttributes().get(SockspanAttributes.LEAK_FINGERPRINT))
                    .isEqualTo("3f9a1c7e");
            assertThat(leak.getAttributes().get(SockspanAttributes.LEAK_COUNT)).isEqualTo(7);
            assertThat(leak.getAttributes().get(SockspanAttributes.LEAK_LIMIT)).isEqualTo(10.0);
            assertThat(leak.getAttributes().get(SockspanAttributes.LEAK_DURATION))
                    .isEqualTo(10.0);
            assertThat(leak.getAttributes().get(SockspanAttributes.NETWORK_CONNECTION_STATE))
                    .isEqualTo("close_wait");
            assertThat(leak.getAttributes().get(SockspanAttributes.CODE_STACKTRACE))
                    .contains("Inventory.java:88");
        }

        @Test
        void linksAVerdictAndItsConnectionBothWays() {
            TrackedSocketFixture connection = established(client());
            fixture.to(connection, TcpState.CLOSE_WAIT, 1000);
            fixture.now = ms(11_000);
            fixture.spans.accused(closeWait(connection, 1000));
            fixture.to(connection, TcpState.LAST_ACK, 20_000);
            fixture.end(connection);

            SpanData leak = fixture.only("tcp leak close_wait");
            SpanData root = fixture.only("tcp connection");
            assertThat(leak.getTraceId()).isNotEqualTo(root.getTraceId());
            assertThat(contexts(leak)).containsExactly(root.getSpanContext());
            assertThat(contexts(root)).containsExactly(leak.getSpanContext());
        }

        @Test
        void retractsAVerdictUnderANameOfItsOwn() {
            TrackedSocketFixture connection = established(client());
            fixture.to(connection, TcpState.CLOSE_WAIT, 1000);
            fixture.now = ms(11_000);
            fixture.spans.accused(closeWait(connection, 1000));
            SpanData accusation = fixture.only("tcp leak close_wait");
            fixture.to(connection, TcpState.LAST_ACK, 11_900);
            fixture.end(connection);
            fixture.now = ms(12_000);
            fixture.spans.retracted(closeWait(connection, 1000));
            fixture.spans.retracted(closeWait(connection, 1000));

            SpanData retraction = fixture.only("tcp leak retracted");
            assertThat(retraction.getParentSpanContext().isValid()).isFalse();
            assertThat(retraction.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(retraction.getAttributes().get(SockspanAttributes.LEAK_KIND))
                    .isEqualTo("close_wait");
            assertThat(contexts(retraction))
                    .containsExactly(fixture.only("tcp connection").getSpanContext(), accusation.getSpanContext());
            assertTimes(retraction, 11_000, 12_000);
        }

        @Test
        void namesWhoUsedASuspectLast() {
            TrackedSocketFixture connection = established(client())
                    .usedBy(TestSocket.use(ms(9_000), UseKind.WRITE, "feed-1", "shop.Feed.send(Feed.java:7)"));
            fixture.to(connection, TcpState.CLOSE_WAIT, 1000);
            fixture.now = ms(11_000);
            fixture.spans.accused(closeWait(connection, 1000));
            fixture.spans.retracted(closeWait(connection, 1000));

            for (String name : new String[] {"tcp leak close_wait", "tcp leak retracted"}) {
                var leak = fixture.only(name).getAttributes();
                assertThat(leak.get(SockspanAttributes.USE_TRANSFER)).isEqualTo("write");
                assertThat(leak.get(SockspanAttributes.USE_THREAD)).isEqualTo("feed-1");
                assertThat(leak.get(SockspanAttributes.USE_FUNCTION)).isEqualTo("shop.Feed.send");
                assertThat(leak.get(SockspanAttributes.USE_LINE)).isEqualTo(7);
            }
        }

        @Test
        void exportsAVerdictBeforeAnyPhaseHasEnded() {
            TrackedSocketFixture connection = client().within(APPLICATION);
            fixture.to(connection, TcpState.SYN_SENT, 0);
            fixture.now = ms(10_000);
            fixture.spans.accused(
                    new LeakSpan(LeakKind.CONNECTING, "00000001", connection.get(), 0, ms(10_000), 1, null));
            SpanData leak = fixture.only("tcp leak connecting");
            assertTimes(leak, 0, 10_000);
            fixture.exporter.reset();
            fixture.to(connection, TcpState.ESTABLISHED, 12_000);
            assertThat(fixture.names()).as("the mirror").containsExactly("tcp connect");
            fixture.end(connection.knownAt(13_000));

            SpanData root = fixture.only("tcp connection");
            assertThat(contexts(leak))
                    .extracting(SpanContext::getSpanId)
                    .containsExactly(root.getSpanId(), APPLICATION.spanId);
        }

        @Test
        void exportsADescriptorThatNeverConnected() {
            TrackedSocketFixture connection = TrackedSocketFixture.unconnected().openedAt(5);
            fixture.now = ms(30_005);
            fixture.spans.accused(
                    new LeakSpan(LeakKind.NEVER_CONNECTED, "00000002", connection.get(), ms(5), ms(30_000), 1, null));
            fixture.end(connection.knownAt(40_000));

            assertThat(fixture.names()).containsExactly("tcp leak never_connected", "tcp connection");
            assertTimes(fixture.only("tcp leak never_connected"), 5, 30_005);
            assertTimes(fixture.only("tcp connection"), 5, 40_000);
        }

        @Test
        void exportsAVerdictOnNoConnectionInParticular() {
            LeakSpan descriptors = new LeakSpan(
                    LeakKind.DESCRIPTORS, "00000003", null, 0, 0, 1, "4890 of 5000 descriptors are sockets");
            fixture.spans.accused(descriptors);
            fixture.now = ms(5);
            fixture.spans.retracted(descriptors);

            assertThat(fixture.names()).containsExactly("tcp leak descriptors", "tcp leak retracted");
            SpanData leak = fixture.exported().get(0);
            assertThat(leak.getAttributes().get(SockspanAttributes.LEAK_DETAIL)).startsWith("4890");
            assertThat(leak.getEndEpochNanos()).isGreaterThan(leak.getStartEpochNanos());
            assertThat(contexts(fixture.exported().get(1))).containsExactly(leak.getSpanContext());
        }

        @Test
        void exportsVerdictsAndAnomaliesWhateverTheUsersSamplerLeavesOut() {
            SpanFixture off = new SpanFixture(10, 10, Sampler.alwaysOff());
            TrackedSocketFixture healthy = lead(off, client());
            off.end(healthy);
            assertThat(off.names()).isEmpty();
            assertThat(off.ledger.counts().emitted).isZero();
            assertThat(off.ledger.counts().overBudget).isZero();

            TrackedSocketFixture suspect = lead(off, client());
            off.to(suspect, TcpState.CLOSE_WAIT, 10);
            off.spans.accused(closeWait(suspect, 10));
            off.end(suspect);
            TrackedSocketFixture refused = client().error("connection_refused");
            off.to(refused, TcpState.SYN_SENT, 1);
            off.to(refused, TcpState.CLOSED, 2);
            off.spans.connectFailed(refused.get());
            off.end(refused);

            assertThat(off.names()).contains("tcp leak close_wait");
            assertThat(off.names().stream().filter("tcp connection"::equals)).hasSize(2);
        }

        @Test
        void exportsLaterWhatTheBudgetLeavesOutAndStillStands() {
            SpanFixture tight = new SpanFixture(10, 2, Sampler.alwaysOn());
            List<TrackedSocketFixture> suspects = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                TrackedSocketFixture suspect = lead(tight, client());
                tight.to(suspect, TcpState.CLOSE_WAIT, 10);
                suspects.add(suspect);
                tight.spans.accused(closeWait(suspect, 10));
            }
            assertThat(leaks(tight)).hasSize(2);
            tight.spans.retracted(closeWait(suspects.get(2), 10));
            assertThat(leaks(tight)).as("nothing to retract").hasSize(2);
            tight.now = ms(1_010);
            tight.spans.swept(0, Gauges.NONE);
            assertThat(leaks(tight)).hasSize(4);
            tight.now = ms(2_010);
            tight.spans.swept(0, Gauges.NONE);

            assertThat(leaks(tight))
                    .hasSize(4)
                    .allSatisfy(leak -> assertThat(leak.getEndEpochNanos())
                            .as("when the verdict was reached")
                            .isEqualTo(epochMs(10)));
            assertThat(tight.ledger.counts().overBudget).isEqualTo(1);
        }

        @Test
        void exportsAgainWhatTheBackendDidNotAcceptOnceItAcceptsSpans() {
            TrackedSocketFixture lasting = established(client());
            TrackedSocketFixture passing = established(client());
            for (TrackedSocketFixture suspect : new TrackedSocketFixture[] {lasting, passing}) {
                fixture.to(suspect, TcpState.CLOSE_WAIT, 10);
                fixture.spans.accused(closeWait(suspect, 10));
            }
            List<SpanData> lost = leaks(fixture);
            fixture.undelivered.failed(UndeliveredVerdicts.in(fixture.exported()));
            fixture.exporter.reset();
            fixture.spans.swept(0, Gauges.NONE);
            assertThat(fixture.names()).as("while it accepts nothing").isEmpty();
            fixture.spans.settled(closeWait(passing, 10));
            fixture.undelivered.accepted();
            fixture.spans.swept(0, Gauges.NONE);
            fixture.spans.swept(0, Gauges.NONE);

            SpanData again = fixture.only("tcp leak close_wait");
            assertThat(again.getSpanContext()).isEqualTo(lost.get(0).getSpanContext());
            assertThat(again.getEndEpochNanos()).isEqualTo(lost.get(0).getEndEpochNanos());
            assertThat(again.getLinks()).isEqualTo(lost.get(0).getLinks());
        }

        private List<SpanData> leaks(SpanFixture in) {
            return in.exported().stream()
                    .filter(span -> span.getName().equals("tcp leak close_wait"))
                    .toList();
        }

        private List<SpanContext> contexts(SpanData from) {
            return from.getLinks().stream().map(LinkData::getSpanContext).toList();
        }
    }

    @Nested
    class Budget {
        private final SpanFixture tight = new SpanFixture(1, 2, Sampler.alwaysOn());

        @Test
        void tracesHealthyConnectionsUpToARateAndEachWholeOrNotAtAll() {
            TrackedSocketFixture first = lead(tight, client());
            TrackedSocketFixture second = lead(tight, client());
            for (TrackedSocketFixture connection : new TrackedSocketFixture[] {first, second}) {
                tight.to(connection, TcpState.CLOSE_WAIT, 10);
                tight.to(connection, TcpState.LAST_ACK, 20);
                tight.to(connection, TcpState.CLOSED, 21);
                tight.end(connection);
            }

            assertThat(tight.names())
                    .containsExactly(
                            "tcp connection", "tcp connect", "tcp established", "tcp close_wait", "tcp last_ack");
            assertThat(tight.ledger.counts().overBudget).isEqualTo(5);
        }

        @Test
        void asksTheSamplerAboutEachHealthyConnectionOnce() {
            Sampler half = Sampler.traceIdRatioBased(0.5);
            SpanFixture sampled = new SpanFixture(100_000, 10, half);
            for (int i = 0; i < 400; i++) {
                TrackedSocketFixture connection = lead(sampled, client());
                sampled.end(connection);
            }

            List<SpanData> roots = sampled.exported().stream()
                    .filter(span -> span.getName().equals("tcp connection"))
                    .toList();
            assertThat(roots)
                    .hasSizeBetween(120, 280)
                    .allSatisfy(root -> assertThat(half.shouldSample(
                                            Context.root(),
                                            root.getTraceId(),
                                            root.getName(),
                                            SpanKind.INTERNAL,
                                            io.opentelemetry.api.common.Attributes.empty(),
                                            List.of())
                                    .getDecision())
                            .isEqualTo(SamplingDecision.RECORD_AND_SAMPLE));
        }

        @Test
        void leavesAHealthyConnectionOutWhoseCloseNobodyLookedAt() {
            TrackedSocketFixture unasked = client().closedUnasked();
            fixture.to(unasked, TcpState.SYN_SENT, 0);
            fixture.to(unasked, TcpState.ESTABLISHED, 3);
            fixture.to(unasked, TcpState.FIN_WAIT_1, 5);
            fixture.end(unasked);

            assertThat(fixture.names()).isEmpty();
            assertThat(fixture.ledger.counts().overBudget).isEqualTo(4);
        }

        @Test
        void exportsAnAnomalyEvenIfNobodyLookedAtItsClose() {
            TrackedSocketFixture unasked = client().closedUnasked();
            fixture.to(unasked, TcpState.SYN_SENT, 0);
            fixture.to(unasked, TcpState.ESTABLISHED, 3_000);
            fixture.end(unasked.knownAt(3_001));

            assertThat(fixture.names()).containsExactly("tcp connection", "tcp connect", "tcp established");
        }

        @Test
        void wantsTheCloseOfATracedConnectionObserved() {
            TrackedSocketFixture traced = established(client());

            verify(traced.get()).watchClose();
            assertThat(fixture.spans.wantsEnd(traced.get())).isTrue();
        }

        @Test
        void exportsAVerdictOnAnUntracedConnectionAndThenTheConnection() {
            lead(tight, client());
            TrackedSocketFixture untraced = lead(tight, client());
            tight.to(untraced, TcpState.CLOSE_WAIT, 10);
            tight.now = ms(10_010);
            tight.spans.accused(closeWait(untraced, 10));
            tight.to(untraced, TcpState.LAST_ACK, 20_000);
            tight.to(untraced, TcpState.CLOSED, 20_001);
            tight.end(untraced);

            assertThat(tight.names())
                    .contains("tcp leak close_wait")
                    .endsWith("tcp connection", "tcp connect", "tcp established", "tcp close_wait", "tcp last_ack");
            assertThat(tight.ledger.counts().overBudget).isZero();
        }

        @Test
        void exportsAnUntracedConnectionThatIsReset() {
            lead(tight, client());
            TrackedSocketFixture untraced = lead(tight, client());
            untraced.resetBy(ResetBy.REMOTE);
            tight.to(untraced, TcpState.CLOSED, 20);
            tight.end(untraced);

            assertThat(tight.names()).containsExactly("tcp connection", "tcp connect", "tcp established");
        }

        @Test
        void takesASlowHandshakeAndAResentSynForAnomalies() {
            lead(tight, client());
            TrackedSocketFixture slow = client();
            tight.to(slow, TcpState.SYN_SENT, 100);
            tight.to(slow, TcpState.ESTABLISHED, 1100);
            tight.end(slow);
            TrackedSocketFixture resent = client().synRetransmits(1);
            tight.now = 0;
            tight.to(resent, TcpState.SYN_SENT, 100);
            tight.to(resent, TcpState.ESTABLISHED, 101);
            tight.end(resent);

            List<SpanData> roots = tight.exported().stream()
                    .filter(span -> span.getName().equals("tcp connection"))
                    .toList();
            assertThat(roots).hasSize(2);
            assertThat(roots.get(1).getAttributes().get(SockspanAttributes.SYN_RETRANSMITS))
                    .isEqualTo(1);
        }

        @Test
        void limitsAnomaliesAsWellAndCountsWhatIsLeftOut() {
            for (int i = 0; i < 5; i++) {
                TrackedSocketFixture refused = client().error("connection_refused");
                tight.to(refused, TcpState.SYN_SENT, 1);
                tight.to(refused, TcpState.CLOSED, 2);
                tight.spans.connectFailed(refused.get());
                tight.end(refused);
            }

            assertThat(tight.names()).hasSize(4);
            assertThat(tight.ledger.counts().overBudget).isEqualTo(6);
        }

        @Test
        void exportsATraceWholeOrNotAtAllWhereTheQueueIsFull() {
            TrackedSocketFixture connection = lead(tight, client());
            tight.ledger.capacity(2);
            tight.end(connection.knownAt(9));

            assertThat(tight.names()).isEmpty();
            assertThat(tight.ledger.counts().dropped).isEqualTo(3);
            assertThat(tight.ledger.counts().emitted).isEqualTo(3);
        }
    }

    private TrackedSocketFixture established(TrackedSocketFixture connection) {
        return lead(fixture, connection);
    }

    private static TrackedSocketFixture lead(SpanFixture fixture, TrackedSocketFixture connection) {
        fixture.to(connection, TcpState.SYN_SENT, 0);
        fixture.to(connection, TcpState.ESTABLISHED, 3);
        return connection;
    }

    private static long micros(long nanos) {
        return nanos / 1000;
    }

    private static LeakSpan closeWait(TrackedSocketFixture connection, long since) {
        return new LeakSpan(LeakKind.CLOSE_WAIT, "3f9a1c7e", connection.get(), ms(since), ms(10_000), 7, null);
    }

    private static void assertTimes(SpanData span, long start, long end) {
        assertThat(span.getStartEpochNanos()).isEqualTo(epochMs(start));
        assertThat(span.getEndEpochNanos()).isEqualTo(epochMs(end));
    }
}
