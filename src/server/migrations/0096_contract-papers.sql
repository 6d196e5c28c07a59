-- The counterparty's paper: a version is written on a file by its hash, and the file stays what it was.

create function contract_paper_is_there() returns trigger language plpgsql as $$
declare paper jsonb := new.content -> 'paper';
begin
  if paper is null then return new; end if;
  if not exists (select 1 from record_file f where f.org_id = new.org_id and f.id = (paper ->> 'fileId')::uuid
    and f.record_kind = 'contract' and f.record_id = new.contract_id and f.voided_at is null
    and encode(f.sha256, 'hex') = paper ->> 'sha256') then
    raise exception 'contract_paper_missing' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger contract_paper_is_there before insert on contract_version
  for each row execute function contract_paper_is_there();

create function contract_paper_stays() returns trigger language plpgsql as $$
begin
  if (new.voided_at is distinct from old.voided_at or new.sha256 <> old.sha256 or new.record_id <> old.record_id
      or new.record_kind <> old.record_kind)
    and exists (select 1 from contract_version v where v.org_id = old.org_id and v.contract_id = old.record_id
      and v.content -> 'paper' ->> 'fileId' = old.id::text) then
    raise exception 'contract_paper_stays' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger contract_paper_stays before update on record_file
  for each row when (old.record_kind = 'contract') execute function contract_paper_stays();
