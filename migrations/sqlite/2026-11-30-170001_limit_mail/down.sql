drop table mail_allowances;
