-- Addresses that get no e-mails, but for those about their accounts.
create table mail_opt_outs (
    email text not null primary key,
    opted_out_at text not null check (length(opted_out_at) = 26)
) strict, without rowid;

-- Whether the participant accepted and has not declined since; moving the meeting does not end it.
alter table participants add column has_accepted integer not null default 0
    check (has_accepted in (0, 1));
update participants set has_accepted = 1 where status in ('accepted', 'tentative');
-- A copy of what `mail_opt_outs` says.
alter table participants add column is_opted_out integer not null default 0
    check (is_opted_out in (0, 1));
