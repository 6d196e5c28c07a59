-- Whether a credit code is there already is asked at every new customer (C202).
create index customer_by_uscc on customer (org_id, uscc) where uscc <> '';
