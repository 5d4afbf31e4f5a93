package dev.breakglass.contract;

/** What every part of Boundary's suite works with; whoever runs a part says which server that is. */
interface OnBoundary {
    BoundaryUnderTest server();

    BoundaryStage stage();
}
