-- At the instant that was reached, this was done for the meetings up to this id; for all of them
-- where there is none.
alter table marks add column passed blob check (length(passed) = 16);
