package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The JWT login: tokens signed with RS256 by one of the public keys of its configuration. */
final class JwtBackend implements Backend {
    private static final String INVALID = "error validating token: ";

    private final LoginRoles roles = new LoginRoles();
    private final LoginTokens login;
    private final Present present;
    private Fields config = Fields.none();

    JwtBackend(Tokens tokens, Present present) {
        this.login = new LoginTokens(tokens, present);
        this.present = present;
    }

    @Override
    public boolean exists(String path) {
        return roles.exists(path);
    }

    @Override
    public Optional<Outcome> answer(Ask ask) {
        if (ask.is(Ask.Verb.WRITE, "config")) {
            config = config.changedBy(ask.body());
            return Optional.of(Outcome.DONE);
        }
        return ask.is(Ask.Verb.WRITE, "login") ? Optional.of(login(ask)) : roles.answer(ask);
    }

    private Outcome login(Ask ask) {
        String name = ask.body().text("role");
        Fields role = roles.find(name).orElseThrow(() -> Refusal.of(400, "role \"" + name + "\" could not be found"));
        JsonNode claims = claims(ask.body().text("jwt"));
        if (!present.now().isBefore(Instant.ofEpochSecond(claims.path("exp").asLong()))) {
            throw invalid("invalid expiration time (exp) claim: token is expired");
        }
        String subject = claims.path("sub").asText();
        if (role.has("bound_subject") && !role.text("bound_subject").equals(subject)) {
            throw invalid("invalid subject (sub) claim");
        }
        if (!role.texts("bound_audiences").contains(claims.path("aud").asText())) {
            throw invalid("invalid audience (aud) claim: audience claim does not match any expected audience");
        }
        String entity =
                UUID.nameUUIDFromBytes(subject.getBytes(StandardCharsets.UTF_8)).toString();
        return login.grant(ask, "jwt-" + subject, () -> roles.find(name).orElse(role), Map.of("role", name), entity);
    }

    private JsonNode claims(String jwt) {
        List<String> parts = List.of(jwt.split("\\.", -1));
        if (parts.size() != 3) {
            throw invalid("error verifying token signature: go-jose/go-jose: compact JWS format must have three parts");
        }
        byte[] signed = (parts.get(0) + "." + parts.get(1)).getBytes(StandardCharsets.UTF_8);
        byte[] signature = Base64.getUrlDecoder().decode(parts.get(2));
        if (config.statements("jwt_validation_pubkeys").stream().noneMatch(key -> verifies(key, signed, signature))) {
            throw invalid("error verifying token signature: no known key successfully validated the token signature");
        }
        return Fields.parse(new String(Base64.getUrlDecoder().decode(parts.get(1)), StandardCharsets.UTF_8))
                .json();
    }

    private static boolean verifies(String pem, byte[] signed, byte[] signature) {
        try {
            byte[] key = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
            Signature check = Signature.getInstance("SHA256withRSA");
            check.initVerify(KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(key)));
            check.update(signed);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Refusal invalid(String why) {
        return Refusal.of(400, INVALID + why);
    }
}
