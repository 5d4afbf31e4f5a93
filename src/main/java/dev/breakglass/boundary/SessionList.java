package dev.breakglass.boundary;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every page of one list of sessions. Terminated sessions are in neither part: they just vanish.
 *
 * @param sessions by id
 * @param token asks for what changed since; an empty list comes without one
 */
record SessionList(Map<String, Session> sessions, Set<String> removed, Optional<String> token) {
    SessionList {
        sessions = Map.copyOf(sessions);
        removed = Set.copyOf(removed);
    }
}
