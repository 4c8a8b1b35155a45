drop table account_deletions;
