-- The record is only added to. Whoever owns the database can drop these; the chain tells that then.

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the record is only added to: % of %', tg_op, tg_table_name using errcode = 'restrict_violation';
end $$;

create function let_head_move_on() returns trigger language plpgsql as $$
begin
    if new.chain = old.chain and new.seq > old.seq then
        return new;
    end if;
    raise exception 'the head of the record only moves on' using errcode = 'restrict_violation';
end $$;

create trigger audit_event_is_kept before update or delete on audit_event
    for each row execute function refuse_change();
create trigger audit_event_is_not_emptied before truncate on audit_event
    for each statement execute function refuse_change();

create trigger audit_head_moves_on before update on audit_head
    for each row execute function let_head_move_on();
create trigger audit_head_is_kept before delete on audit_head
    for each row execute function refuse_change();
create trigger audit_head_is_not_emptied before truncate on audit_head
    for each statement execute function refuse_change();
