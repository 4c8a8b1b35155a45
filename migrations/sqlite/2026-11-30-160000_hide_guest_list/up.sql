-- Whether a guest sees only the organiser and itself.
alter table meetings add column hides_guest_list integer not null default 0
    check (hides_guest_list in (0, 1));
