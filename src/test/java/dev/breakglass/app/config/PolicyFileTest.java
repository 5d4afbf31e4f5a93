package dev.breakglass.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.breakglass.access.AccountId;
import dev.breakglass.access.BoundaryAccount;
import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.Person;
import dev.breakglass.access.PersonId;
import dev.breakglass.access.Policy;
import dev.breakglass.access.SlackByEmail;
import dev.breakglass.access.SlackUser;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.TargetId;
import dev.breakglass.access.Terms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFileTest {
    private static final TargetId ORDERS = new TargetId("orders-db");
    private static final PersonId ALICE = new PersonId("alice");
    private static final PersonId BOB = new PersonId("bob");
    private static final PersonId CAROL = new PersonId("carol");

    @TempDir
    Path directory;

    @Test
    void a_good_file_is_a_policy() {
        Policy policy = read(PolicyText.GOOD);

        assertThat(policy.people())
                .containsOnlyKeys(ALICE, BOB, CAROL)
                .containsEntry(
                        ALICE,
                        new Person(
                                ALICE, "Alice", Set.of(new SlackUser("T0001", "U0001")), Optional.of("u_1234567890")));
        Policy.Rule rule = policy.rule(ORDERS).orElseThrow();
        assertThat(rule.askers()).containsExactly(ALICE);
        assertThat(rule.approvers()).containsExactlyInAnyOrder(BOB, CAROL);
        assertThat(rule.durations())
                .containsExactly(Duration.ofMinutes(15), Duration.ofMinutes(30), Duration.ofHours(1));
        assertThat(rule.terms())
                .isEqualTo(new Terms(
                        ORDERS,
                        "Orders database",
                        "high",
                        "p_1234567890",
                        "ttcp_1234567890",
                        List.of(new SlotId("r_1234567890"), new SlotId("r_1234567891")),
                        List.of(new Terms.CredentialTerms(
                                "orders",
                                new CredentialKind.Database("database/creds/orders", Duration.ofHours(1)),
                                "breakglass",
                                List.of("breakglass-orders"))),
                        "boundary connect postgres",
                        1,
                        Duration.ofHours(4),
                        "C0SEC",
                        Terms.Measures.MILD,
                        rule.terms().digest()));
    }

    @Test
    void every_kind_of_credential_is_read() {
        assertThat(kind("kind: ssh-certificate", "path: ssh/sign/ops", "user: ops"))
                .isEqualTo(new CredentialKind.SshCertificate("ssh/sign/ops", "ops"));
        assertThat(kind("kind: ssh-otp", "path: ssh/creds/otp", "ip: 10.0.0.7", "user: ops", "default_ttl: 1h"))
                .isEqualTo(
                        new CredentialKind.SshOneTimePassword("ssh/creds/otp", "10.0.0.7", "ops", Duration.ofHours(1)));
        assertThat(kind("kind: token")).isEqualTo(new CredentialKind.Token());
        assertThat(kind("kind: lease", "path: aws/creds/ops", "default_ttl: 1h"))
                .isEqualTo(new CredentialKind.Lease("aws/creds/ops", Map.of(), Duration.ofHours(1)));
        assertThat(kind("kind: lease", "path: aws/sts/ops", "parameters: {ttl: 15m}", "default_ttl: 1h"))
                .isEqualTo(new CredentialKind.Lease("aws/sts/ops", Map.of("ttl", "15m"), Duration.ofHours(1)));
        assertThat(kind("kind: kv", "path: secret/data/legacy"))
                .isEqualTo(new CredentialKind.StaticSecret("secret/data/legacy"));
    }

    @Test
    void the_digest_tells_kinds_and_what_they_hold_apart() {
        List<PolicyText> kinds = List.of(
                PolicyText.GOOD,
                issuing("kind: lease", "path: database/creds/orders", "default_ttl: 1h"),
                issuing("kind: lease", "path: database/creds/orders", "parameters: {a: b}", "default_ttl: 1h"),
                issuing("kind: kv", "path: database/creds/orders"),
                issuing("kind: token"),
                issuing("kind: ssh-certificate", "path: ssh/sign/ops", "user: ops"),
                issuing("kind: ssh-certificate", "path: ssh/sign/ops", "user: root"),
                issuing("kind: ssh-otp", "path: ssh/creds/otp", "ip: 10.0.0.7", "user: ops", "default_ttl: 1h"),
                issuing("kind: ssh-otp", "path: ssh/creds/otp", "ip: 10.0.0.8", "user: ops", "default_ttl: 1h"));

        assertThat(kinds.stream().map(this::digest)).doesNotHaveDuplicates();
    }

    @Test
    void a_command_that_does_not_name_the_ssh_key_is_refused() {
        PolicyText policy = issuing("kind: ssh-certificate", "path: ssh/sign/ops", "user: ops")
                .with(" -- -i breakglass-orders", "");

        assertThat(PolicyFile.read(policy.in(directory)).problems())
                .extracting(Problem::toString)
                .containsExactly("policy.yaml:8: 'connect' does not name the SSH key, which is saved as"
                        + " breakglass-orders. Add '-i breakglass-orders' for ssh to 'connect'.");
    }

    private CredentialKind kind(String... lines) {
        return read(issuing(lines))
                .rule(ORDERS)
                .orElseThrow()
                .terms()
                .credentials()
                .get(0)
                .kind();
    }

    private static PolicyText issuing(String... lines) {
        return PolicyText.GOOD
                .with("        default_ttl: 1h\n", "")
                .with("        path: database/creds/orders\n", "")
                .with("        kind: database\n", "        " + String.join("\n        ", lines) + "\n")
                .with("boundary connect postgres", "boundary connect postgres -- -i breakglass-orders");
    }

    @Test
    void a_target_without_vault_issues_nothing() {
        String text = PolicyText.GOOD.text();
        String without = text.substring(0, text.indexOf("    vault:")) + text.substring(text.indexOf("    connect:"));

        assertThat(read(new PolicyText(without))
                        .rule(ORDERS)
                        .orElseThrow()
                        .terms()
                        .credentials())
                .isEmpty();
    }

    @Test
    void a_target_may_have_emergency_accounts() {
        assertThat(read(PolicyText.GOOD).rule(ORDERS).orElseThrow().terms().accounts())
                .isEmpty();
        assertThat(read(PolicyText.WITH_ACCOUNTS)
                        .rule(ORDERS)
                        .orElseThrow()
                        .terms()
                        .accounts())
                .containsExactly(
                        new Terms.AccountTerms(
                                new AccountId("acctpw_1234567890"), "u_1234567897", "ampw_1234567890", "emergency-1"),
                        new Terms.AccountTerms(
                                new AccountId("acctpw_1234567891"), "u_1234567898", "ampw_1234567890", "emergency-2"));
    }

    @Test
    void an_account_may_leave_to_boundary_how_it_logs_in() {
        PolicyText text = PolicyText.WITH_ACCOUNTS.with(", auth_method: ampw_1234567890, login_name: emergency-1", "");
        Terms.AccountTerms account =
                read(text).rule(ORDERS).orElseThrow().terms().accounts().get(0);
        assertThat(account.loginName()).isEmpty();
        assertThat(account.shown()).isEqualTo("acctpw_1234567890");
    }

    @Test
    void two_targets_may_share_an_account() {
        String second = PolicyText.WITH_ACCOUNTS
                .text()
                .substring(PolicyText.WITH_ACCOUNTS.text().indexOf("  orders-db:"))
                .replace("orders-db:", "other:")
                .replace("r_123456789", "r_223456789");
        Policy policy = read(new PolicyText(PolicyText.WITH_ACCOUNTS.text() + second));
        assertThat(policy.rules().values())
                .hasSize(2)
                .allMatch(rule -> rule.terms().accounts().size() == 2);
    }

    @Test
    void people_may_have_a_file_of_their_own() throws IOException {
        String text = PolicyText.GOOD.text();
        String people = text.substring(0, text.indexOf("groups:")).replace("people:\n", "");
        Files.writeString(directory.resolve("people.yaml"), people.replace("  ", ""));

        Policy policy = read(new PolicyText("people_file: people.yaml\n" + text.substring(text.indexOf("groups:"))));

        assertThat(policy).isEqualTo(read(PolicyText.GOOD));
    }

    @Test
    void a_missing_people_file_is_the_only_problem() {
        String text = PolicyText.GOOD.text();
        PolicyText policy = new PolicyText("people_file: people.yaml\n" + text.substring(text.indexOf("groups:")));

        assertThat(PolicyFile.read(policy.in(directory)).problems())
                .extracting(Problem::toString)
                .containsExactly("people.yaml:1: " + directory.resolve("people.yaml")
                        + " does not exist. Create it, or correct the path.");
    }

    @Test
    void a_person_may_be_bound_by_an_account_in_boundary() {
        PolicyText bySubject = PolicyText.GOOD.with(
                "boundary: u_1234567890", "boundary: {auth_method: amoidc_1234567890, subject: 'auth0|alice'}");
        PolicyText byLogin = PolicyText.GOOD.with(
                "boundary: u_1234567890", "boundary: {auth_method: amldap_1234567890, login_name: alice}");

        assertThat(account(bySubject))
                .contains(new BoundaryAccount("amoidc_1234567890", BoundaryAccount.By.SUBJECT, "auth0|alice"));
        assertThat(account(byLogin))
                .contains(new BoundaryAccount("amldap_1234567890", BoundaryAccount.By.LOGIN_NAME, "alice"));
        assertThat(alice(byLogin).boundaryUser()).isEmpty();
    }

    @Test
    void people_are_found_by_e_mail_only_where_the_policy_asks_for_it() {
        String byEmail = "people_by_email: {boundary: amoidc_1234567890}\n";
        PolicyText mailed = new PolicyText(byEmail
                + PolicyText.GOOD
                        .with("boundary: u_1234567890", "email: Alice@Example.com")
                        .text());

        assertThat(account(mailed))
                .contains(new BoundaryAccount("amoidc_1234567890", BoundaryAccount.By.EMAIL, "alice@example.com"));
        assertThat(account(new PolicyText(byEmail + PolicyText.GOOD.text()))).isEmpty();
        assertThat(PolicyFile.read(PolicyText.GOOD
                                .with("boundary: u_1234567890", "email: alice@example.com")
                                .in(directory))
                        .problems())
                .extracting(Problem::toString)
                .containsExactly("policy.yaml:2: alice may ask for orders-db and has no Boundary user. Add 'boundary:"
                        + " u_…', or the account under 'boundary'.");
    }

    @Test
    void people_are_found_in_slack_only_where_the_policy_asks_for_it() {
        assertThat(slackByEmail("")).isEqualTo(SlackByEmail.NOBODY);
        assertThat(slackByEmail("people_by_email: {boundary: amoidc_1234567890}\n"))
                .isEqualTo(SlackByEmail.NOBODY);
        assertThat(slackByEmail("people_by_email: {slack: false}\n")).isEqualTo(SlackByEmail.NOBODY);
        assertThat(slackByEmail("people_by_email: {slack: true}\n")).isEqualTo(SlackByEmail.ASKERS);
        assertThat(slackByEmail("people_by_email: {slack: true, approvers: true}\n"))
                .isEqualTo(SlackByEmail.EVERYBODY);
        assertThat(digest(PolicyText.GOOD))
                .isEqualTo(digest(new PolicyText("people_by_email: {slack: true}\n" + PolicyText.GOOD.text())))
                .isNotEqualTo(digest(
                        new PolicyText("people_by_email: {slack: true, approvers: true}\n" + PolicyText.GOOD.text())));
    }

    private SlackByEmail slackByEmail(String opting) {
        return PolicyFile.read(new PolicyText(opting + PolicyText.GOOD.text()).in(directory))
                .value()
                .orElseThrow()
                .slackByEmail();
    }

    @Test
    void an_approver_without_an_account_needs_both_words_and_an_address() {
        String mailed = PolicyText.GOOD
                .with("bob: {name: Bob, slack: [{team: T0001, user: U0002}]}", "bob@example.com: {name: Bob}")
                .with("[bob, carol]", "[bob@example.com, carol]")
                .text();
        String nameless = PolicyText.GOOD
                .with("name: Bob, slack: [{team: T0001, user: U0002}]", "name: Bob")
                .text();

        assertThat(faultsOf("people_by_email: {slack: true, approvers: true}\n" + mailed))
                .isEmpty();
        assertThat(faultsOf("people_by_email: {slack: true}\n" + mailed))
                .containsExactly("policy.yaml:4: bob@example.com may approve orders-db and has no Slack account."
                        + " Add 'slack: [{team: T…, user: U…}]'.");
        assertThat(faultsOf("people_by_email: {slack: true, approvers: true}\n" + nameless))
                .containsExactly("policy.yaml:4: bob may approve orders-db and has no Slack account."
                        + " Add 'slack: [{team: T…, user: U…}]'.");
    }

    @Test
    void what_cannot_be_meant_of_finding_people_by_e_mail_is_refused() {
        String good = PolicyText.GOOD.text();
        assertThat(faultsOf("people_by_email: {}\n" + good))
                .containsExactly("policy.yaml:1: 'people_by_email' has no 'boundary'. Add 'boundary:', as in"
                        + " docs/configuration.md.");
        assertThat(faultsOf("people_by_email: {slack: yes}\n" + good))
                .containsExactly("policy.yaml:1: 'yes' is neither true nor false. Write true or false.");
        assertThat(faultsOf("people_by_email: {boundary: amoidc_1234567890, approvers: true}\n" + good))
                .containsExactly(
                        "policy.yaml:1: 'approvers' means nothing without 'slack: true'." + " Add that, or remove it.");
        String twice = good.replace("groups:", "  a@b.example: {name: One}\n  A@b.example: {name: Two}\ngroups:");
        assertThat(faultsOf(twice)).isEmpty();
        assertThat(faultsOf("people_by_email: {slack: true}\n" + twice))
                .containsExactly("policy.yaml:7: A@b.example and a@b.example are one e-mail address."
                        + " Keep one of the two people.");
    }

    private List<String> faultsOf(String policy) {
        return PolicyFile.read(new PolicyText(policy).in(directory)).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void an_account_that_is_not_one_or_is_bound_twice_is_refused() {
        assertThat(problems("boundary: {auth_method: amoidc_1234567890}"))
                .containsExactly("policy.yaml:2: an account is named by either its subject or its login name. Write one"
                        + " of 'subject' (OIDC) and 'login_name' (LDAP, password).");
        assertThat(problems("boundary: {auth_method: oidc, subject: alice}"))
                .containsExactly("policy.yaml:2: 'oidc' is not the id of a Boundary auth method. Write one such as"
                        + " amoidc_1234567890.");
        PolicyText twice = PolicyText.GOOD
                .with("boundary: u_1234567890", "boundary: {auth_method: amldap_1234567890, login_name: alice}")
                .with("user: U0002}]", "user: U0002}], boundary: {auth_method: amldap_1234567890, login_name: alice}");
        assertThat(PolicyFile.read(twice.in(directory)).problems())
                .extracting(Problem::toString)
                .containsExactly("policy.yaml:3: Boundary account alice of amldap_1234567890 is bound to alice already."
                        + " Bind each account to one person, once.");
    }

    @Test
    void a_hard_kill_is_only_allowed_where_the_target_says_so() {
        PolicyText with = PolicyText.GOOD.with("r_1234567891]", "r_1234567891]\n      hard_kill: true");
        assertThat(read(with).rule(ORDERS).orElseThrow().terms().measures().hardKill())
                .isTrue();
        assertThat(read(PolicyText.GOOD)
                        .rule(ORDERS)
                        .orElseThrow()
                        .terms()
                        .measures()
                        .hardKill())
                .isFalse();
        assertThat(digest(with)).isNotEqualTo(digest(PolicyText.GOOD));
        PolicyText wrong = PolicyText.GOOD.with("r_1234567891]", "r_1234567891]\n      hard_kill: maybe");
        assertThat(PolicyFile.read(wrong.in(directory)).problems())
                .extracting(Problem::toString)
                .containsExactly("policy.yaml:14: 'maybe' is neither true nor false. Write true or false.");
    }

    private List<String> problems(String instead) {
        PolicyText text = PolicyText.GOOD.with("boundary: u_1234567890", instead);
        return PolicyFile.read(text.in(directory)).problems().stream()
                .map(Problem::toString)
                .filter(problem -> !problem.contains("may ask for"))
                .toList();
    }

    private Person alice(PolicyText text) {
        return Objects.requireNonNull(read(text).people().get(ALICE));
    }

    private Optional<BoundaryAccount> account(PolicyText text) {
        return alice(text).boundaryAccount();
    }

    @Test
    void the_digest_is_the_same_for_the_same_meaning_and_stands_still_between_versions() {
        String digest = digest(PolicyText.GOOD);

        assertThat(digest).isEqualTo("7613d7879a4e5eb93fa37a4d9c14d0ba");
        assertThat(digest(PolicyText.GOOD.with("1h]", "60m]"))).isEqualTo(digest);
        assertThat(digest(PolicyText.GOOD.with("from: [security]", "from: [carol, bob, security]")))
                .isEqualTo(digest);
        assertThat(digest(PolicyText.GOOD.with("ask: [oncall]", "ask: [alice]")))
                .isEqualTo(digest);
    }

    @Test
    void the_digest_changes_with_everything_that_an_approver_relies_on() {
        List<PolicyText> changed = List.of(
                PolicyText.GOOD,
                PolicyText.GOOD.with("Orders database", "Orders"),
                PolicyText.GOOD.with("risk: high", "risk: low"),
                PolicyText.GOOD.with("p_1234567890", "p_1234567899"),
                PolicyText.GOOD.with("ttcp_1234567890", "tssh_1234567890"),
                PolicyText.GOOD.with("r_1234567891", "r_1234567899"),
                PolicyText.GOOD.with("creds/orders", "creds/admin"),
                PolicyText.GOOD.with("token_role: breakglass", "token_role: other"),
                PolicyText.GOOD.with("[breakglass-orders]", "[breakglass-orders, more]"),
                PolicyText.GOOD.with("default_ttl: 1h", "default_ttl: 2h"),
                PolicyText.GOOD.with("connect postgres", "connect ssh"),
                PolicyText.GOOD.with("people: 1", "people: 2"),
                PolicyText.GOOD.with("longest: 4h", "longest: 5h"),
                PolicyText.GOOD.with("C0SEC", "C0OPS"),
                PolicyText.GOOD.with("[15m, ", "["),
                PolicyText.GOOD.with("from: [security]", "from: [bob]"),
                PolicyText.GOOD.with("user: U0002", "user: U0009"),
                PolicyText.WITH_ACCOUNTS,
                PolicyText.WITH_ACCOUNTS.with("acctpw_1234567890", "acctpw_1234567899"),
                PolicyText.WITH_ACCOUNTS.with("u_1234567897", "u_1234567899"),
                PolicyText.WITH_ACCOUNTS.with("ampw_1234567890", "ampw_1234567899"),
                PolicyText.WITH_ACCOUNTS.with("emergency-1", "emergency-9"));

        assertThat(changed.stream().map(this::digest)).doesNotHaveDuplicates();
    }

    @Test
    void the_schema_knows_the_same_keys() throws IOException {
        JsonNode schema =
                new ObjectMapper().readTree(Path.of("docs/policy.schema.json").toFile());
        JsonNode types = schema.get("$defs");

        assertThat(keys(schema)).containsExactlyInAnyOrderElementsOf(PolicyFile.KEYS);
        assertThat(keys(types.get("person"))).containsExactlyInAnyOrderElementsOf(PeopleReader.PERSON_KEYS);
        assertThat(keys(types.get("boundaryAccount"))).containsExactlyInAnyOrderElementsOf(PeopleReader.ACCOUNT_KEYS);
        assertThat(keys(schema.get("properties").get("people_by_email")))
                .containsExactlyInAnyOrderElementsOf(ByEmail.KEYS);
        assertThat(keys(types.get("slackAccount"))).containsExactlyInAnyOrderElementsOf(PeopleReader.SLACK_KEYS);
        assertThat(keys(types.get("target"))).containsExactlyInAnyOrderElementsOf(TargetReader.TARGET_KEYS);
        assertThat(keys(types.get("boundary"))).containsExactlyInAnyOrderElementsOf(TargetReader.BOUNDARY_KEYS);
        assertThat(keys(types.get("emergencyAccount"))).containsExactlyInAnyOrderElementsOf(AccountReader.KEYS);
        assertThat(keys(types.get("approve"))).containsExactlyInAnyOrderElementsOf(TargetReader.APPROVE_KEYS);
        assertThat(keys(types.get("credential"))).containsExactlyInAnyOrderElementsOf(CredentialReader.KEYS);
    }

    @Test
    void the_example_is_a_policy() {
        assertThat(PolicyFile.read(Path.of("deploy/policy.example.yaml")).problems())
                .isEmpty();
    }

    @Test
    void no_mutation_of_the_example_throws() throws IOException {
        String example = Files.readString(Path.of("deploy/policy.example.yaml"));
        Path file = directory.resolve("policy.yaml");
        for (int seed = 0; seed < 500; seed++) {
            Files.writeString(file, Mutations.of(example, new Random(seed)));

            Result<Policy> result = PolicyFile.read(file);

            assertThat(result.value().isPresent())
                    .as("seed %d", seed)
                    .isEqualTo(result.problems().isEmpty());
            assertThat(result.problems()).as("seed %d", seed).allMatch(problem -> problem.line() > 0);
        }
    }

    private static List<String> keys(JsonNode type) {
        List<String> keys = new ArrayList<>();
        type.get("properties").fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private String digest(PolicyText text) {
        return read(text).rule(ORDERS).orElseThrow().terms().digest();
    }

    private Policy read(PolicyText text) {
        Result<Policy> result = PolicyFile.read(text.in(directory));
        assertThat(result.problems()).isEmpty();
        return result.value().orElseThrow();
    }
}
