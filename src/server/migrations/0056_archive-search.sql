-- Any contract is found by what stands in it (C078). Clauses of one template are the same in thousands of contracts, so each
-- sentence is kept once per organisation with its bigrams, and contracts only point at it: the keys grow with what is said
-- differently and not with the number of contracts. Equality of text is leakproof, which pattern matching and full-text
-- search are not: only equality uses an index under row-level security. Everything follows by trigger, so no path forgets it.

create function archive_fold(said text) returns text language sql immutable parallel safe as
  $$ select lower(regexp_replace(normalize(said, nfkc), '\s+', '', 'g') collate "C") $$;
comment on function archive_fold is 'the same as foldText of core/contract/archive.ts; a test holds them equal';

create function archive_id(said text) returns uuid language sql immutable parallel safe as
  $$ select encode(substr(sha256(convert_to(said, 'UTF8')), 1, 16), 'hex')::uuid $$;

create table archive_text (
  org_id uuid not null references org (id),
  id uuid not null,
  said text not null,
  folded text not null,
  primary key (org_id, id)
);
comment on column archive_text.id is 'by its own hash: two who write the same sentence agree without asking';
call fence_table('archive_text', 'select, insert');

create table archive_key (
  org_id uuid not null,
  key text collate "C" not null,
  text_id uuid not null,
  primary key (org_id, key, text_id)
);
comment on column archive_key.key is 'two characters that stand together; of the last one alone, so that each is the beginning of a key';
call fence_table('archive_key', 'select, insert');

create table archive_use (
  org_id uuid not null,
  text_id uuid not null,
  contract_id uuid not null,
  place text not null check (place in
    ('number', 'title', 'remark', 'line', 'file', 'subject', 'delivery', 'breach', 'dunning', 'other')),
  primary key (org_id, text_id, contract_id, place)
);
create index archive_use_by_contract on archive_use (org_id, contract_id);
call fence_table('archive_use', 'select, insert, delete');

create index contract_by_amount on contract (org_id, amount_fen) where voided_at is null;
create index contract_node_by_amount on contract_node (org_id, amount_fen);

-- What the contract says now: the version in force and, while another is drafted, that one too.
create function archive_contracts(org uuid, contracts uuid[]) returns void language sql as $$
  with listed as (
    select k.id, k.number, k.title, k.remark, k.version_id,
      (select v.id from contract_version v where v.org_id = k.org_id and v.contract_id = k.id order by v.number desc limit 1) as newest_id
    from contract k where k.org_id = org and k.id = any(contracts) and k.voided_at is null
  ), written as (
    select l.id, v.content from listed l join contract_version v on v.org_id = org and v.id in (l.version_id, l.newest_id)
  ), said as (
    select id, 'number' as place, number as words from listed
    union all select id, 'title', title from listed
    union all select id, 'remark', remark from listed
    union all select w.id, 'title', w.content ->> 'title' from written w
    union all select w.id, c.key, regexp_split_to_table(c.value, '[。；;！？!?\n\r]+')
      from written w cross join jsonb_each_text(w.content -> 'clauses') c
      where c.key in ('subject', 'delivery', 'breach', 'dunning', 'other')
    union all select w.id, 'line', o ->> 'product' from written w cross join jsonb_array_elements(w.content -> 'lines') o
    union all select f.record_id, 'file', f.name from record_file f join listed l on l.id = f.record_id
      where f.org_id = org and f.record_kind = 'contract' and f.voided_at is null
  ), wanted as (
    select distinct id, place, trim(words) as words, archive_id(trim(words)) as text_id from said where trim(words) <> ''
  ), fresh as (
    insert into archive_text (org_id, id, said, folded)
    select org, w.text_id, w.words, archive_fold(w.words) from (select distinct text_id, words from wanted) w
    where not exists (select 1 from archive_text x where x.org_id = org and x.id = w.text_id)
    on conflict do nothing returning id, folded
  ), keyed as (
    insert into archive_key (org_id, key, text_id)
    select distinct org, substr(f.folded, i, 2), f.id from fresh f cross join generate_series(1, length(f.folded)) i
    on conflict do nothing
  ), gone as (
    delete from archive_use u where u.org_id = org and u.contract_id = any(contracts)
      and not exists (select 1 from wanted w where w.id = u.contract_id and w.text_id = u.text_id and w.place = u.place)
  )
  insert into archive_use (org_id, text_id, contract_id, place)
  select org, w.text_id, w.id, w.place from wanted w on conflict do nothing
$$;

create function archive_added() returns trigger language plpgsql as $$
begin
  perform archive_contracts(n.org_id, array_agg(n.id)) from added n group by n.org_id;
  return null;
end $$;
create function archive_changed() returns trigger language plpgsql as $$
begin
  perform archive_contracts(n.org_id, array_agg(n.id)) from added n join removed o on o.org_id = n.org_id and o.id = n.id
  where (n.number, n.title, n.remark, n.version_id, n.voided_at) is distinct from (o.number, o.title, o.remark, o.version_id, o.voided_at)
  group by n.org_id;
  return null;
end $$;
create function archive_removed() returns trigger language plpgsql as $$
begin
  perform archive_contracts(o.org_id, array_agg(o.id)) from removed o group by o.org_id;
  return null;
end $$;
create function archive_versions() returns trigger language plpgsql as $$
begin
  perform archive_contracts(n.org_id, array_agg(distinct n.contract_id)) from added n group by n.org_id;
  return null;
end $$;
create function archive_files() returns trigger language plpgsql as $$
begin
  perform archive_contracts(n.org_id, array_agg(distinct n.record_id)) from added n where n.record_kind = 'contract' group by n.org_id;
  return null;
end $$;
create trigger archive_insert after insert on contract referencing new table as added
  for each statement execute function archive_added();
create trigger archive_update after update on contract referencing new table as added old table as removed
  for each statement execute function archive_changed();
create trigger archive_delete after delete on contract referencing old table as removed
  for each statement execute function archive_removed();
create trigger archive_insert after insert on contract_version referencing new table as added
  for each statement execute function archive_versions();
create trigger archive_insert after insert on record_file referencing new table as added
  for each statement execute function archive_files();
create trigger archive_update after update on record_file referencing new table as added
  for each statement execute function archive_files();

select archive_contracts(org_id, array_agg(id)) from contract group by org_id;

-- Who wrote, approved or signed something is named by rows that no foreign key guards (actors of versions and steps).
-- People leave; they are never deleted.
revoke delete on app_user from bellwether_app;
