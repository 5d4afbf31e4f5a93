package dev.breakglass.sandbox.slack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who and what is in the workspace. Built fluently before the server starts and changed the same way while it runs;
 * people and channels are named, and {@link #userId} and {@link #channelId} tell the ids that follow from the names.
 */
public final class Workspace {
    public static final String TEAM = "T0001";
    public static final String TEAM_DOMAIN = "acme";
    public static final String FOREIGN_TEAM = "T0FOREIGN";
    public static final String APP = "A0001";
    public static final String BOT_ID = "B0001";
    public static final String BOT_USER = "U0BREAKGLASS";
    public static final String BOT_NAME = "breakglass";
    public static final String TOKEN = "xoxb-0001-sandbox";

    private static final Set<String> USUAL_SCOPES = Set.of(
            "commands",
            "chat:write",
            "im:write",
            "im:read",
            "users:read",
            "users:read.email",
            "usergroups:read",
            "channels:read",
            "groups:read");

    private final Map<String, Person> people = new LinkedHashMap<>();
    private final Map<String, Channel> channels = new LinkedHashMap<>();
    private final Map<String, Set<String>> usergroups = new LinkedHashMap<>();
    private final Set<String> scopes = new LinkedHashSet<>(USUAL_SCOPES);

    private Workspace() {
        put(Person.of(TEAM, BOT_NAME, Person.Flag.BOT));
    }

    /** A workspace with the app's bot and nobody else. */
    public static Workspace empty() {
        return new Workspace();
    }

    /**
     * The usual cast: members alice, bob, carol and dave, a guest of each kind, a former member, a foreign bot and a
     * stranger; channels incidents, emergency (private), random (bot not in), old (archived), partners (shared).
     */
    public static Workspace standard() {
        return empty().members("alice", "bob", "carol", "dave")
                .guest("gil")
                .singleChannelGuest("uma")
                .deactivated("dora")
                .bot("robo")
                .stranger("sam")
                .publicChannel("incidents", "alice", "bob", "carol", "dave", "gil", "robo")
                .privateChannel("emergency", "alice", "bob", "carol")
                .publicChannel("random", "alice", "bob")
                .withoutBot("random")
                .publicChannel("old", "alice")
                .archived("old")
                .publicChannel("partners", "alice", "bob", "sam")
                .sharedExternally("partners");
    }

    /** The id of whoever has this name. */
    public static String userId(String name) {
        return "U0" + name.toUpperCase(Locale.ROOT);
    }

    /** The id of the public or private channel of this name. */
    public static String channelId(String name) {
        return "C0" + name.toUpperCase(Locale.ROOT);
    }

    public synchronized Workspace members(String... names) {
        Arrays.asList(names).forEach(name -> put(Person.of(TEAM, name)));
        return this;
    }

    public synchronized Workspace guest(String name) {
        return put(Person.of(TEAM, name, Person.Flag.RESTRICTED));
    }

    public synchronized Workspace singleChannelGuest(String name) {
        return put(Person.of(TEAM, name, Person.Flag.ULTRA_RESTRICTED));
    }

    /** Adds somebody who has left, or deactivates who is there. */
    public synchronized Workspace deactivated(String name) {
        return put(Person.of(TEAM, name, Person.Flag.DELETED));
    }

    public synchronized Workspace bot(String name) {
        return put(Person.of(TEAM, name, Person.Flag.BOT));
    }

    public synchronized Workspace stranger(String name) {
        return put(Person.of(FOREIGN_TEAM, name, Person.Flag.STRANGER));
    }

    /** Adds an account with flags of one's choice, or replaces the one with its id. */
    public synchronized Workspace put(Person person) {
        people.put(person.id(), person);
        return this;
    }

    public synchronized Workspace publicChannel(String name, String... members) {
        return channel(name, Channel.Kind.PUBLIC, members);
    }

    public synchronized Workspace privateChannel(String name, String... members) {
        return channel(name, Channel.Kind.PRIVATE, members);
    }

    public synchronized Workspace withoutBot(String channel) {
        named(channel).members.remove(BOT_USER);
        return this;
    }

    public synchronized Workspace join(String channel, String person) {
        named(channel).members.add(userId(person));
        return this;
    }

    public synchronized Workspace leave(String channel, String person) {
        named(channel).members.remove(userId(person));
        return this;
    }

    public synchronized Workspace archived(String channel) {
        named(channel).archived = true;
        return this;
    }

    public synchronized Workspace sharedExternally(String channel) {
        named(channel).sharedExternally = true;
        return this;
    }

    /** An invitation to another workspace is out, but not accepted yet. */
    public synchronized Workspace pendingShare(String channel) {
        named(channel).pendingShare = true;
        return this;
    }

    public synchronized Workspace usergroup(String id, String... members) {
        Set<String> ids = new LinkedHashSet<>();
        Arrays.asList(members).forEach(member -> ids.add(userId(member)));
        usergroups.put(id, ids);
        return this;
    }

    /** Takes a scope from the app's token. */
    public synchronized Workspace withoutScope(String scope) {
        scopes.remove(scope);
        return this;
    }

    public synchronized Workspace withScope(String scope) {
        scopes.add(scope);
        return this;
    }

    synchronized boolean hasScope(String scope) {
        return scopes.contains(scope);
    }

    synchronized String scopes() {
        return String.join(",", scopes.stream().sorted().toList());
    }

    synchronized List<Person> people() {
        return List.copyOf(people.values());
    }

    synchronized Optional<Person> person(String id) {
        return Optional.ofNullable(people.get(id));
    }

    synchronized List<Channel> channels() {
        return List.copyOf(channels.values());
    }

    synchronized Optional<Channel> channel(String id) {
        return Optional.ofNullable(channels.get(id));
    }

    synchronized Optional<Set<String>> usergroup(String id) {
        return Optional.ofNullable(usergroups.get(id)).map(Set::copyOf);
    }

    /** The name of a person, channel or group; an unknown id is its own name. */
    synchronized String nameOf(String id) {
        if (people.containsKey(id)) {
            return person(id).map(Person::name).orElse(id);
        }
        return channel(id).map(channel -> channel.name).orElse(id);
    }

    /** The direct message between the app and this person, opened if need be. */
    synchronized Channel dm(String user) {
        String id = "D0" + user.substring(1);
        return channels.computeIfAbsent(id, none -> {
            Channel dm = new Channel(id, nameOf(user), Channel.Kind.DM);
            dm.members.addAll(List.of(user, BOT_USER));
            return dm;
        });
    }

    private Workspace channel(String name, Channel.Kind kind, String... members) {
        Channel channel = new Channel(channelId(name), name, kind);
        List<String> all = new ArrayList<>(List.of(BOT_USER));
        Arrays.asList(members).forEach(member -> all.add(userId(member)));
        channel.members.addAll(all);
        channels.put(channel.id, channel);
        return this;
    }

    private Channel named(String name) {
        return channel(channelId(name)).orElseThrow(() -> new IllegalArgumentException("no channel #" + name));
    }
}
