package io.github.surprisal.select;

import io.github.surprisal.select.criterion.PairTerms;
import java.util.List;

/** Where pair terms come from: counts of coded rows, in as few passes as there are calls. */
interface PairSource {
    /**
     * What is asked of one group of rows.
     *
     * @param group of which rows
     * @param others the columns Z; each a list of columns that count as one, which may be empty
     * @param candidates the columns X
     */
    record Ask(int group, List<List<Integer>> others, List<Integer> candidates) {}

    /** The terms in nats, of each question by column Z and by candidate, all in one pass. */
    List<PairTerms[][]> terms(List<Ask> asks);
}
