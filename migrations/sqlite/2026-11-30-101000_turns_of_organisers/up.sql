-- The first delivery of each organiser, and all that is counted of what waits.
create index notifications_turn on notifications (organiser_id, next_try_at, id, created_at)
    where state = 'queued';
