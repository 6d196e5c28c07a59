-- What of an invoice is value-added tax, where its source says so (C053).
alter table invoice add column tax_minor bigint, add column tax_rate_bp int,
  add constraint invoice_tax check (tax_minor >= 0 and tax_minor < coalesce(original_minor, amount_fen)),
  add constraint invoice_tax_rate check (tax_rate_bp between 0 and 10000 and (tax_rate_bp is null or tax_minor is not null));
comment on column invoice.tax_minor is 'in the currency of the invoice; its amount is with tax; null: not known';
comment on column invoice.tax_rate_bp is 'null: several rates, or none that the amounts say';
