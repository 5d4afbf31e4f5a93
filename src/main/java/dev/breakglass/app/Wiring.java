package dev.breakglass.app;

import dev.breakglass.access.Gate;
import dev.breakglass.access.Holding;
import dev.breakglass.access.Policy;
import dev.breakglass.access.RequestId;
import dev.breakglass.app.config.Config;
import dev.breakglass.boundary.AccountKeeper;
import dev.breakglass.boundary.AccountOwners;
import dev.breakglass.boundary.BoundaryClient;
import dev.breakglass.boundary.ProjectWatch;
import dev.breakglass.boundary.RoleInventory;
import dev.breakglass.boundary.SessionsKeeper;
import dev.breakglass.boundary.SlotKeeper;
import dev.breakglass.flow.AdvanceRequest;
import dev.breakglass.flow.Claim;
import dev.breakglass.flow.Courier;
import dev.breakglass.flow.CurrentPolicy;
import dev.breakglass.flow.DecideRequest;
import dev.breakglass.flow.Directory;
import dev.breakglass.flow.EndEarly;
import dev.breakglass.flow.Gatekeeper;
import dev.breakglass.flow.IdentifyPerson;
import dev.breakglass.flow.Keeper;
import dev.breakglass.flow.PageLateEnding;
import dev.breakglass.flow.Pager;
import dev.breakglass.flow.Reconcile;
import dev.breakglass.flow.ReplaceCredentials;
import dev.breakglass.flow.RequestAccess;
import dev.breakglass.flow.ShipAudit;
import dev.breakglass.flow.Sink;
import dev.breakglass.flow.TurnAway;
import dev.breakglass.flow.UpdateSurfaces;
import dev.breakglass.flow.WatchSessions;
import dev.breakglass.flow.Work;
import dev.breakglass.flow.Wrapping;
import dev.breakglass.pager.Opsgenie;
import dev.breakglass.pager.PagerDuty;
import dev.breakglass.siem.FileSink;
import dev.breakglass.slack.SignatureFilter;
import dev.breakglass.slack.SlackApi;
import dev.breakglass.slack.SlackApp;
import dev.breakglass.slack.SlackCourier;
import dev.breakglass.slack.SlackDirectory;
import dev.breakglass.slack.SlackMessenger;
import dev.breakglass.store.Store;
import dev.breakglass.vault.CredentialKeeper;
import dev.breakglass.vault.ResponseWrapping;
import dev.breakglass.vault.TokensByAccessor;
import dev.breakglass.vault.VaultClient;
import dev.breakglass.vault.VaultLogin;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Every part of one node, made by hand and read from top to bottom. It starts nothing by itself. */
public final class Wiring {
    /** The upkeep of the login at Vault. */
    private static final Work VAULT_LOGIN = new Work(Work.Kind.CHORE, "vault-login");
    /** What Slack needs and Vault keeps is read again. */
    private static final Work SLACK_SECRETS = new Work(Work.Kind.CHORE, "slack-secrets");

    /** The comparison of what is outside with what is stored. */
    static final Work RECONCILE = new Work(Work.Kind.CHORE, "reconcile");

    private final Config config;
    private final CurrentPolicy policies;
    private final NodeClock clock;
    private final Store store;
    private final BoundaryClient boundary;
    private final Optional<Vault> vault;
    private final SlackSecrets slackSecrets;
    private final Optional<Slack> slack;
    private final List<Sink> sinks;
    private final List<Pager> pagers;
    private final Reconcile reconcile;

    private record Vault(VaultClient client, VaultLogin login) {}

    private record Slack(SlackApi api, SlackMessenger messenger) {}

    Wiring(Config config, CurrentPolicy policies, NodeClock clock, Store store) {
        this.config = config;
        // Without Vault nothing wraps a password, so no emergency account can be handed over.
        this.policies =
                config.vault().isPresent() ? policies : () -> policies.get().map(Policy::withoutEmergencyAccounts);
        this.clock = clock;
        this.store = store;
        this.boundary = new BoundaryClient(config.boundary());
        this.vault =
                config.vault().map(settings -> new Vault(new VaultClient(settings), new VaultLogin(settings, clock)));
        this.slackSecrets = new SlackSecrets(config, vault.map(Vault::login));
        this.slack = slackSecrets.settings().map(SlackApi::new).map(api -> new Slack(api, new SlackMessenger(api)));
        this.sinks = config.auditFile().stream()
                .<Sink>map(file -> new FileSink(file, Host.name()))
                .toList();
        this.pagers = Stream.of(
                        config.pagers().pagerduty().<Pager>map(PagerDuty::new),
                        config.pagers().opsgenie().<Pager>map(Opsgenie::new))
                .flatMap(Optional::stream)
                .toList();
        this.reconcile = new Reconcile(
                store.requests(),
                store.work(),
                policies,
                store.observation(),
                new RoleInventory(boundary),
                vault.map(parts -> new TokensByAccessor(parts.client(), parts.login())),
                clock);
    }

    // ---- what the work table asks for ----

    /** What this node can do of the work table; only what ends things if Slack is not to be had. */
    Map<Work.Kind, Consumer<Claim>> doers() {
        Map<Work.Kind, Consumer<Claim>> doers = new EnumMap<>(requestsAndRecord());
        WatchSessions watch =
                new WatchSessions(store.requests(), store.work(), new ProjectWatch(boundary, clock), clock);
        doers.put(Work.Kind.SCOPE, watch::watch);
        doers.put(Work.Kind.CHORE, this::chore);
        slack.ifPresent(parts -> {
            UpdateSurfaces surfaces =
                    new UpdateSurfaces(store.surfaces(), store.requests(), store.work(), parts.messenger(), clock);
            doers.put(Work.Kind.CHANNEL, surfaces::update);
        });
        return doers;
    }

