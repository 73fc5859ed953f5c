package io.sockspan.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QuestionTest {
    @Test
    void isReadAsItWasWritten() {
        String text = new Question("sockets")
                .with("port", 80)
                .with("ids", "3,1")
                .with("json", true)
                .with("units", "seconds,DAYS")
                .with("suspects", false)
                .with("sort", null)
                .toString();

        Question read = Question.parse(text);

        assertThat(read.name()).isEqualTo("sockets");
        assertThat(read.number("port", -1)).isEqualTo(80);
        assertThat(read.numbers("ids")).containsExactly(1L, 3L);
        assertThat(read.isTrue("json")).isTrue();
        assertThat(read.constants("units", TimeUnit.class)).containsExactly(TimeUnit.SECONDS, TimeUnit.DAYS);
        assertThat(read.has("suspects") || read.has("sort")).isFalse();
        assertThat(read.number("from", -1)).isEqualTo(-1);
        assertThat(read).hasToString(text);
    }

    @Test
    void refusesWhatWouldBeReadAsSomethingElse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Question("socket").with("id", "1\njson=true"))
                .withMessageContaining("id");
        assertThatIllegalArgumentException().isThrownBy(() -> Question.parse("socket\nid"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Question.parse("socket\nid=x").number("id", 0));
    }
}
