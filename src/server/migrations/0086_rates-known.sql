-- A quotation is a fact like any other: it says when it was known, which is when it was recorded.
alter table exchange_rate add column known_at timestamptz(3);
update exchange_rate set known_at = recorded_at;
alter table exchange_rate alter column known_at set not null;
