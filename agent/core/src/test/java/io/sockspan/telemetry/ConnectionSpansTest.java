package io.sockspan.telemetry;

import static io.sockspan.telemetry.SpanFixture.epochMs;
import static io.sockspan.telemetry.TrackedSocketFixture.client;
import static io.sockspan.telemetry.TrackedSocketFixture.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mockito.Mockito.verify;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.sockspan.leak.LeakKind;
import io.sockspan.tcp.ClosedBy;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.ResetBy;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.Endpoint;
import io.sockspan.track.ParentSpan;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ConnectionSpansTest {
    private static final StackTraceElement LOOKUP =
            new StackTraceElement("com.acme.Inventory", "lookup", "Inventory.java", 88);
    private static final StackTraceElement PLACE =
            new StackTraceElement("com.acme.OrderService", "place", "OrderService.java", 41);

    private final SpanFixture fixture = new SpanFixture();

    @Nested
    class Phases {
        @Test
        void tellsEachPhaseWhenItEndsAndTheRootFirst() {
            TrackedSocketFixture connection = client();
            fixture.to(connection, TcpState.SYN_SENT, 10);
            assertThat(fixture.names()).isEmpty();
            fixture.to(connection, TcpState.ESTABLISHED, 13);
            assertThat(fixture.names()).containsExactly("tcp connect");
            fixture.to(connection, TcpState.FIN_WAIT_1, 50);
            fixture.to(connection, TcpState.FIN_WAIT_2, 51);
            fixture.to(connection, TcpState.TIME_WAIT, 60);
            fixture.to(connection, TcpState.CLOSED, 60_060);

            assertThat(fixture.names())
                    .containsExactly("tcp connect", "tcp established", "tcp fin_wait", "tcp time_wait");
            SpanData root = fixture.only("tcp connect");
            assertThat(root.getParentSpanContext().isValid()).isFalse();
            assertThat(fixture.exported()).allSatisfy(span -> {
                assertThat(span.getTraceId()).isEqualTo(root.getTraceId());
                assertThat(span.getKind()).isEqualTo(SpanKind.INTERNAL);
                assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            });
            assertThat(fixture.exported().subList(1, 4))
                    .extracting(SpanData::getParentSpanId)
                    .containsOnly(root.getSpanId());
            assertTimes(root, 10, 13);
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
        void coversOnlyWhatIsProvenAndSaysByHowMuchItMayHaveBeenMore() {
            TrackedSocketFixture connection = established();
            fixture.spans.transitioned(
                    connection.get(), connection.to(TcpState.CLOSE_WAIT, 1000, 2000, Evidence.KERNEL));
            fixture.spans.transitioned(connection.get(), connection.to(TcpState.LAST_ACK, 5000, 5000, Evidence.CALL));

            SpanData established = fixture.only("tcp established");
            assertTimes(established, 3, 1000);
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
        void neverEndsASpanBeforeItsStartWhereOneLookSawTwoChanges() {
            TrackedSocketFixture connection = established();
            fixture.spans.transitioned(
                    connection.get(), connection.to(TcpState.CLOSE_WAIT, 1000, 2000, Evidence.INFERRED));
            fixture.spans.transitioned(connection.get(), connection.to(TcpState.LAST_ACK, 1000, 2000, Evidence.KERNEL));

            SpanData closeWait = fixture.only("tcp close_wait");
            assertTimes(closeWait, 2000, 2000);
            assertThat(closeWait.getAttributes().get(SockspanAttributes.END_UNCERTAINTY))
                    .isNull();
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

            assertThat(fixture.names()).containsExactly("tcp connect", "tcp established");
            assertTimes(fixture.only("tcp connect"), 100, 100);
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
            established(client().named("db-3"));

            io.opentelemetry.api.common.Attributes attributes =
                    fixture.only("tcp connect").getAttributes();
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
                    .isEqualTo("syn_sent");
        }

        @Test
        void givesTheAddressAsServerWhereTheApplicationGaveNoName() {
            established(client().remote(TrackedSocketFixture.endpoint("2001:db8::1", 443)));

            io.opentelemetry.api.common.Attributes attributes =
                    fixture.only("tcp connect").getAttributes();
            assertThat(attributes.get(SockspanAttributes.SERVER_ADDRESS)).isEqualTo("2001:db8:0:0:0:0:0:1");
            assertThat(attributes.get(SockspanAttributes.NETWORK_TYPE)).isEqualTo("ipv6");
        }

        @Test
        void givesTheOpeningStackOnTheFirstSpanOnly() {
            TrackedSocketFixture connection = established(client().openedBy("http-1", LOOKUP, PLACE));
            fixture.to(connection, TcpState.CLOSE_WAIT, 9);

            io.opentelemetry.api.common.Attributes root =
                    fixture.only("tcp connect").getAttributes();
            assertThat(root.get(SockspanAttributes.THREAD_NAME)).isEqualTo("http-1");
            assertThat(root.get(SockspanAttributes.CODE_FUNCTION_NAME)).isEqualTo("com.acme.Inventory.lookup");
            assertThat(root.get(SockspanAttributes.CODE_LINE_NUMBER)).isEqualTo(88);
            assertThat(root.get(SockspanAttributes.CODE_STACKTRACE))
                    .isEqualTo("\tat com.acme.Inventory.lookup(Inventory.java:88)\n"
                            + "\tat com.acme.OrderService.place(OrderService.java:41)");
            io.opentelemetry.api.common.Attributes phase =
                    fixture.only("tcp established").getAttributes();
            assertThat(phase.get(SockspanAttributes.CODE_STACKTRACE)).isNull();
            assertThat(phase.get(SockspanAttributes.STACK_TAKEN)).isNull();
        }

        @Test
        void saysWhereTheStackWasNotTaken() {
            established(client());

            assertThat(fixture.only("tcp connect").getAttributes().get(SockspanAttributes.STACK_TAKEN))
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

            SpanData root = fixture.only("tcp connect");
            assertTimes(root, 10, 12);
            assertThat(root.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(root.getAttributes().get(SockspanAttributes.ERROR_TYPE)).isEqualTo("connection_refused");
        }

        @Test
        void tellsAnUnresolvedNameThoughNothingWasSent() {
            TrackedSocketFixture connection =
                    client().remote(null).named("nowhere").openedAt(5).error("unresolved_host");
            fixture.spans.connectFailed(connection.get());
            fixture.spans.ended(connection.get());

            SpanData root = fixture.only("tcp connect");
            assertTimes(root, 5, 5);
            assertThat(root.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(root.getAttributes().get(SockspanAttributes.SERVER_ADDRESS))
                    .isEqualTo("nowhere");
            assertThat(root.getAttributes().get(SockspanAttributes.NETWORK_CONNECTION_STATE))
                    .isEqualTo("closed");
        }

        @Test
        void tellsAConnectThatSucceedsAfterOneThatFailedInTheSameTrace() {
            TrackedSocketFixture connection = client().openedAt(5).error("unresolved_host");
            fixture.spans.connectFailed(connection.get());
            fixture.to(connection, TcpState.SYN_SENT, 10);
            fixture.to(connection, TcpState.ESTABLISHED, 12);

            assertThat(fixture.names()).containsExactly("tcp connect", "tcp connect");
            assertThat(fixture.exported().get(1).getParentSpanId())
                    .isEqualTo(fixture.exported().get(0).getSpanId());
            assertThat(fixture.exported().get(1).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        }

        @Test
        void tellsAResetThatThePeerSentAsAnError() {
            TrackedSocketFixture connection =
                    established(client()).resetBy(ResetBy.REMOTE).closedBy(ClosedBy.RESET);
            fixture.to(connection, TcpState.CLOSED, 20);

            SpanData established = fixture.only("tcp established");
            assertThat(established.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(established.getAttributes().get(SockspanAttributes.ERROR_TYPE))
                    .isEqualTo("connection_reset");
            assertThat(established.getAttributes().get(SockspanAttributes.RESET_BY))
                    .isEqualTo("remote");
            assertThat(established.getAttributes().get(SockspanAttributes.CLOSED_BY))
                    .isEqualTo("reset");
        }

        @Test
        void tellsAResetThatWasSentFromHereWithoutCallingItAnError() {
            TrackedSocketFixture connection = established(client()).resetBy(ResetBy.LOCAL);
            fixture.to(connection, TcpState.CLOSED, 20);

            SpanData established = fixture.only("tcp established");
            assertThat(established.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(established.getAttributes().get(SockspanAttributes.RESET_BY))
                    .isEqualTo("local");
        }
    }

    @Nested
    class Links {
        private static final ParentSpan APPLICATION =
                new ParentSpan("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", (byte) 1);

        @Test
        void linksAcceptedConnectionsToTheirListener() {
            TrackedSocketFixture listener = TrackedSocketFixture.listener();
            fixture.to(listener, TcpState.LISTEN, 1);
            TrackedSocketFixture accepted = TrackedSocketFixture.server();
            fixture.spans.transitioned(accepted.get(), accepted.to(TcpState.ESTABLISHED, 20, 30, Evidence.CALL));

            assertThat(fixture.names()).containsExactly("tcp listen", "tcp accept");
            SpanData accept = fixture.only("tcp accept");
            assertThat(accept.getLinks())
                    .extracting(link -> link.getSpanContext().getSpanId())
                    .containsExactly(fixture.only("tcp listen").getSpanId());
            assertThat(accept.getTraceId())
                    .isNotEqualTo(fixture.only("tcp listen").getTraceId());
            assertTimes(accept, 30, 30);
            assertThat(accept.getAttributes().get(SockspanAttributes.START_UNCERTAINTY))
                    .isCloseTo(0.01, within(1e-9));
        }

        @Test
        void linksToTheListenerOfTheSameAddressWhereSeveralShareAPort() {
            for (String address : new String[] {"10.0.0.5", "0.0.0.0", "10.0.0.6"}) {
                TrackedSocketFixture listener =
                        TrackedSocketFixture.listener().local(TrackedSocketFixture.endpoint(address, 8080));
                fixture.to(listener, TcpState.LISTEN, 1);
            }
            accept("10.0.0.5");
            accept("10.0.0.7");

            List<SpanData> accepted = spans("tcp accept");
            List<SpanData> listeners = spans("tcp listen");
            assertThat(linked(accepted.get(0))).containsExactly(listeners.get(0).getSpanId());
            assertThat(linked(accepted.get(1)))
                    .as("by the wildcard")
                    .containsExactly(listeners.get(1).getSpanId());
        }

        /** SO_REUSEPORT: nobody can say which of the two it was. */
        @Test
        void linksToNoneWhereTwoListenersShareAnAddress() {
            fixture.to(TrackedSocketFixture.listener(), TcpState.LISTEN, 1);
            TrackedSocketFixture other = TrackedSocketFixture.listener();
            fixture.to(other, TcpState.LISTEN, 1);
            accept("10.0.0.5");
            fixture.to(other, TcpState.CLOSED, 2);
            fixture.spans.ended(other.get());
            accept("10.0.0.5");

            List<SpanData> accepted = spans("tcp accept");
            assertThat(linked(accepted.get(0))).isEmpty();
            assertThat(linked(accepted.get(1)))
                    .containsExactly(spans("tcp listen").get(0).getSpanId());
        }

        /** As where accept does not give the local address. */
        @Test
        void linksToTheOnlyListenerOfThePortWhereTheAddressIsNotKnown() {
            TrackedSocketFixture listener =
                    TrackedSocketFixture.listener().local(TrackedSocketFixture.endpoint("10.0.0.5", 8080));
            fixture.to(listener, TcpState.LISTEN, 1);
            fixture.to(TrackedSocketFixture.server().local(new Endpoint(null, 8080)), TcpState.ESTABLISHED, 3);

            assertThat(linked(fixture.only("tcp accept")))
                    .containsExactly(fixture.only("tcp listen").getSpanId());
        }

        private void accept(String address) {
            fixture.to(
                    TrackedSocketFixture.server().local(TrackedSocketFixture.endpoint(address, 8080)),
                    TcpState.ESTABLISHED,
                    3);
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
            fixture.to(TrackedSocketFixture.server(), TcpState.ESTABLISHED, 3);

            assertThat(fixture.only("tcp accept").getLinks()).isEmpty();
        }

        @Test
        void tellsTheConnectInTheApplicationsTraceTooAndLinksBothWays() {
            established(client().within(APPLICATION));

            assertThat(fixture.names()).containsExactly("tcp connect", "tcp connect");
            SpanData root = fixture.exported().get(0);
            SpanData mirror = fixture.exported().get(1);
            assertThat(root.getLinks())
                    .extracting(LinkData::getSpanContext)
                    .extracting(SpanContext::getSpanId)
                    .containsExactly(APPLICATION.spanId);
            assertThat(mirror.getTraceId()).isEqualTo(APPLICATION.traceId);
            assertThat(mirror.getParentSpanId()).isEqualTo(APPLICATION.spanId);
            assertThat(mirror.getLinks())
                    .extracting(link -> link.getSpanContext().getSpanId())
                    .containsExactly(root.getSpanId());
            assertTimes(mirror, 0, 3);
        }

        @Test
        void leavesATraceAloneThatTheApplicationDoesNotSample() {
            established(client().within(new ParentSpan(APPLICATION.traceId, APPLICATION.spanId, (byte) 0)));

            assertThat(fixture.names()).containsExactly("tcp connect");
        }
    }

    @Nested
    class Verdicts {
        @Test
        void tellsAVerdictAtOnceAsAnErrorUnderTheRoot() {
            TrackedSocketFixture connection = established(client().openedBy("http-1", LOOKUP));
            fixture.to(connection, TcpState.CLOSE_WAIT, 1000);
            fixture.now = ms(11_000);
            fixture.spans.accused(closeWait(connection, 1000));

            assertThat(fixture.names()).containsExactly("tcp connect", "tcp established", "tcp leak");
            SpanData leak = fixture.only("tcp leak");
            assertThat(leak.getParentSpanId())
                    .isEqualTo(fixture.only("tcp connect").getSpanId());
            assertThat(leak.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(leak.getStatus().getDescription()).isEqualTo("suspected leak: close_wait");
            assertTimes(leak, 1000, 11_000);
            assertThat(leak.getAttributes().get(SockspanAttributes.LEAK_KIND)).isEqualTo("close_wait");
            assertThat(leak.getAttributes().get(SockspanAttributes.LEAK_FINGERPRINT))
                    .isEqualTo("3f9a1c7e");
            assertThat(leak.getAttributes().get(SockspanAttributes.LEAK_COUNT)).isEqualTo(7);
            assertThat(leak.getAttributes().get(SockspanAttributes.LEAK_LIMIT)).isEqualTo(10.0);
            assertThat(leak.getAttributes().get(SockspanAttributes.NETWORK_CONNECTION_STATE))
                    .isEqualTo("close_wait");
            assertThat(leak.getAttributes().get(SockspanAttributes.CODE_STACKTRACE))
                    .contains("Inventory.java:88");
        }

        @Test
        void takesAVerdictBackVisibly() {
            TrackedSocketFixture connection = established(client());
            fixture.to(connection, TcpState.CLOSE_WAIT, 1000);
            fixture.now = ms(11_000);
            fixture.spans.accused(closeWait(connection, 1000));
            SpanData accusation = fixture.only("tcp leak");
            fixture.now = ms(12_000);
            fixture.spans.retracted(closeWait(connection, 1000));
            fixture.spans.retracted(closeWait(connection, 1000));

            assertThat(fixture.names()).containsExactly("tcp connect", "tcp established", "tcp leak", "tcp leak");
            SpanData retraction = fixture.exported().get(3);
            assertThat(retraction.getAttributes().get(SockspanAttributes.LEAK_RETRACTED))
                    .isTrue();
            assertThat(retraction.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(retraction.getLinks())
                    .extracting(link -> link.getSpanContext().getSpanId())
                    .containsExactly(accusation.getSpanId());
            assertTimes(retraction, 12_000, 12_000);
        }

        @Test
        void makesAVerdictTheRootWhereNoPhaseHasEnded() {
            TrackedSocketFixture connection = client();
            fixture.to(connection, TcpState.SYN_SENT, 0);
            fixture.now = ms(10_000);
            fixture.spans.accused(
                    new LeakSpan(LeakKind.CONNECTING, "00000001", connection.get(), 0, ms(10_000), 1, null));
            fixture.to(connection, TcpState.ESTABLISHED, 12_000);
            fixture.to(connection, TcpState.CLOSE_WAIT, 13_000);

            assertThat(fixture.names()).containsExactly("tcp leak", "tcp connect", "tcp established");
            assertThat(fixture.exported().subList(1, 3))
                    .extracting(SpanData::getParentSpanId)
                    .containsOnly(fixture.only("tcp leak").getSpanId());
        }

        @Test
        void tellsADescriptorThatNeverConnected() {
            TrackedSocketFixture connection = TrackedSocketFixture.unconnected();
            fixture.spans.accused(
                    new LeakSpan(LeakKind.NEVER_CONNECTED, "00000002", connection.get(), 0, ms(30_000), 1, null));
            fixture.spans.ended(connection.get());

            assertThat(fixture.names()).containsExactly("tcp leak");
        }

        @Test
        void tellsAVerdictOnNoConnectionInParticular() {
            LeakSpan descriptors = new LeakSpan(
                    LeakKind.DESCRIPTORS, "00000003", null, 0, 0, 1, "4890 of 5000 descriptors are sockets");
            fixture.spans.accused(descriptors);
            fixture.spans.retracted(descriptors);

            assertThat(fixture.names()).containsExactly("tcp leak", "tcp leak");
            assertThat(fixture.exported().get(0).getAttributes().get(SockspanAttributes.LEAK_DETAIL))
                    .startsWith("4890");
            assertThat(fixture.exported().get(1).getParentSpanId())
                    .isEqualTo(fixture.exported().get(0).getSpanId());
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
                tight.spans.ended(connection.get());
            }

            assertThat(tight.names())
                    .containsExactly("tcp connect", "tcp established", "tcp close_wait", "tcp last_ack");
            assertThat(tight.ledger.counts().overBudget).isEqualTo(4);
        }

        @Test
        void leavesAHealthyConnectionOutWhoseCloseNobodyLookedAt() {
            TrackedSocketFixture unasked = client().closedUnasked();
            fixture.to(unasked, TcpState.SYN_SENT, 0);
            fixture.to(unasked, TcpState.ESTABLISHED, 3);
            fixture.to(unasked, TcpState.FIN_WAIT_1, 5);
            fixture.spans.ended(unasked.get());

            assertThat(fixture.names()).isEmpty();
            assertThat(fixture.ledger.counts().overBudget).isEqualTo(3);
        }

        @Test
        void tellsAnAnomalyEvenIfNobodyLookedAtItsClose() {
            TrackedSocketFixture unasked = client().closedUnasked();
            fixture.to(unasked, TcpState.SYN_SENT, 0);
            fixture.to(unasked, TcpState.ESTABLISHED, 3_000);

            assertThat(fixture.names()).containsExactly("tcp connect");
        }

        @Test
        void wantsTheCloseOfATracedConnectionLookedAt() {
            TrackedSocketFixture traced = established(client());

            verify(traced.get()).watchClose();
        }

        @Test
        void tellsAVerdictOnAnUntracedConnectionWithThePhasesBefore() {
            lead(tight, client());
            TrackedSocketFixture untraced = lead(tight, client());
            tight.to(untraced, TcpState.CLOSE_WAIT, 10);
            tight.exporter.reset();
            tight.now = ms(10_010);
            tight.spans.accused(closeWait(untraced, 10));
            tight.to(untraced, TcpState.LAST_ACK, 20_000);
            tight.to(untraced, TcpState.CLOSED, 20_001);
            tight.spans.ended(untraced.get());

            assertThat(tight.names())
                    .containsExactly("tcp connect", "tcp established", "tcp leak", "tcp close_wait", "tcp last_ack");
            assertThat(tight.exported().subList(1, 5))
                    .extracting(SpanData::getParentSpanId)
                    .containsOnly(tight.only("tcp connect").getSpanId());
            assertThat(tight.ledger.counts().overBudget).isZero();
        }

        @Test
        void tellsAResetOfAnUntracedConnectionWithThePhasesBefore() {
            lead(tight, client());
            TrackedSocketFixture untraced = lead(tight, client());
            tight.exporter.reset();
            untraced.resetBy(ResetBy.REMOTE);
            tight.to(untraced, TcpState.CLOSED, 20);

            assertThat(tight.names()).containsExactly("tcp connect", "tcp established");
        }

        @Test
        void takesASlowHandshakeAndAResentSynForAnomalies() {
            lead(tight, client());
            tight.exporter.reset();
            TrackedSocketFixture slow = client();
            tight.to(slow, TcpState.SYN_SENT, 100);
            tight.to(slow, TcpState.ESTABLISHED, 1100);
            TrackedSocketFixture resent = client().synRetransmits(1);
            tight.now = 0;
            tight.to(resent, TcpState.SYN_SENT, 100);
            tight.to(resent, TcpState.ESTABLISHED, 101);

            assertThat(tight.names()).containsExactly("tcp connect", "tcp connect");
            assertThat(tight.exported().get(1).getAttributes().get(SockspanAttributes.SYN_RETRANSMITS))
                    .isEqualTo(1);
        }

        @Test
        void limitsAnomaliesAsWellAndCountsWhatIsLeftOut() {
            for (int i = 0; i < 5; i++) {
                TrackedSocketFixture refused = client().error("connection_refused");
                tight.to(refused, TcpState.SYN_SENT, 1);
                tight.to(refused, TcpState.CLOSED, 2);
                tight.spans.connectFailed(refused.get());
                tight.spans.ended(refused.get());
            }

            assertThat(tight.names()).hasSize(2);
            assertThat(tight.ledger.counts().overBudget).isEqualTo(3);
        }

        @Test
        void leavesOutWhatTheUsersSamplerLeavesOut() {
            SpanFixture off = new SpanFixture(10, 10, Sampler.alwaysOff());
            TrackedSocketFixture connection = lead(off, client());
            off.to(connection, TcpState.CLOSE_WAIT, 10);
            off.spans.accused(closeWait(connection, 10));
            off.spans.ended(connection.get());

            assertThat(off.names()).isEmpty();
            assertThat(off.ledger.counts().emitted).isZero();
            assertThat(off.ledger.counts().overBudget).isZero();
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

    private static LeakSpan closeWait(TrackedSocketFixture connection, long since) {
        return new LeakSpan(LeakKind.CLOSE_WAIT, "3f9a1c7e", connection.get(), ms(since), ms(10_000), 7, null);
    }

    private static void assertTimes(SpanData span, long start, long end) {
        assertThat(span.getStartEpochNanos()).isEqualTo(epochMs(start));
        assertThat(span.getEndEpochNanos()).isEqualTo(epochMs(end));
    }
}
