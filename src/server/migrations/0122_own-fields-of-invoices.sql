-- Own fields of invoices (C223). An invoice is a fact and keeps its rows when what the company keeps of it
-- besides changes: what is owed does not. Its values have their times, which are its history.

alter table invoice add column custom jsonb not null default '{}' check (jsonb_typeof(custom) = 'object');
create trigger custom_insert after insert on invoice
  referencing new table as added for each statement execute function custom_value_add('invoice');
create trigger custom_update after update on invoice
  referencing old table as removed new table as added for each statement execute function custom_value_change('invoice');
