drop index participants_accepted;
drop table mail_allowances;
