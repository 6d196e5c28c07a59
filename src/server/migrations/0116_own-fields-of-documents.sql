-- Own fields (C223) and views stand with the documents of a sale as well: quotes, orders, contracts.

alter table custom_field drop constraint custom_field_record_check,
  add constraint custom_field_record_check
    check (record in ('customer', 'contact', 'deal', 'quote', 'order', 'contract', 'invoice'));
alter table saved_view drop constraint saved_view_list_check,
  add constraint saved_view_list_check check (list in ('customer', 'deal', 'quote', 'order', 'contract', 'invoice'));

alter table quote add column custom jsonb not null default '{}' check (jsonb_typeof(custom) = 'object');
alter table sales_order add column custom jsonb not null default '{}' check (jsonb_typeof(custom) = 'object');
alter table contract add column custom jsonb not null default '{}' check (jsonb_typeof(custom) = 'object');

create trigger custom_insert after insert on quote
  referencing new table as added for each statement execute function custom_value_add('quote');
create trigger custom_update after update on quote
  referencing old table as removed new table as added for each statement execute function custom_value_change('quote');
create trigger custom_insert after insert on sales_order
  referencing new table as added for each statement execute function custom_value_add('order');
create trigger custom_update after update on sales_order
  referencing old table as removed new table as added for each statement execute function custom_value_change('order');
create trigger custom_insert after insert on contract
  referencing new table as added for each statement execute function custom_value_add('contract');
create trigger custom_update after update on contract
  referencing old table as removed new table as added for each statement execute function custom_value_change('contract');
