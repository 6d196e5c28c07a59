-- Whether the typed percentages hold as they are (账龄百分比法) or what the company's own losses make of them (a provision
-- matrix by roll rates), and what is expected of the times to come.
alter table provision_rates
  add column method text not null default 'ageing' check (method in ('ageing', 'matrix')),
  add column forward_bp int not null default 10000 check (forward_bp between 5000 and 20000);
