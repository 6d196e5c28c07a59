-- What one customer owes is asked inside every order and with every look at the customer; what was taken back
-- is asked whenever figures are made from what is open. Both are few among many that are paid.
create index instalment_owed on instalment (org_id, customer_id) include (due_on, open_fen) where open_fen > 0 and voided_at is null;
create index instalment_taken_back on instalment (org_id, customer_id) where voided_at is not null;