    /** What a command does beside a running server, or without one: all that an ending needs, its record included. */
    public Map<Work.Kind, Consumer<Claim>> requestsAndRecord() {
        AdvanceRequest advance = new AdvanceRequest(store.requests(), store.work(), gate(), keepers(), clock);
        ShipAudit ship = new ShipAudit(store.audit(), store.work(), sinks);
        Map<Work.Kind, Consumer<Claim>> doers = new EnumMap<>(Work.Kind.class);
        doers.put(Work.Kind.REQUEST, claim -> {
            advance.advance(claim);
            store.work().finish(claim);
        });
        doers.put(Work.Kind.SINK, ship::ship);
        if (!pagers.isEmpty()) {
            PageLateEnding page = new PageLateEnding(store.requests(), store.work(), pagers, clock);
            doers.put(Work.Kind.PAGE, page::page);
        }
        return doers;
    }

    /** Makes known to the store what has to be done apart from requests. */
    void prepareWork() {
        sinks.forEach(sink -> store.register(sink.name()));
        vault.ifPresent(parts -> store.work().schedule(VAULT_LOGIN, clock.instant()));
        store.work().schedule(RECONCILE, clock.instant());
        if (slackSecrets.areInVault()) {
            store.work().schedule(SLACK_SECRETS, clock.instant());
        }
    }

    /** How many slots are known to hold somebody whom no live request explains. */
    int strays() {
        return reconcile.strays();
    }

    /** Lets a command ship to the file of a server on this host; without one, it makes no copy of its own. */
    void joinSinks() {
        sinks.forEach(sink -> store.join(sink.name()));
    }

    private void chore(Claim claim) {
        if (claim.work().equals(RECONCILE)) {
            reconcile.reconcile(claim);
            return;
        }
        if (claim.work().equals(SLACK_SECRETS)) {
            store.work().finish(claim, slackSecrets.refresh(clock.instant()));
            return;
        }
        Instant next = vault.filter(parts -> claim.work().equals(VAULT_LOGIN))
                .map(parts -> parts.login().keepAlive(clock.instant()))
                .orElse(Instant.MAX);
        store.work().finish(claim, next);
    }

    /** What of Slack's secrets is kept in Vault, and cannot be read so far; nobody can be granted anything without it. */
    SlackSecrets slackSecrets() {
        return slackSecrets;
    }

    private Gatekeeper gate() {
        return () -> {
            if (store.requests().frozen() || store.observation().current().isPresent()) {
                return Gate.FROZEN;
            }
            return clock.isTrusted() ? Gate.OPEN : Gate.CLOCK_IN_DOUBT;
        };
    }

    private Map<Holding.Kind, Keeper> keepers() {
        Map<Holding.Kind, Keeper> keepers = new EnumMap<>(Holding.Kind.class);
        keepers.put(Holding.Kind.SLOT, new SlotKeeper(boundary, clock));
        keepers.put(Holding.Kind.SESSIONS, new SessionsKeeper(boundary, clock));
        keepers.put(Holding.Kind.ACCOUNT, AccountKeeper.endingOnly(boundary, clock));
        vault.ifPresent(parts -> {
            Wrapping wrapping = new ResponseWrapping(parts.client(), parts.login());
            Duration wrapTtl = config.vault().orElseThrow().wrapTtl();
            keepers.put(
                    Holding.Kind.CREDENTIAL,
                    new CredentialKeeper(parts.client(), parts.login(), wrapping, courier(), wrapTtl, clock));
            keepers.put(Holding.Kind.ACCOUNT, new AccountKeeper(boundary, wrapping, courier(), wrapTtl, clock));
        });
        return keepers;
    }

    private Courier courier() {
        return slack.<Courier>map(parts -> new SlackCourier(parts.api(), parts.messenger(), store.surfaces(), clock))
                .orElseGet(NoCourier::new);
    }

    // ---- what people ask for ----

    /** What answers Slack; empty without its settings. */
    Optional<WebServer.SlackEndpoint> slackEndpoint(Metrics metrics) {
        return slack.map(parts -> {
            Directory directory = new SlackDirectory(parts.api(), clock);
            IdentifyPerson identify = new IdentifyPerson(policies, directory);
            SlackApp app = new SlackApp(
                    parts.api(),
                    new TurnAway(store.requests(), clock),
                    new RequestAccess(
                            identify,
                            directory,
                            new AccountOwners(boundary, clock),
                            store.requests(),
                            () -> new RequestId(UUID.randomUUID()),
                            clock),
                    new DecideRequest(identify, store.requests(), clock),
                    new EndEarly(identify, store.requests(), clock),
                    vault.map(issuer -> new ReplaceCredentials(
                            identify, store.requests(), new ResponseWrapping(issuer.client(), issuer.login()), clock)),
                    store.requests(),
                    store.surfaces());
            // Before the port opens, so that nobody waits for classes to load inside Slack's three seconds.
            app.warm();
            SignatureFilter filter = new SignatureFilter(
                    slackSecrets.settings().orElseThrow(),
                    clock,
                    store.replays(),
                    rejection -> metrics.rejected(rejection.name()));
            return new WebServer.SlackEndpoint(filter, app.servlet());
        });
    }

    /** Ends grants for somebody with a shell on the host, whose identity the operating system vouches for. */
    public EndEarly endEarly() {
        IdentifyPerson nobody = new IdentifyPerson(policies, new NoDirectory());
        return new EndEarly(nobody, store.requests(), clock);
    }
}
