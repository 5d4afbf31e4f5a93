package dev.breakglass.broken.access;

import java.io.File;

/** A rule with output. */
public record WritesAFile(File file) {}
