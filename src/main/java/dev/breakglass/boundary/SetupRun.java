package dev.breakglass.boundary;

import dev.breakglass.access.Secret;
import dev.breakglass.boundary.BoundarySetup.EmergencyAccount;
import dev.breakglass.boundary.BoundarySetup.Opens;
import dev.breakglass.boundary.BoundarySetup.Wanted;
import dev.breakglass.boundary.BoundarySetup.WantedTarget;
import dev.breakglass.flow.Ledger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One setup by one administrator, from the bot's account to the last slot. */
final class SetupRun {
    private static final String USERS =
            "ids=*;type=user;actions=list,no-op;output_fields=id,name,email,login_name,full_name";
    private static final String OWN_TOKEN = "ids=*;type=auth-token;actions=list,read:self,delete:self";
    private static final List<String> PEOPLE =
            List.of("ids=*;type=account;actions=list,read", "ids=*;type=user;actions=list,read");
    private static final String KILL = "ids=*;type=auth-token;actions=delete";
    private static final String ALL_TOKENS = "ids=*;type=auth-token;actions=list,read,delete";
    // Without it the bot would see its own sessions only: an empty list and no error, whatever is open.
    private static final String SESSIONS = "ids=*;type=session;actions=list,read,cancel";
    private static final String OWN_SESSIONS = "ids=*;type=session;actions=list,read:self,cancel:self";
    private static final String LIST_TARGETS = "type=target;actions=list";

    private final BoundaryHttp http;
    private final Wanted wanted;
    private final Ledger ledger;
    private final BoundaryAdmin admin;
    private final String scope;
    private final SetupRoles roles;
    private final SetupLogins logins;
    private String bot = "";

    SetupRun(BoundaryHttp http, Wanted wanted, Ledger ledger, BoundaryAdmin admin, String scope) {
        this.http = http;
        this.wanted = wanted;
        this.ledger = ledger;
        this.admin = admin;
        this.scope = scope;
        this.roles = new SetupRoles(admin, ledger);
        this.logins = new SetupLogins(admin, ledger, wanted.authMethod(), scope);
    }

    List<Opens> all() {
        // In a dry run there may be no bot yet; its name then stands for its id.
        bot = bot().orElse(wanted.loginName());
        ensureForBot(scope, "bot", "What the emergency access bot always needs", List.of(USERS, OWN_TOKEN));
        if (wanted.looksPeopleUp()) {
            ensureForBot(scope, "bot-people", "Lets the bot find people's users by their accounts", PEOPLE);
        }
        if (wanted.hardKill()) {
            ensureForBot(scope, "bot-hard-kill", "Lets the bot delete people's auth tokens", List.of(KILL));
        }
        List<Opens> opens = new ArrayList<>();
        wanted.targets().forEach(target -> find(target).ifPresent(found -> opens.add(prepared(target, found))));
        return opens;
    }

    // ---- the bot ----

    private Optional<String> bot() {
        boolean isNew = logins.accountOf(wanted.loginName()).isEmpty();
        Optional<SetupLogins.Login> login = logins.ensure(
                wanted.loginName(), () -> Optional.of(wanted.password().orElseGet(wanted.newPassword())));
        if (!isNew) {
            wanted.password().ifPresent(this::tryPassword);
        }
        return login.map(SetupLogins.Login::user);
    }

    private void tryPassword(Secret password) {
        String label = "password of " + wanted.loginName();
        Administrator.ByPassword login =
                new Administrator.ByPassword(wanted.authMethod(), wanted.loginName(), password);
        try {
            BoundaryAdmin.login(http, login).close();
            ledger.inPlace(label);
        } catch (BoundaryException e) {
            if (e.status() != 401) {
                throw e;
            }
            ledger.differs(label, "the one that the configuration names", "another one");
        }
    }

    private void ensureForBot(String in, String name, String description, List<String> grants) {
        roles.ensure(new SetupRoles.Spec(in, wanted.prefix() + "-" + name, description, grants, Optional.of(bot)));
    }

    // ---- targets ----

