package dev.breakglass.broken.access;

import dev.breakglass.broken.flow.KnowsSlack;

/** A rule that looks up; with the flow below it that is a cycle, too. */
public record KnowsFlow(KnowsSlack flow) {}
