package dev.breakglass.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.sandbox.slack.Workspace;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox's page as a newcomer uses it. Photographs are in target/browser. */
@Tag("browser")
class BrowserTest {
    private static final Path PHOTOGRAPHS = Path.of("target", "browser");

    private int steps;

    @Test
    void the_whole_story_can_be_clicked(@TempDir Path directory) {
        try (Sandbox sandbox = SandboxMain.furnished(directory.resolve("sandbox"), 0);
                Browser browser = new Browser(directory.resolve("browser"))) {
            browser.open(URI.create(sandbox.world().slack.url() + "/"));
            aliceAsks(browser);
            bobApproves(browser);
            aliceConnects(browser);
            timeEndsIt(browser);
            assertThat(sandbox.world().vault.liveLeases()).isEmpty();
        }
    }

    private void aliceAsks(Browser browser) {
        browser.click("user-alice");
        browser.click("channel-" + World.INCIDENT);
        browser.type("composer", "/breakglass");
        photograph(browser, "the-command");
        browser.click("send");
        browser.type("field-duration-duration", "30");
        browser.click("modal-submit");
        browser.sees("error-reason", "");
        photograph(browser, "what-is-missing");
        browser.type("field-reason-reason", "checkout is down, orders are stuck");
        browser.type("field-incident-incident", Workspace.channelId(World.INCIDENT));
        photograph(browser, "the-form");
        browser.click("modal-submit");
        browser.sees("modal", "orders-db");
        photograph(browser, "asked");
        browser.click("modal-cancel");
        browser.seesNo("modal");
    }

    private void bobApproves(Browser browser) {
        browser.click("user-bob");
        browser.click("channel-" + World.CARDS);
        browser.sees("messages", "checkout is down");
        photograph(browser, "the-card");
        browser.click("button-approve");
        photograph(browser, "the-question");
        browser.click("confirm-yes-approve");
        browser.seesNo("button-approve");
        browser.sees("panel-boundary", "Alice (u_");
        photograph(browser, "approved");
    }

    private void aliceConnects(Browser browser) {
        browser.click("user-alice");
        browser.click("channel-dm");
        browser.sees("messages", "boundary connect");
        browser.sees("messages", "vault unwrap");
        browser.click("action-alice-opens-a-session");
        browser.sees("panel-boundary", "s_");
        photograph(browser, "connected");
    }

    private void timeEndsIt(Browser browser) {
        for (int moves = 0; moves < 5; moves++) {
            browser.click("action-move-time-5-minutes-on");
        }
        browser.sees("messages", "Ending soon");
        photograph(browser, "the-warning");
        browser.click("action-move-time-5-minutes-on");
        browser.click("action-move-time-1-minute-on");
        browser.sees("messages", "read back empty");
        browser.click("action-move-time-1-minute-on");
        browser.sees("messages", "Boundary sessions: gone");
        browser.sees("panel-boundary", "open sessions: none");
        photograph(browser, "ended");
        assertThat(browser.textOf("panel-boundary")).doesNotContain("u_");
        browser.click("channel-" + World.INCIDENT);
        photograph(browser, "the-trail");
    }

    private void photograph(Browser browser, String name) {
        steps++;
        browser.photograph(PHOTOGRAPHS.resolve("%02d-%s.png".formatted(steps, name)));
    }
}
