package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The SSH engine: signs public keys, and gives passwords that let somebody log in to one host once. */
final class SshBackend implements Backend {
    private static final List<String> TIMES = List.of("ttl", "max_ttl");

    private record OneTimePassword(String role, String ip, String user) {}

    private final Map<String, Fields> roles = new TreeMap<>();
    private final Map<String, OneTimePassword> passwords = new TreeMap<>();
    private final String mount = Ids.mount("ssh");
    private final String issuer = UUID.randomUUID().toString();
    private final Leases leases;
    private final Present present;
    private Optional<SshAuthority> authority = Optional.empty();

    SshBackend(Leases leases, Present present) {
        this.leases = leases;
        this.present = present;
    }

    @Override
    public boolean exists(String path) {
        return !path.matches("roles/[^/]+") || roles.containsKey(path.substring("roles/".length()));
    }

    @Override
    public Optional<Outcome> answer(Ask ask) {
        if (ask.path().equals("config/ca")) {
            return Optional.of(authority(ask));
        }
        if (ask.is(Ask.Verb.WRITE, "verify")) {
            return Optional.of(verify(ask.body().text("otp")));
        }
        if (ask.is(Ask.Verb.LIST, "roles")) {
            return Optional.of(Outcome.keys(List.copyOf(roles.keySet())));
        }
        Optional<String> role = ask.after("roles/");
        if (role.isPresent()) {
            return Optional.of(role(ask, role.get()));
        }
        if (ask.verb() != Ask.Verb.WRITE) {
            return Optional.empty();
        }
        return ask.after("sign/")
                .map(name -> sign(ask, name))
                .or(() -> ask.after("creds/").map(name -> oneTimePassword(ask, name)));
    }

    private Outcome authority(Ask ask) {
        if (ask.verb() == Ask.Verb.WRITE) {
            authority = Optional.of(new SshAuthority());
        }
        ObjectNode data = Fields.object();
        data.put("issuer_id", issuer);
        data.put("issuer_name", "");
        data.put(
                "public_key",
                authority
                                .orElseThrow(() -> Refusal.of(400, "keys haven't been configured yet"))
                                .publicLine() + "\n");
        return Outcome.data(data);
    }

    private Outcome role(Ask ask, String name) {
        switch (ask.verb()) {
            case WRITE -> roles.merge(name, ask.body(), Fields::changedBy);
            case DELETE -> roles.remove(name);
            default -> {
                return Outcome.data(shown(Optional.ofNullable(roles.get(name)).orElseThrow(Refusal::nothingThere)));
            }
        }
        return Outcome.DONE;
    }

    private Outcome sign(Ask ask, String name) {
        Fields role = Optional.ofNullable(roles.get(name)).orElseThrow(() -> Refusal.of(400, "Unknown role: " + name));
        if (!role.text("key_type").equals("ca") || !role.flag("allow_user_certificates", false)) {
            throw Refusal.of(400, "cert_type 'user' is not allowed by role");
        }
        byte[] key = SshAuthority.keyIn(ask.body().text("public_key"))
                .orElseThrow(() -> Refusal.of(400, "failed to parse public_key as SSH key: ssh: short read"));
        String principals =
                ask.body().has("valid_principals") ? ask.body().text("valid_principals") : role.text("default_user");
        for (String principal : principals.split(",", -1)) {
            if (!mayBe(role, principal)) {
                throw Refusal.of(400, principal + " is not a valid value for valid_principals");
            }
        }
        Duration most = role.ttl("max_ttl").isZero() ? Ttl.SYSTEM_MAX : role.ttl("max_ttl");
        Duration ttl =
                ask.body().ttl("ttl").isZero() ? role.ttl("ttl") : ask.body().ttl("ttl");
        if (ttl.compareTo(most) > 0) {
            throw Refusal.of(400, "ttl is larger than maximum allowed " + most.toSeconds());
        }
        SshAuthority signer = authority.orElseThrow(() -> Refusal.of(400, "keys haven't been configured yet"));
        SshAuthority.Signed signed = signer.sign(
                key,
                "vault-" + ask.knownCaller().terms.displayName(),
                List.of(principals.split(",", -1)),
                role.map("default_extensions").keySet(),
                present.now(),
                ttl.isZero() ? most : ttl);
        ObjectNode data = Fields.object();
        data.put("issuer_id", issuer);
        data.put("serial_number", signed.serial());
        data.put("signed_key", signed.line() + "\n");
        return Outcome.data(data);
    }

