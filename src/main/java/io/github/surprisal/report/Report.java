package io.github.surprisal.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.github.surprisal.metric.MetricReader;

/** The report room's one door: the page of a run. */
public final class Report {
    /** What the page is called beside the datasets. */
    public static final String NAME = "report.html";

    /** Templates become classes of this room when the program is built. */
    private static final String ROOM = Report.class.getPackageName();

    private Report() {}

    /**
     * A run as one page of HTML that needs nothing else: read from what the run has written, and from no table.
     *
     * @throws io.github.surprisal.table.UserException if there is no such run
     */
    public static String of(MetricReader metrics, String runId) {
        TemplateEngine templates =
                TemplateEngine.createPrecompiled(null, ContentType.Html, Report.class.getClassLoader(), ROOM);
        StringOutput page = new StringOutput();
        templates.render("page.jte", Page.of(metrics, runId, Assets.load()), page);
        return page.toString();
    }
}
