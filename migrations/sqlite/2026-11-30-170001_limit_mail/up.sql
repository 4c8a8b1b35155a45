-- How much is used of the e-mails that a subject may cause or get, as an instant: what lies behind now
-- is used. A limit refills as time passes, so a row whose instant has passed says nothing.
create table mail_allowances (
    kind text not null check (kind in ('account', 'pair', 'server', 'stranger')),
    subject text not null,
    -- How much the allowance holds, in microseconds.
    span integer not null check (span > 0),
    -- In microseconds since 1970.
    used_until integer not null,
    -- Whether four fifths were used when something was last taken.
    is_near integer not null check (is_near in (0, 1)),
    primary key (kind, subject)
) strict, without rowid;
create index mail_allowances_near on mail_allowances (kind, subject) where is_near;
