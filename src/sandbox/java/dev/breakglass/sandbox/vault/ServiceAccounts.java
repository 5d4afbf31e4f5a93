package dev.breakglass.sandbox.vault;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What a Kubernetes cluster says of the tokens of its service accounts. */
public final class ServiceAccounts {
    private final Map<String, Account> byToken = new ConcurrentHashMap<>();

    record Account(String namespace, String name) {}

    /** Gives a token to an account; every other token of it is dead. */
    public void issue(String token, String namespace, String name) {
        Account account = new Account(namespace, name);
        byToken.values().removeIf(account::equals);
        byToken.put(token, account);
    }

    Optional<Account> of(String token) {
        return Optional.ofNullable(byToken.get(token));
    }
}
