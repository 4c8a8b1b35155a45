alter table participants drop column is_opted_out;
alter table participants drop column has_accepted;
drop table mail_opt_outs;
