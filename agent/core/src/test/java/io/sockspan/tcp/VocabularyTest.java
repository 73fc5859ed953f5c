package io.sockspan.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers of the kernel and the names of the conventions. */
class VocabularyTest {
    @ParameterizedTest
    @CsvSource({
        "1, established", "2, syn_sent", "3, syn_received", "4, fin_wait_1", "5, fin_wait_2", "6, time_wait",
        "7, closed", "8, close_wait", "9, last_ack", "10, listen", "11, closing", "12, syn_received"
    })
    void theKernelsNumbersHaveTheConventionsNames(int number, String name) {
        assertThat(TcpState.ofKernel(number).semconv()).isEqualTo(name);
    }

    @ParameterizedTest
    @EnumSource
    void everyStateIsFoundByItsNumber(TcpState state) {
        assertThat(TcpState.ofKernel(state.kernelNumber())).isEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 13, 255})
    void otherNumbersAreNoState(int number) {
        assertThat(TcpState.ofKernel(number)).isNull();
    }

    @Test
    void aWordIsReadFromItsLowestByte() {
        int tcpInfo = 0xff_06_00_02;

        assertThat(TcpInfo.state(tcpInfo)).isEqualTo(TcpState.SYN_SENT);
        assertThat(TcpInfo.retransmits(tcpInfo)).isEqualTo(6);
        assertThat(TcpInfo.probes(tcpInfo)).isEqualTo(255);
    }

    @Test
    void noWordIsNoState() {
        assertThat(TcpInfo.state(TcpInfo.NONE)).isNull();
    }

    @Test
    void anIntervalDoesNotEndBeforeItBegins() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Transition(TcpState.CLOSED, TcpState.LISTEN, 2, 1, Evidence.CALL));
    }
}
