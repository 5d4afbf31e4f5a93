package dev.breakglass.access;

/** The subject of one human being, whatever accounts they use; approvals are counted by it. */
public record PersonId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
