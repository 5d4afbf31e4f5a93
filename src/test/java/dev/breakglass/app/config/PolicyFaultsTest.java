package dev.breakglass.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyFaultsTest {
    private static final String AS_DOCUMENTED = "as in docs/configuration.md.";

    @TempDir
    Path directory;

    private static Arguments fault(String old, String replacement, String... lines) {
        return Arguments.of(PolicyText.GOOD.with(old, replacement), List.of(lines));
    }

    static List<Arguments> keysAndTypes() {
        return List.of(
                fault(
                        "risk: high",
                        "riks: high",
                        "policy.yaml:9: 'riks' is not known in orders-db. Did you mean 'risk'?"),
                fault(
                        "    longest: 4h",
                        "    longest: 4h\n    colour: red",
                        "policy.yaml:27: 'colour' is not known in orders-db. Known are: description, risk, boundary, vault,"
                                + " connect, channel, ask, approve, durations, longest, on_interception."),
                fault("    risk: high\n", "", "policy.yaml:8: orders-db has no 'risk'. Add 'risk:', " + AS_DOCUMENTED),
                fault(
                        "risk: high",
                        "risk: [high]",
                        "policy.yaml:9: 'risk' of orders-db must be a single value. Write a single value, "
                                + AS_DOCUMENTED),
                fault(
                        "risk: high",
                        "risk:",
                        "policy.yaml:9: 'risk' of orders-db has no value. Write a single value, " + AS_DOCUMENTED),
                fault(
                        "ask: [oncall]",
                        "ask: oncall",
                        "policy.yaml:23: 'ask' of orders-db must be a list. Write a list, " + AS_DOCUMENTED),
                fault(
                        "approve: {from: [security], people: 1}",
                        "approve: security",
                        "policy.yaml:24: 'approve' of orders-db must be keys and values." + " Write keys and values, "
                                + AS_DOCUMENTED),
                fault("name: Bob, ", "", "policy.yaml:3: bob has no 'name'. Add 'name:', " + AS_DOCUMENTED),
                fault(
                        "people: 1",
                        "people: two",
                        "policy.yaml:24: 'two' is not a number of people. Write a number from 1 to 99."),
                fault(
                        "people: 1",
                        "people: 0",
                        "policy.yaml:24: '0' is not a number of people. Write a number from 1 to 99."),
                fault("risk: high", "risk: huge", "policy.yaml:9: 'huge' is not a risk. Write low, medium or high."),
                fault(
                        "connect: boundary connect postgres",
                        "connect: |\n      one\n      two",
                        "policy.yaml:21: 'connect' must be one line. Remove line breaks and tabs."),
                fault(
                        "people:\n",
                        "people_file: x.yaml\npeople:\n",
                        "policy.yaml:1: both 'people' and 'people_file' are given. Keep one of the two."));
    }

    static List<Arguments> ids() {
        return List.of(
                wrong(
                        11,
                        "project: p_1234567890",
                        "project: p_123",
                        "p_123",
                        "the id of a Boundary project",
                        "p_1234567890"),
                wrong(12, "ttcp_1234567890", "t_1234567890", "the id of a Boundary target", "ttcp_1234567890"),
                wrong(13, "r_1234567891", "g_1234567891", "the id of a Boundary role", "r_1234567890"),
                wrong(2, "u_1234567890", "u_auth", "the id of a Boundary user", "u_1234567890"),
                wrong(
                        2,
                        "T0001, user: U0001",
                        "X1, user: U0001",
                        "X1",
                        "the id of a Slack workspace or organisation",
                        "T0123456789"),
                wrong(2, "U0001", "alice", "the id of a Slack user", "U0123456789"),
                wrong(22, "C0SEC", "#security", "the id of a Slack channel", "C0123456789"),
                wrong(
                        17,
                        "database/creds/orders",
                        "database/static-creds/orders",
                        "the path of dynamic database credentials",
                        "database/creds/orders"),
                wrong(
                        18,
                        "token_role: breakglass",
                        "token_role: a/b",
                        "a/b",
                        "the name of a role or policy in Vault",
                        "breakglass"),
                wrong(19, "[breakglass-orders]", "[a b]", "a b", "the name of a role or policy in Vault", "breakglass"),
                wrong(
                        7,
                        "orders-db:",
                        "orders db:",
                        "orders db",
                        "a name of up to 63 letters, digits, '.', '_' and '-'",
                        "orders-db"));
    }

    private static Arguments wrong(int line, String old, String wrong, String meaning, String example) {
        return wrong(line, old, wrong, wrong, meaning, example);
    }

    private static Arguments wrong(int line, String old, String text, String wrong, String meaning, String example) {
        String quoted = wrong.startsWith("#") ? text.replace(wrong, "'" + wrong + "'") : text;
        return fault(
                old,
                quoted,
                "policy.yaml:" + line + ": '" + wrong + "' is not " + meaning + ". Write one such as " + example + ".");
    }

    static List<Arguments> people() {
        return List.of(
                fault(
                        "ask: [oncall]",
                        "ask: [oncal]",
                        "policy.yaml:23: 'oncal' is neither a group nor a person. Did you mean 'oncall'?"),
                fault(
                        "ask: [oncall]",
                        "ask: [everybody]",
                        "policy.yaml:23: 'everybody' is neither a group nor a person. Add it, or remove it here."),
                fault(
                        "security: [bob, carol]",
                        "security: [bob, karol]",
                        "policy.yaml:5: 'karol' is not a person. Did you mean 'carol'?"),
                fault(
                        "security: [bob, carol]",
                        "security: [bob, carol], bob: [carol]",
                        "policy.yaml:5: group 'bob' has the name of a person. Rename the group."),
                fault(
                        "ask: [oncall]",
                        "ask: []",
                        "policy.yaml:8: nobody may ask for orders-db. List people, or groups that are not empty."),
                fault(
                        "security: [bob, carol]",
                        "security: []",
                        "policy.yaml:24: nobody may approve orders-db. List people, or groups that are not empty."),
                fault(
                        "people: 1",
                        "people: 3",
                        "policy.yaml:24: orders-db needs 3 to approve, but when alice asks only 2 can."
                                + " Add approvers, or lower 'people'."),
                fault(
                        "from: [security], people: 1",
                        "from: [alice], people: 1",
                        "policy.yaml:24: orders-db needs 1 to approve, but when alice asks only 0 can."
                                + " Add approvers, or lower 'people'."),
                fault(
                        "user: U0002",
                        "user: U0001",
                        "policy.yaml:3: Slack account T0001/U0001 is bound to alice already. Bind each account to one person, once."),
                fault(
                        "bob: {name: Bob,",
                        "bob: {name: Bob, boundary: u_1234567890,",
                        "policy.yaml:3: Boundary user u_1234567890 is bound to alice already. Bind each account to one person, once."),
                fault(
                        "bob: {name: Bob, slack: [{team: T0001, user: U0002}]}",
                        "bob: {name: Bob}",
                        "policy.yaml:3: bob may approve orders-db and has no Slack account. Add 'slack: [{team: T…, user: U…}]'."),
                fault(
                        ", boundary: u_1234567890}",
                        "}",
                        "policy.yaml:2: alice may ask for orders-db and has no Boundary user. Add 'boundary: u_…', or the account under 'boundary'."));
    }

    private static Arguments accountFault(String old, String replacement, String... lines) {
        return Arguments.of(PolicyText.WITH_ACCOUNTS.with(old, replacement), List.of(lines));
    }

    static List<Arguments> accounts() {
        String all = PolicyText.WITH_ACCOUNTS.text();
        String second = all.substring(all.indexOf("  orders-db:"))
                .replace("orders-db:", "other:")
                .replace("r_123456789", "r_223456789")
                .replace("login_name: emergency-1", "login_name: emergency-9");
        return List.of(
                accountFault(
                        "acctpw_1234567891",
                        "acctpw_1234567890",
                        "policy.yaml:16: account acctpw_1234567890 is listed twice. List each account once in a target."),
                accountFault(
                        "u_1234567898",
                        "u_1234567897",
                        "policy.yaml:16: user u_1234567897 belongs to account acctpw_1234567890 already."
                                + " Give each emergency account a user of its own."),
                accountFault(
                        "u_1234567898",
                        "u_1234567890",
                        "policy.yaml:16: 'u_1234567890' is the Boundary user of a person."
                                + " Give each emergency account a user of its own."),
                accountFault(
                        "acctpw_1234567891",
                        "acct_1",
                        "policy.yaml:16: 'acct_1' is not the id of a password account in Boundary."
                                + " Write one such as acctpw_1234567890."),
                accountFault(
                        "user: u_1234567898",
                        "user: u_auth",
                        "policy.yaml:16: 'u_auth' is not the id of a Boundary user. Write one such as u_1234567890."),
                accountFault(
                        "login_name: emergency-2",
                        "login_name: \"emergency; rm\"",
                        "policy.yaml:16: 'login_name' is not a login name of up to 128 letters, digits, '.', '_', '@',"
                                + " '+' and '-'. Write one such as emergency-1."),
                accountFault(
                        ", user: u_1234567898",
                        "",
                        "policy.yaml:16: an item of 'emergency_accounts' of orders-db has no 'user'." + " Add 'user:', "
                                + AS_DOCUMENTED),
                accountFault(
                        "    longest: 4h\n",
                        "    longest: 4h\n" + second,
                        "policy.yaml:38: account acctpw_1234567890 is described otherwise in another target."
                                + " Give it the same user, auth_method and login_name everywhere."));
    }

    static List<Arguments> rest() {
        String secondTarget =
                PolicyText.GOOD.text().substring(PolicyText.GOOD.text().indexOf("  orders-db:"));
        return List.of(
                fault(
                        "[r_1234567890, r_1234567891]",
                        "[r_1234567890, r_1234567890]",
                        "policy.yaml:13: slot r_1234567890 is listed in orders-db already."
                                + " Give each target roles of its own, each listed once."),
                fault(
                        "    longest: 4h\n",
                        "    longest: 4h\n"
                                + secondTarget.replace("orders-db:", "other:").replace("r_1234567891", "r_1234567892"),
                        "policy.yaml:33: slot r_1234567890 is listed in orders-db already."
                                + " Give each target roles of its own, each listed once."),
                fault(
                        "[r_1234567890, r_1234567891]",
                        "[]",
                        "policy.yaml:11: orders-db has no slot. List at least one role, such as r_1234567890."),
                fault(
                        "1h]",
                        "5h]",
                        "policy.yaml:25: '5h' is longer than the longest total, 4h. Shorten it, or raise 'longest'."),
                fault("[15m", "[59s", "policy.yaml:25: '59s' is shorter than a minute. Write 1m or more."),
                fault("1h]", "1h, 60m]", "policy.yaml:25: '60m' is offered twice. Remove one of the two."),
                fault("1h]", "1d]", "policy.yaml:25: '1d' is not a duration. Write it like 90s, 30m, 4h or 1h30m."),
                fault(
                        "[15m, 30m, 1h]",
                        "[]",
                        "policy.yaml:8: orders-db offers no duration. List at least one, such as 30m."),
                fault(
                        "longest: 4h",
                        "longest: 240",
                        "policy.yaml:26: '240' is not a duration. Write it like 90s, 30m, 4h or 1h30m."),
                fault(
                        "default_ttl: 1h",
                        "default_ttl: 0s",
                        "policy.yaml:20: '0s' is no time at all. Write the default_ttl of the Vault role."),
                fault(
                        "kind: database",
                        "kind: ssh",
                        "policy.yaml:16: 'ssh' is not a kind of credential that can be issued."
                                + " Write database, kv, lease, ssh-certificate, ssh-otp, token."),
                fault(
                        "default_ttl: 1h",
                        "default_ttl: 1h\n        ip: 10.0.0.7",
                        "policy.yaml:15: 'ip' means nothing for the kind database. Remove it, or correct 'kind'."),
                fault(
                        "[breakglass-orders]",
                        "[]",
                        "policy.yaml:15: the credential has no policy. List what its token may do in 'policies'."));
    }

    @ParameterizedTest
    @MethodSource({"keysAndTypes", "ids", "people", "accounts", "rest"})
    void a_fault_is_one_line_with_its_place_and_its_remedy(PolicyText text, List<String> lines) {
        assertThat(lines(text)).containsExactlyElementsOf(lines);
    }

    @Test
    void all_faults_are_told_at_once() {
        PolicyText text = PolicyText.GOOD
                .with("u_1234567890", "u_1")
                .with("risk: high", "risk: huge")
                .with("ask: [oncall]", "ask: [nobody]")
                .with("longest: 4h", "longest: long");

        assertThat(lines(text)).hasSize(4);
    }

    private List<String> lines(PolicyText text) {
        return PolicyFile.read(text.in(directory)).problems().stream()
                .map(Problem::toString)
                .toList();
    }
}
