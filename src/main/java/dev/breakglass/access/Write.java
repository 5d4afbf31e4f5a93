package dev.breakglass.access;

/** The only way to write a request: a {@link Change} or a {@link Note}. Both raise its version by one. */
public sealed interface Write permits Change, Note {
    AccessRequest before();

    AccessRequest after();
}
