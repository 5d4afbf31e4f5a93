package dev.breakglass.access;

/** The subject of one human being, whatever accounts they use; approvals are counted by it. */
public record PersonId(String value) {
    /** Whether this address is the subject; only in ASCII, because other letters can turn into these in another case. */
    boolean isAddress(String email) {
        return email.chars().allMatch(letter -> letter < 128) && value.equalsIgnoreCase(email.strip());
    }

    @Override
    public String toString() {
        return value;
    }
}
