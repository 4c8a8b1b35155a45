-- The first delivery of each organiser. What is held until an address is proved takes no turn.
create index notifications_turn on notifications (organiser_id, next_try_at, id, created_at)
    where state = 'queued' and next_try_at < '9999-01-01 00:00:00+00';
