package dev.breakglass.slack.view;

/**
 * Vault as the requester reaches it.
 *
 * @param addr without a slash at the end
 * @param namespace blank for the root namespace
 */
public record VaultAddress(String addr, String namespace) {}
