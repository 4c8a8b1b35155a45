-- The last revision of a meeting that changed its times, and the revision that a reply was given for.
alter table meetings add column times_sequence integer not null default 0;
alter table participants add column sequence integer;
