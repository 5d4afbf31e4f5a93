package dev.breakglass.sandbox.boundary;

/** Somebody who logged in to the fake; their token is what the official client would hold. */
public record Person(String userId, String accountId, String tokenId, String token) {
    @Override
    public String toString() {
        return "Person[" + userId + ", " + tokenId + "]";
    }
}
