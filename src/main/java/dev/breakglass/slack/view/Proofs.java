package dev.breakglass.slack.view;

import com.slack.api.model.block.LayoutBlock;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Holding;
import dev.breakglass.access.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says, item by item, what is proved gone and what is not yet. */
final class Proofs {
    private static final int ITEMS = 15;
    private static final int ITEM = 400;

    private Proofs() {}

    /** One paragraph for each thing that the request held. */
    static List<LayoutBlock> of(AccessRequest request) {
        List<LayoutBlock> items = new ArrayList<>();
        request.holdings().stream()
                .limit(ITEMS)
                .map(holding -> item(request, holding))
                .map(Parts::section)
                .forEach(items::add);
        int more = request.holdings().size() - ITEMS;
        if (more > 0) {
            items.add(Parts.context("… and " + more + " more; the record has them all."));
        }
        if (items.isEmpty()) {
            items.add(Parts.section("✅ Nothing was ever opened."));
        }
        return items;
    }

    private static String item(AccessRequest request, Holding holding) {
        String name = "*" + name(holding) + "*: ";
        Optional<Proof> proof = holding.proofIfGone();
        return proof.map(gone -> "✅ " + name + how(gone) + " " + Text.mrkdwn(gone.says(), ITEM))
                .orElseGet(() -> "⏳ " + name + waitsFor(request, holding));
    }

    private static String waitsFor(AccessRequest request, Holding holding) {
        if (request.awaitsRotation(holding)) {
            return "a static secret that was handed over and cannot be taken back. *Change it where it is valid*; then an"
                    + " approver confirms that on the card.";
        }
        if (holding.handles() instanceof Handles.Credential credential
                && credential.mayHaveBeenSeen()
                && credential.end() != null
                && request.credentialTerms(holding.name()).kind() instanceof CredentialKind.SshCertificate) {
            return "certificate valid until " + Times.local(credential.end()) + "; nobody can take it back.";
        }
        return "not proved gone yet";
    }

    private static String how(Proof proof) {
        return switch (proof.kind()) {
            case NEVER_HELD -> "never opened.";
            case READ_BACK -> "gone, read back " + Times.local(proof.at()) + ".";
            case CONFIRMED -> "of no use any more, confirmed " + Times.local(proof.at()) + ".";
            case ENDED_BY_ITSELF -> "cannot be read back; it ended by itself by " + Times.local(proof.at()) + ".";
        };
    }

    static String name(Holding holding) {
        return switch (holding.kind()) {
            case SLOT -> "Emergency role in Boundary";
            case SESSIONS -> "Boundary sessions";
            case ACCOUNT ->
                "Emergency account in Boundary" + (holding.attempt() > 1 ? " (attempt " + holding.attempt() + ")" : "");
            case CREDENTIAL ->
                "Credential " + Text.mrkdwn(holding.name(), Parts.VALUE)
                        + (holding.attempt() > 1 ? " (attempt " + holding.attempt() + ")" : "");
        };
    }
}
