package dev.breakglass.access;

/** A password account in Boundary ({@code acctpw_…}) that is kept for emergencies. */
public record AccountId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
