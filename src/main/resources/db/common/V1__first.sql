-- Requests, and what the database itself refuses: illegal moves, a second live grant, a slot or an emergency account held twice.

create table legal_move (
    from_state varchar(16) not null,
    to_state   varchar(16) not null,
    primary key (from_state, to_state)
);

insert into legal_move (from_state, to_state) values
    ('PENDING', 'PENDING'), ('PENDING', 'APPROVED'), ('PENDING', 'DENIED'), ('PENDING', 'WITHDRAWN'), ('PENDING', 'LAPSED'),
    ('APPROVED', 'APPROVED'), ('APPROVED', 'ACTIVE'), ('APPROVED', 'CLOSING'),
    ('ACTIVE', 'ACTIVE'), ('ACTIVE', 'CLOSING'),
    ('CLOSING', 'CLOSING'), ('CLOSING', 'CLOSED');

create table request (
    id             varchar(36)  primary key,
    version        bigint       not null,
    previous_state varchar(16)  not null,
    state          varchar(16)  not null,
    requester      varchar(255) not null,
    target         varchar(255) not null,
    project        varchar(64)  not null,
    asked_at       timestamp(6) with time zone not null,
    origin         varchar(255) not null unique,
    body           varchar(1000000) not null,
    foreign key (previous_state, state) references legal_move (from_state, to_state)
);
create index request_by_state on request (state, asked_at);

create table live_grant (
    person          varchar(255) not null,
    boundary_target varchar(64)  not null,
    request_id      varchar(36)  not null unique references request (id),
    primary key (person, boundary_target)
);

create table reserved_slot (
    role       varchar(64) primary key,
    request_id varchar(36) not null unique references request (id)
);

create table reserved_account (
    account    varchar(64) primary key,
    request_id varchar(36) not null unique references request (id)
);

-- What Slack shows: behind where fewer changes are shown than wanted.
create table surface (
    request_id     varchar(36)  not null references request (id),
    kind           varchar(16)  not null,
    rank           int          not null,
    channel        varchar(64)  not null,
    thread         varchar(32),
    posted_channel varchar(64),
    posted_ts      varchar(32),
    digest         varchar(64)  not null,
    told_seq       bigint       not null,
    wanted         bigint       not null,
    shown          bigint       not null,
    fallen_back    boolean      not null,
    asked_at       timestamp(6) with time zone not null,
    primary key (request_id, kind)
);
create index surface_by_channel on surface (channel, rank, asked_at);

create table channel_turn (
    channel varchar(64) primary key,
    free_at timestamp(6) with time zone not null
);

create table work (
    kind        varchar(16)  not null,
    item        varchar(255) not null,
    due_at      timestamp(6) with time zone,
    not_before  timestamp(6) with time zone,
    lease_until timestamp(6) with time zone,
    fence       bigint       not null,
    primary key (kind, item)
);
create index work_by_due on work (due_at);

create table audit_head (
    chain    varchar(64) primary key,
    seq      bigint      not null,
    hash     varchar(64) not null
);

create table audit_event (
    seq        bigint      primary key,
    hash       varchar(64) not null unique,
    previous   varchar(64) not null,
    request_id varchar(36),
    type       varchar(32) not null,
    at         timestamp(6) with time zone not null,
    body       bytea       not null
);
create index audit_by_request on audit_event (request_id, seq);

create table sink (
    name     varchar(64) primary key,
    next_seq bigint      not null
);

-- "freeze" is a word of PostgreSQL's own.
create table granting (
    one       int primary key check (one = 1),
    frozen_at timestamp(6) with time zone,
    by_whom   varchar(255)
);
insert into granting (one, frozen_at, by_whom) values (1, null, null);

create table seen_signature (
    digest  varchar(64) primary key,
    seen_at timestamp(6) with time zone not null
);
create index seen_signature_by_age on seen_signature (seen_at);
