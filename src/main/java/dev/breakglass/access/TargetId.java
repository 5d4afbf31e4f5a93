package dev.breakglass.access;

/** The name under which the policy offers a target. */
public record TargetId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
