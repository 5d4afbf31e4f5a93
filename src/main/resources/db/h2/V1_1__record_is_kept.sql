-- The record is only added to. Whoever owns the database can drop these; the chain tells that then.

create trigger audit_event_is_kept before update, delete on audit_event
    for each row call 'dev.breakglass.store.RecordIsKept';

create trigger audit_head_moves_on before update, delete on audit_head
    for each row call 'dev.breakglass.store.RecordIsKept';
