package io.github.surprisal.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.surprisal.table.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Groups that were never counted are bounded, in a task and where tasks come together. */
class UnseenTest {
    private static final int MOST = 1 << 20;

    @Test
    void groupsAreBounded() {
        Unseen some = filled(0, MOST);
        assertThat(some.groups()).hasSize(MOST);
        assertThatThrownBy(() -> some.add(1, List.of("one more")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("found more than 1048576 groups in the test table");
        assertThatThrownBy(() -> filled(0, MOST / 2 + 1).merge(filled(MOST / 2 + 1, MOST + 1)))
                .isInstanceOf(UserException.class);
    }

    @Test
    void theFeaturesOfMostRowsAreNamed() {
        Unseen some = new Unseen();
        Unseen others = new Unseen();
        for (int i = 0; i < 7; i++) {
            some.addValues("f" + i, i);
            others.addValues("f" + (i + 1), 2);
        }
        assertThat(some.merge(others).warnings("y"))
                .containsExactly(
                        "Test table: what is not among the training table's values adds nothing to a margin: 'f6' in"
                                + " 8 rows, 'f5' in 7 rows, 'f4' in 6 rows, 'f3' in 5 rows, 'f2' in 4 rows, and 2 more features");
    }

    private static Unseen filled(int from, int to) {
        Unseen unseen = new Unseen();
        for (int i = from; i < to; i++) {
            unseen.add(0, List.of(Integer.toString(i)));
        }
        return unseen;
    }
}
