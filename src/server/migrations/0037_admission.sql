-- Admission (C003 C006): a documented decision about dealing with a customer at all, which binds every document.
alter table credit_decision add column admission text check (admission in ('admit', 'limited', 'prepay', 'refuse'));
alter table credit_decision drop constraint credit_decision_kind_check;
alter table credit_decision add constraint credit_decision_kind_check check (kind in ('grade', 'exception', 'admission'));
alter table credit_decision add check (kind <> 'admission' or admission is not null);
create index credit_decision_admission on credit_decision (org_id, customer_id, effective_at desc)
  where kind = 'admission' and effective_at is not null;
