package dev.breakglass.access;

/** The person who asked, as they were bound at that moment: an ending uses this and never the people file of later. */
public record Requester(PersonId id, String name, SlackUser slack, String boundaryUser) {}
