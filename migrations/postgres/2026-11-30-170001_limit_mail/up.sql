-- How much is used of the e-mails that a subject may cause or get, as an instant: what lies behind now
-- is used. A limit refills as time passes, so a row whose instant has passed says nothing.
create table mail_allowances (
    kind text collate "C" not null check (kind in ('account', 'pair', 'server', 'stranger')),
    subject text collate "C" not null,
    -- How much the allowance holds, in microseconds.
    span bigint not null check (span > 0),
    -- In microseconds since 1970.
    used_until bigint not null,
    -- Whether four fifths were used when something was last taken.
    is_near boolean not null,
    primary key (kind, subject)
) with (fillfactor = 70);
create index mail_allowances_near on mail_allowances (kind, subject) where is_near;
