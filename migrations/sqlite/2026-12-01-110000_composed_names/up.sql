-- The name in composed letters (Unicode Standard Annex 15), where it was written in other ones.
alter table participants add column composed_name text;
