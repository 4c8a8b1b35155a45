-- Addresses that get no e-mails, but for those about their accounts.
create table mail_opt_outs (
    email text primary key,
    opted_out_at timestamptz not null
);

-- Whether the participant accepted and has not declined since; moving the meeting does not end it.
alter table participants add column has_accepted boolean not null default false;
update participants set has_accepted = true where status in ('accepted', 'tentative');
-- A copy of what `mail_opt_outs` says.
alter table participants add column is_opted_out boolean not null default false;
