-- A word that stands in most contracts is found by going through them, the newest first, until there are enough: what stands in
-- each is then asked by the contract, and from this index alone (decision 0023).
create index archive_use_of_contract on archive_use (org_id, contract_id) include (text_id, place);
drop index archive_use_by_contract;

create index contract_by_signing on contract (org_id, signed_on desc nulls first, id desc) where voided_at is null;
