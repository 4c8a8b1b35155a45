-- The earlier version knows no mails about transfers.
delete from notifications where kind = 'transfer';
delete from messages where kind = 'transfer';
drop table transfer_offers;
