package dev.breakglass.access;

import dev.breakglass.access.Holding.Kind;
import java.time.Instant;
import java.util.Optional;

/**
 * Gathers what could be done now and chooses one act; least tried first, so that one system that is down never delays the
 * others.
 */
final class Plan {
    private final Instant now;
    private Instant wait;
    private Optional<Act> chosen = Optional.empty();
    private int chosenTries = Integer.MAX_VALUE;

    Plan(Instant now, Instant latest) {
        this.now = now;
        this.wait = latest;
    }

    void makeAt(Instant then, Kind kind, String name, int attempt) {
        if (then.isAfter(now)) {
            waitFor(then);
        } else {
            choose(new Act(Act.Verb.MAKE, kind, name, attempt), 0);
        }
    }

    void consider(Act.Verb verb, Holding holding) {
        if (holding.due(now)) {
            choose(new Act(verb, holding.kind(), holding.name(), holding.attempt()), holding.tries());
        } else if (holding.nextTry() != null) {
            waitFor(holding.nextTry());
        }
    }

    private void waitFor(Instant then) {
        if (then.isBefore(wait)) {
            wait = then;
        }
    }

    private void choose(Act act, int tries) {
        if (tries < chosenTries) {
            chosen = Optional.of(act);
            chosenTries = tries;
        }
    }

    Next best() {
        return chosen.<Next>map(Next.Do::new).orElseGet(() -> new Next.Wait(wait));
    }
}
