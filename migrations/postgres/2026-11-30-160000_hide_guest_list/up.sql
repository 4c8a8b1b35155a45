-- Whether a guest sees only the organiser and itself.
alter table meetings add column hides_guest_list boolean not null default false;
