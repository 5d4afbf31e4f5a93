package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Handles;

/** Looks at the sessions of one Boundary project, with as few calls as it can. */
public interface SessionWatch {
    /** One look; answers for every request of the project. */
    Look look(String project);

    /** What one look showed. */
    interface Look {
        /** The sessions of one grant, those known before included. */
        Handles.Sessions of(AccessRequest request);
    }
}
