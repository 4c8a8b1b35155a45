-- How a row counts: other people's plans make way for `busy` alone. Who was invited by an organiser
-- that may not know their time has a `tentative` row until they accept.
alter table busy add column kind text collate "C" not null default 'busy'
    check (kind in ('busy', 'tentative', 'out_of_office', 'focus', 'external'));

-- `viewer` and `person` met; each pair stands here from both sides.
create table circle (
    viewer text collate "C" not null,
    person text collate "C" not null,
    primary key (viewer, person)
);

insert into circle (viewer, person)
select o.email, p.email
from participants p
join meetings m on m.id = p.meeting_id
join users o on o.id = m.created_by
where p.status in ('accepted', 'tentative') and p.email <> o.email
    and o.email_verified_at is not null
group by 1, 2;
insert into circle (viewer, person) select person, viewer from circle on conflict do nothing;
