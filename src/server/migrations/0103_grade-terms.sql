-- C019 C020: an exception may allow a longer term or less in advance than the grade; it needs no amount then.
alter table credit_decision add column term_days int check (term_days between 0 and 3650);
alter table credit_decision add column prepay_bp int check (prepay_bp between 0 and 10000);
comment on column credit_decision.term_days is 'of an exception: for an order the term it was let go at, else how long a term may be';
alter table credit_decision drop constraint credit_decision_check3;
alter table credit_decision add constraint credit_decision_exception_check
  check (kind <> 'exception' or amount_fen is not null or (order_id is null and (term_days is not null or prepay_bp is not null)));