    private Outcome oneTimePassword(Ask ask, String name) {
        Fields role = Optional.ofNullable(roles.get(name))
                .orElseThrow(() -> Refusal.of(400, "Role \"" + name + "\" not found"));
        String ip = ask.body().text("ip");
        String user = ask.body().has("username") ? ask.body().text("username") : role.text("default_user");
        if (!mayBe(role, user)) {
            throw Refusal.of(400, "Username has to be either in allowed users list or has to be a default username");
        }
        if (role.texts("cidr_list").stream().noneMatch(range -> isWithin(ip, range))) {
            throw Refusal.of(400, "Error validating IP: IP does not belong to role");
        }
        String key = UUID.randomUUID().toString();
        passwords.put(key, new OneTimePassword(name, ip, user));
        Lease lease = leases.register(
                new Lease.Terms(ask.fullPath(), mount, ask.knownCaller(), Ttl.SYSTEM_MAX, Ttl.SYSTEM_MAX, false),
                new Unused(key),
                present.now());
        ObjectNode data = Fields.object();
        data.put("ip", ip);
        data.put("key", key);
        data.put("key_type", "otp");
        data.put("port", 22);
        data.put("username", user);
        return new Outcome.Envelope(lease.id, false, Ttl.SYSTEM_MAX, data, null, List.of());
    }

    /** What a host asks when somebody logs in; a password is good once. */
    private Outcome verify(String key) {
        OneTimePassword password =
                Optional.ofNullable(passwords.remove(key)).orElseThrow(() -> Refusal.of(400, "OTP not found"));
        ObjectNode data = Fields.object();
        data.put("ip", password.ip());
        data.put("role_name", password.role());
        data.put("username", password.user());
        return Outcome.data(data);
    }

    private static boolean mayBe(Fields role, String user) {
        return user.equals(role.text("default_user"))
                || role.texts("allowed_users").contains(user)
                || role.texts("allowed_users").contains("*");
    }

    private static boolean isWithin(String ip, String range) {
        String[] parts = range.split("/", 2);
        if (!ip.matches("[0-9.]+") || !parts[0].matches("[0-9.]+") || parts.length < 2) {
            return range.equals(ip);
        }
        int bits = Integer.parseInt(parts[1]);
        return bits == 0 || number(ip) >>> (32 - bits) == number(parts[0]) >>> (32 - bits);
    }

    private static long number(String ip) {
        return Arrays.stream(ip.split("\\.", -1)).mapToLong(Long::parseLong).reduce(0, (all, part) -> all << 8 | part);
    }

    /** A password that nobody has used yet. */
    private final class Unused implements Lease.Thing {
        private final String key;

        Unused(String key) {
            this.key = key;
        }

        @Override
        public void prolong(Instant until) {
            throw new Lease.Failed("lease is not renewable");
        }

        @Override
        public void revoke() {
            passwords.remove(key);
        }
    }

    private static ObjectNode shown(Fields role) {
        ObjectNode data = Fields.object();
        data.put("allowed_users", role.text("allowed_users"));
        data.put("default_user", role.text("default_user"));
        data.put("key_type", role.text("key_type"));
        if (role.text("key_type").equals("otp")) {
            data.put("cidr_list", role.text("cidr_list"));
            data.put("exclude_cidr_list", "");
            data.put("port", 22);
            return data;
        }
        data.put("allow_user_certificates", role.flag("allow_user_certificates", false));
        data.set("allowed_user_key_lengths", orEmpty(role.json().path("allowed_user_key_lengths")));
        data.set("default_extensions", orEmpty(role.json().path("default_extensions")));
        TIMES.forEach(time -> data.put(time, role.ttl(time).toSeconds()));
        return data;
    }

    private static JsonNode orEmpty(JsonNode node) {
        return node.isObject() ? node : Fields.object();
    }
}