    private Optional<Target> find(WantedTarget target) {
        List<Answer> found = target.target().matches("(ttcp|tssh)_[0-9A-Za-z]{10,}")
                ? admin.find("targets", target.target()).stream().toList()
                : admin.list("targets", Map.of("scope_id", "global", "recursive", "true")).stream()
                        .filter(item -> item.text("name").equals(target.target()))
                        .toList();
        String label = "target " + target.name();
        if (found.size() != 1) {
            List<String> ids = found.stream().map(item -> item.text("id")).toList();
            ledger.differs(
                    label,
                    "one target '" + target.target() + "' in Boundary; say which with --target " + target.name()
                            + "=ID",
                    ids.isEmpty() ? "none" : ids.toString());
            return Optional.empty();
        }
        Target only = Target.of(found.get(0));
        ledger.inPlace(label + " (" + only.id() + " in " + only.scope() + ")");
        return Optional.of(only);
    }

    private Opens prepared(WantedTarget target, Target found) {
        List<String> slots = slots(target, found);
        List<String> shown = slots.isEmpty() ? List.of("its new slots") : slots;
        ensureForBot(
                found.scope(),
                "bot-" + target.name(),
                "Lets the bot fill and empty the slots of " + target.name(),
                List.of(
                        "ids=" + String.join(",", shown) + ";actions=read,set-principals",
                        SESSIONS,
                        "ids=" + found.id() + ";actions=read"));
        return new Opens(target.name(), found.scope(), found.id(), slots, accounts(target));
    }

    // ---- slots ----

    private List<String> slots(WantedTarget target, Target found) {
        Set<String> slots = new LinkedHashSet<>();
        for (String id : target.slots()) {
            // A draft lists made-up ids; those that do not exist are replaced by what is made here.
            admin.find("roles", id).map(Role::of).ifPresent(role -> {
                roles.compare(slot(target, found, "listed for " + target.name()), role);
                slots.add(id);
            });
        }
        int n = 1;
        for (; roles.idOf(found.scope(), slotName(target, n)).isPresent(); n++) {
            if (!slots.contains(roles.idOf(found.scope(), slotName(target, n)).orElseThrow())) {
                roles.ensure(slot(target, found, slotName(target, n))).ifPresent(slots::add);
            }
        }
        for (int missing = target.slotCount() - slots.size(); missing > 0; missing--, n++) {
            roles.ensure(slot(target, found, slotName(target, n))).ifPresent(slots::add);
        }
        return List.copyOf(slots);
    }

    private String slotName(WantedTarget target, int n) {
        return wanted.prefix() + "-" + target.name() + "-" + n;
    }

    private static SetupRoles.Spec slot(WantedTarget target, Target found, String name) {
        return new SetupRoles.Spec(
                found.scope(),
                name,
                "Emergency slot of " + target.name() + "; filled and emptied by the bot alone",
                List.of("ids=" + found.id() + ";actions=read,authorize-session", LIST_TARGETS, OWN_SESSIONS),
                Optional.empty());
    }

    // ---- emergency accounts ----

    private List<EmergencyAccount> accounts(WantedTarget target) {
        Map<String, EmergencyAccount> accounts = new LinkedHashMap<>();
        for (String id : target.accounts()) {
            admin.find("accounts", id)
                    .map(account -> account.object("attributes").text("login_name"))
                    .ifPresent(name -> addAccount(name, accounts));
        }
        int n = 1;
        for (; logins.accountOf(accountName(target, n)).isPresent(); n++) {
            addAccount(accountName(target, n), accounts);
        }
        for (int missing = target.accountCount() - accounts.size(); missing > 0; missing--, n++) {
            addAccount(accountName(target, n), accounts);
        }
        if (target.accountCount() > 0 || !accounts.isEmpty()) {
            String ids = accounts.isEmpty() ? "its new accounts" : String.join(",", accounts.keySet());
            String users = accounts.isEmpty()
                    ? "their users"
                    : accounts.values().stream().map(EmergencyAccount::user).collect(Collectors.joining(","));
            ensureForBot(
                    scope,
                    "bot-accounts-" + target.name(),
                    "Lets the bot open and close the emergency accounts of " + target.name(),
                    List.of("ids=" + ids + ";actions=read,set-password", "ids=" + users + ";actions=read", ALL_TOKENS));
        }
        return List.copyOf(accounts.values());
    }

    private void addAccount(String name, Map<String, EmergencyAccount> accounts) {
        if (logins.accountOf(name).map(accounts::containsKey).orElse(false)) {
            return;
        }
        logins.ensure(name, Optional::empty)
                .ifPresent(login -> accounts.put(login.account(), new EmergencyAccount(login.account(), login.user())));
    }

    /** Boundary takes small letters, digits, '.' and '-' in a login name. */
    private String accountName(WantedTarget target, int n) {
        String name = wanted.prefix() + "-" + target.name() + "-emergency-" + n;
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
