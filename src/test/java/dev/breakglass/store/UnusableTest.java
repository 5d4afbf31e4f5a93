package dev.breakglass.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakglass.access.Secret;
import dev.breakglass.flow.Finding;
import dev.breakglass.sandbox.SettableClock;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that cannot be used: what is wrong is said, and what to do, never in the database's own words. */
class UnusableTest {
    /** The driver's own, which reads certificates from files. */
    private static final String BY_FILE = "org.postgresql.ssl.LibPQFactory";

    private final Settings.PostgreSql sound = Postgres.fresh();
    private final String name = Postgres.name(sound);

    @Test
    void nothing_is_wrong_with_a_fresh_one_and_with_one_in_use() {
        assertThat(Store.examine(sound)).isEmpty();
        assertThat(Store.exists(sound)).isFalse();
        open(sound).close();
        assertThat(Store.examine(sound)).isEmpty();
        assertThat(Store.exists(sound)).isTrue();
    }

    @Test
    void looking_makes_nothing() {
        Store.examine(sound);
        Store.exists(sound);
        assertThat(Postgres.ask(name, "select count(*) from pg_tables where schemaname = 'public'"))
                .isEqualTo("0");
    }

    @Test
    void a_server_that_is_away_is_told() {
        Settings away = new Settings.PostgreSql("jdbc:postgresql://127.0.0.1:1/" + name, "me", Secret.of("any"), 4);
        assertFinding(away, "the database cannot be reached", "start it, or correct 'database.url'; the log says more");
        assertThatThrownBy(() -> Store.exists(away)).isInstanceOf(Unusable.class);
    }

    @Test
    void a_database_that_is_not_there_is_told() {
        Settings none = Postgres.settings("nowhere", "postgres", "any");
        assertFinding(none, "the server has no database of that name", "create it, or correct 'database.url'");
        assertThatThrownBy(() -> open(none)).isInstanceOf(Unusable.class).hasMessageContaining("no database");
    }

    @Test
    void a_login_that_is_refused_is_told() {
        Settings stranger = Postgres.settings(name, "nobody", "any");
        assertFinding(stranger, "the database refuses the login", "correct 'database.user' and 'database.password'");
    }

    @Test
    void a_user_who_may_not_make_tables_is_told() {
        Settings poor = as("poor");
        Postgres.run(name, "revoke create on schema public from public");
        assertFinding(
                poor,
                "the database user may not make tables",
                "run \"grant create, usage on schema public to \\\"poor\\\"\" in that database, or let the user own it");
        assertThatThrownBy(() -> open(poor)).isInstanceOf(Unusable.class).hasMessageContaining("lacks a right");
        Postgres.run(name, "grant create, usage on schema public to poor");
        assertThat(Store.examine(poor)).isEmpty();
        open(poor).close();
    }

    @Test
    void tables_of_another_owner_are_told() {
        open(sound).close();
        Settings stranger = as("other");
        assertFinding(
                stranger,
                "the database user lacks a right that it needs",
                "let it own the database and its tables; the log says more");

        Postgres.run(name, "grant select on all tables in schema public to other");
        assertThat(Store.examine(stranger))
                .singleElement()
                .asString()
                .startsWith("the database user may not read and write audit_event, live_grant, request");
    }

    @Test
    void a_database_that_only_reads_is_told() {
        Postgres.run("postgres", "alter database " + name + " set default_transaction_read_only = on");
        assertFinding(
                sound,
                "the database is read-only",
                "let 'database.url' name the primary, such as by targetServerType=primary");
        assertThatThrownBy(() -> open(sound)).isInstanceOf(Unusable.class).hasMessageContaining("read-only");
    }

    @Test
    void a_database_that_may_lose_commits_is_warned_of() {
        Postgres.run("postgres", "alter database " + name + " set synchronous_commit = off");
        assertThat(Store.examine(sound)).singleElement().satisfies(finding -> {
            assertThat(finding.isWarning()).isTrue();
            assertThat(finding.fault()).contains("synchronous_commit is off");
        });
    }

    @Test
    void a_schema_of_a_newer_version_is_left_alone() {
        open(sound).close();
        Postgres.run(
                name,
                "insert into flyway_schema_history (installed_rank, version, description, type, script, checksum,"
                        + " installed_by, execution_time, success)"
                        + " values (99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'me', 1, true)");
        assertFinding(
                sound,
                "the database was brought up to date by a newer version of this program",
                "start that version; an older one would not understand what is stored");
        assertThatThrownBy(() -> open(sound)).isInstanceOf(Unusable.class).hasMessageContaining("newer version");
    }

    @Test
    void a_start_waits_for_a_database_that_comes_back() throws Exception {
        Postgres.run("postgres", "alter database " + name + " connection limit 0");
        // Superusers are let in all the same.
        Settings waiting = as("waiter");
        assertThat(Store.examine(waiting))
                .singleElement()
                .asString()
                .startsWith("the database has no connection left for this node");
        Postgres.run(name, "grant create, usage on schema public to waiter");
        CompletableFuture<Store> start = CompletableFuture.supplyAsync(() -> open(waiting));
        assertThatThrownBy(() -> start.get(2, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);

        Postgres.run("postgres", "alter database " + name + " connection limit 50");
        start.get(20, TimeUnit.SECONDS).close();
    }

    @Test
    void beyond_this_host_the_server_must_prove_itself_unless_the_address_says_otherwise() {
        assertThat(told("db.example.com", "")).isEqualTo("verify-full org.postgresql.ssl.DefaultJavaSSLFactory");
        assertThat(told("127.0.0.1,db.example.com", ""))
                .isEqualTo("verify-full org.postgresql.ssl.DefaultJavaSSLFactory");
        assertThat(told("db.example.com", "?sslrootcert=/ca.pem")).isEqualTo("verify-full " + BY_FILE);
        assertThat(told("db.example.com", "?sslmode=disable")).isEqualTo("disable " + BY_FILE);
        assertThat(told("localhost", "")).isEqualTo("null " + BY_FILE);
        assertThat(told("[::1]", "")).isEqualTo("null " + BY_FILE);
    }

    private static String told(String host, String options) {
        String url = "jdbc:postgresql://" + host + "/db" + options;
        Properties told = new PostgreSql(new Settings.PostgreSql(url, "me", Secret.of("any"), 4)).told();
        return told.getProperty("sslmode") + " " + told.getProperty("sslfactory");
    }

    private Settings as(String user) {
        Postgres.run(
                "postgres",
                "do $$ begin create role " + user + " login; exception when duplicate_object then null; end $$");
        return Postgres.settings(name, user, "any");
    }

    private static Store open(Settings settings) {
        return Store.open(settings, SettableClock.running(), () -> {});
    }

    private static void assertFinding(Settings settings, String fault, String remedy) {
        assertThat(Store.examine(settings)).isEqualTo(List.of(Finding.fault(fault, remedy)));
    }
}
