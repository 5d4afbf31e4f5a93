package dev.breakglass.app.config;

import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.Person;
import dev.breakglass.access.Terms;
import dev.breakglass.access.Terms.AccountTerms;
import dev.breakglass.access.Terms.CredentialTerms;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * What approvals bind to: a hash of everything that a target opens, of its rule, and of who its approvers are. Who may
 * ask is left out, so that a new colleague on call does not void what was approved.
 */
final class TermsDigest {
    private static final int BYTES = 16;

    private final StringBuilder text = new StringBuilder();

    private TermsDigest() {}

    /** The same terms with their digest. */
    static Terms added(Terms terms, Collection<Duration> durations, Collection<Person> approvers, boolean byEmail) {
        TermsDigest digest = new TermsDigest();
        digest.terms(terms);
        durations.stream().sorted().forEach(duration -> digest.line("duration", duration));
        approvers.stream()
                .sorted(Comparator.comparing(person -> person.id().value()))
                .forEach(digest::approver);
        // As with the measures: written only where it is not as it was before there was a choice.
        if (byEmail) {
            digest.line("approvers by e-mail", true);
        }
        return new Terms(
                terms.target(),
                terms.description(),
                terms.risk(),
                terms.project(),
                terms.boundaryTarget(),
                terms.slots(),
                terms.credentials(),
                terms.connect(),
                terms.approvalsNeeded(),
                terms.longest(),
                terms.channel(),
                terms.measures(),
                terms.accounts(),
                digest.hash());
    }

    private void terms(Terms terms) {
        line("target", terms.target());
        line("description", terms.description());
        line("risk", terms.risk());
        line("project", terms.project());
        line("boundary target", terms.boundaryTarget());
        lines("slot", terms.slots());
        terms.credentials().forEach(this::credential);
        terms.accounts().forEach(this::account);
        line("connect", terms.connect());
        line("approvals needed", terms.approvalsNeeded());
        line("longest", terms.longest());
        line("channel", terms.channel());
        // Written only where it is not as it was before there was a choice, so that approvals outlive an upgrade.
        if (terms.measures().endIfIntercepted()) {
            line("ends if intercepted", true);
        }
        if (terms.measures().hardKill()) {
            line("hard kill", true);
        }
    }

    private void credential(CredentialTerms credential) {
        line("credential", credential.name());
        List<Object> last = credential.kind().match(new KindLines());
        line("token role", credential.tokenRole());
        lines("policy", credential.policies());
        lines("default ttl", last);
    }

    /**
     * Writes what is particular to a kind, and gives the default time to live, which comes later. The order and the missing
     * kind of a database are as they were before there were others: a new version must not void what was approved.
     */
    private final class KindLines implements CredentialKind.Cases<List<Object>> {
        @Override
        public List<Object> database(CredentialKind.Database kind) {
            line("path", kind.path());
            return List.of(kind.defaultTtl());
        }

        @Override
        public List<Object> sshCertificate(CredentialKind.SshCertificate kind) {
            line("kind", kind.word());
            line("path", kind.path());
            line("user", kind.user());
            return List.of();
        }

        @Override
        public List<Object> sshOneTimePassword(CredentialKind.SshOneTimePassword kind) {
            line("kind", kind.word());
            line("path", kind.path());
            line("ip", kind.ip());
            line("user", kind.user());
            return List.of(kind.defaultTtl());
        }

        @Override
        public List<Object> token(CredentialKind.Token kind) {
            line("kind", kind.word());
            return List.of();
        }

        @Override
        public List<Object> lease(CredentialKind.Lease kind) {
            line("kind", kind.word());
            line("path", kind.path());
            lines("parameter", List.copyOf(new TreeMap<>(kind.parameters()).entrySet()));
            return List.of(kind.defaultTtl());
        }

        @Override
        public List<Object> staticSecret(CredentialKind.StaticSecret kind) {
            line("kind", kind.word());
            line("path", kind.path());
            return List.of();
        }
    }

    private void account(AccountTerms account) {
        line("account", account.id());
        line("user", account.user());
        line("auth method", account.authMethod());
        line("login name", account.loginName());
    }

    private void approver(Person person) {
        line("approver", person.id());
        lines("slack", person.slack().stream().map(Object::toString).sorted().toList());
    }

    private void lines(String name, List<?> values) {
        values.forEach(value -> line(name, value));
    }

    /** The length stands before the value, so that no value can pass for the end of its line. */
    private void line(String name, Object value) {
        String written = value.toString();
        text.append(name)
                .append(' ')
                .append(written.length())
                .append(' ')
                .append(written)
                .append('\n');
    }

    private String hash() {
        try {
            byte[] all =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(all, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
