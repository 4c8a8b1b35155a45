//! The statements of the server.

use super::rows::Statement;

macro_rules! statements {
    ($($name:ident: $sqlite:expr, $postgres:expr;)*) => { $(
        pub(super) struct $name;

        impl Statement for $name {
            const SQLITE: &'static str = $sqlite;
            const POSTGRES: &'static str = $postgres;
        }
    )* };
}

macro_rules! meeting {
    () => {
        "select m.id, m.created_by, o.email, o.first_name, o.last_name, m.title, m.location,
        m.starts_at, m.ends_at, m.zone, m.conflict_policy, m.is_cancelled, m.sequence, m.version,
        m.created_at, m.updated_at, o.email_verified_at is not null"
    };
}

macro_rules! participant {
    () => {
        "p.id, p.meeting_id, p.email, p.name, p.status, p.invited_at, p.responded_at, p.note,
        p.link_number, p.is_co_organiser, p.has_accepted, p.is_opted_out, p.sequence, u.id,
        u.email_verified_at"
    };
}

macro_rules! detail {
    () => {
        concat!(
            meeting!(),
            ", m.hides_guest_list, m.description, m.times_sequence, t.user_id, t.email, t.offered_by,
                t.offered_at, t.expires_at, null, null, null, null, null, null, null, null, null,
                null, null, null, null, null, null
            from meetings m
            join users o on o.id = m.created_by
            left join transfer_offers t on t.meeting_id = m.id and t.is_open
            where m.id = $1
            union all
            select null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, null, null, null, null, null, null, null, null, null, null, null, ",
            participant!(),
            " from participants p
            left join users u on u.email = p.email
            where p.meeting_id = $1
            order by 26 nulls first"
        )
    };
}

macro_rules! mine {
    () => {
        "with mine(id) as (
            select id from meetings where created_by = $1
            union
            select meeting_id from participants where email = $2
        ) "
    };
}

macro_rules! page {
    () => {
        concat!(
            mine!(),
            "select page.id, page.title, page.location, page.starts_at, page.ends_at, page.zone,
                page.is_cancelled,
                (select count(*) from participants c
                    where c.meeting_id = page.id
                        and (not page.hides_guests or c.email = $2 or c.email = o.email)),
                (select count(*) from participants c
                    where c.meeting_id = page.id and c.status <> 'pending'
                        and (not page.hides_guests or c.email = $2 or c.email = o.email)),
                o.email, page.created_by = $1, page.my_status, page.is_co_organiser,
                page.sequence
            from (
                select m.id, m.title, m.title_key, m.location, m.starts_at, m.ends_at, m.zone,
                    m.is_cancelled, m.created_by, m.created_at, m.sequence, p.status as my_status,
                    coalesce(p.is_co_organiser, false) as is_co_organiser,
                    (m.hides_guest_list and m.created_by <> $1
                        and not coalesce(p.is_co_organiser, false)) as hides_guests
                from mine
                join meetings m on m.id = mine.id
                left join participants p on p.meeting_id = m.id and p.email = $2
                where 1 = 1
                order by m.starts_at, m.id limit $3 offset $4
            ) page
            join users o on o.id = page.created_by
            order by page.starts_at, page.id"
        )
    };
}

macro_rules! count {
    () => {
        concat!(mine!(), "select count(*) from mine")
    };
}

macro_rules! me {
    () => {
        "select id, email, email_verified_at, username, password_hash, first_name, last_name, zone,
            reminder_minutes, is_active, is_staff, is_superuser, date_joined
        from users where id = $1 limit 1"
    };
}

macro_rules! upcoming {
    () => {
        concat!(
            mine!(),
            meeting!(),
            ", m.hides_guest_list, m.description, m.times_sequence
            from mine
            join meetings m on m.id = mine.id
            join users o on o.id = m.created_by
            where not m.is_cancelled and m.ends_at > $3
            order by m.starts_at, m.id"
        )
    };
}

macro_rules! guests {
    ($meetings:literal) => {
        concat!(
            "select ",
            participant!(),
            " from ",
            $meetings,
            " left join users u on u.email = p.email
            order by p.id"
        )
    };
}

statements! {
    Detail: detail!(), detail!();
    Page: page!(), page!();
    Count: count!(), count!();
    Me: me!(), me!();
    Upcoming: upcoming!(), upcoming!();
    Guests: guests!("json_each($1) as n join participants p on p.meeting_id = unhex(n.value)"),
        guests!("json_array_elements_text(cast($1 as json)) as n(value)
            join participants p on p.meeting_id = cast(n.value as uuid)");
    Overlapping: "
        select person, meeting_id, title, starts_at, ends_at, is_visible from (
            select b.person, b.meeting_id, m.title, b.starts_at, b.ends_at,
                (m.created_by = $5 or v.id is not null and (
                    not m.hides_guest_list or v.is_co_organiser or b.person = $6
                    or exists (
                        select 1 from users o where o.id = m.created_by and o.email = b.person
                    )
                )) as is_visible,
                row_number() over (
                    partition by b.person order by b.starts_at, b.meeting_id
                ) as place
            from json_each($1) as n
            cross join (
                select 2 as reach, $2 as starts_after
                union all select 24, $3 union all select 744, $4
            ) r
            cross join busy b on b.person = n.value and b.reach = r.reach
                and (b.starts_at, b.meeting_id) in (
                    select i.starts_at, i.meeting_id from busy i
                    where i.person = n.value and i.reach = r.reach
                        and i.starts_at > r.starts_after and i.starts_at < $8 and i.ends_at > $9
                    order by i.starts_at, i.meeting_id
                    limit $10 + 1
                )
            cross join meetings m on m.id = b.meeting_id
            left join participants v on v.meeting_id = b.meeting_id and v.email = $6
            where b.meeting_id is distinct from $7
                or not (m.created_by = $5 or v.id is not null and (
                    not m.hides_guest_list or v.is_co_organiser or b.person = $6
                    or exists (
                        select 1 from users o where o.id = m.created_by and o.email = b.person
                    )
                ))
        )
        where place <= $10
        order by person, place",
        "
        select n.value, c.meeting_id, c.title, c.starts_at, c.ends_at, c.is_visible
        from json_array_elements_text(cast($1 as json)) as n(value)
        cross join lateral (
            select b.meeting_id, m.title, b.starts_at, b.ends_at,
                (m.created_by = $5 or v.id is not null and (
                    not m.hides_guest_list or v.is_co_organiser or n.value = $6
                    or exists (
                        select 1 from users o where o.id = m.created_by and o.email = n.value
                    )
                )) as is_visible
            from (values (2, $2), (24, $3), (744, $4)) as r(reach, starts_after)
            cross join lateral (
                select meeting_id, starts_at, ends_at from busy
                where person = n.value and reach = r.reach
                    and starts_at > r.starts_after and starts_at < $8 and ends_at > $9
                order by starts_at, meeting_id
                limit $10 + 1
            ) b
            join meetings m on m.id = b.meeting_id
            left join participants v on v.meeting_id = b.meeting_id and v.email = $6
            where b.meeting_id is distinct from $7
                or not (m.created_by = $5 or v.id is not null and (
                    not m.hides_guest_list or v.is_co_organiser or n.value = $6
                    or exists (
                        select 1 from users o where o.id = m.created_by and o.email = n.value
                    )
                ))
            order by b.starts_at, b.meeting_id
            limit $10
        ) c";
}
