package dev.breakglass.slack.view;

import com.slack.api.model.block.LayoutBlock;
import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.Terms;
import java.util.List;

/**
 * What to run, from the wrapping token to being connected, for each kind of credential: first with the vault command,
 * then without it.
 */
final class HowToUse implements CredentialKind.Cases<List<LayoutBlock>> {
    private final String connect;
    private final Terms.CredentialTerms terms;
    private final UnwrapCommand unwrap;

    private HowToUse(String connect, Terms.CredentialTerms terms, UnwrapCommand unwrap) {
        this.connect = connect;
        this.terms = terms;
        this.unwrap = unwrap;
    }

    static List<LayoutBlock> of(Terms target, Terms.CredentialTerms credential, UnwrapCommand unwrap) {
        return credential.kind().match(new HowToUse(target.connect(), credential, unwrap));
    }

    @Override
    public List<LayoutBlock> database(CredentialKind.Database kind) {
        return steps(
                unwrap.all(),
                unwrap.allByCurl(),
                "Then connect, and log in with the username and password it printed:");
    }

    @Override
    public List<LayoutBlock> sshCertificate(CredentialKind.SshCertificate kind) {
        return steps(
                saved(unwrap.field("identity")),
                saved("printf '%b' \"$(" + unwrap.fieldByCurl("identity") + ")\""),
                "That saves an SSH key for the user `" + kind.user() + "` as `" + terms.keyFile()
                        + "`, and its certificate beside it. Then connect:");
    }

    @Override
    public List<LayoutBlock> sshOneTimePassword(CredentialKind.SshOneTimePassword kind) {
        return steps(
                unwrap.field("key"),
                unwrap.fieldByCurl("key"),
                "Then connect as `" + kind.user() + "` to " + kind.ip()
                        + ", and give what it printed as the password. It works for one login:");
    }

    @Override
    public List<LayoutBlock> token(CredentialKind.Token kind) {
        return steps(
                exported(unwrap.field("token")),
                exported(unwrap.fieldByCurl("token")),
                "From then on the vault commands of that shell use the emergency token. Then:");
    }

    @Override
    public List<LayoutBlock> lease(CredentialKind.Lease kind) {
        return steps(unwrap.all(), unwrap.allByCurl(), "Then connect, and log in with what it printed:");
    }

    @Override
    public List<LayoutBlock> staticSecret(CredentialKind.StaticSecret kind) {
        return steps(
                unwrap.all(),
                unwrap.allByCurl(),
                "Then connect, and log in with what it printed. It is a secret that stands still, so it has to be changed"
                        + " when you are done:");
    }

    private List<LayoutBlock> steps(String command, String byCurl, String then) {
        return List.of(
                Parts.code(command),
                Parts.section("Without the vault command:"),
                Parts.code(byCurl),
                Parts.section(then),
                Parts.code(connect));
    }

    /** The last line of what was wrapped is the certificate; ssh looks for it beside the key, and reads the key up to it. */
    private String saved(String printing) {
        String file = terms.keyFile();
        return "rm -f " + file + " " + file + "-cert.pub; (umask 077; " + printing + " > " + file + ") && tail -n 1 "
                + file + " > " + file + "-cert.pub";
    }

    private String exported(String printing) {
        return "BREAKGLASS_TOKEN=$(" + printing + ") && [ -n \"$BREAKGLASS_TOKEN\" ] && export " + unwrap.address()
                + " VAULT_TOKEN=\"$BREAKGLASS_TOKEN\"";
    }
}
