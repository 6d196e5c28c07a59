-- Clauses under headings of their own, and what a template leaves to be filled in (C065 C067).
alter table contract_template
  add column own_clauses jsonb not null default '[]' check (jsonb_typeof(own_clauses) = 'array'),
  add column blanks jsonb not null default '[]' check (jsonb_typeof(blanks) = 'array');
comment on column contract_template.blanks is 'names in braces that each contract fills in for itself';

-- The archive finds a contract by their words too; contracts that are there have none of them yet.
create or replace function archive_contracts(org uuid, contracts uuid[]) returns void language sql as $$
  with newest as (
    select distinct on (v.contract_id) v.contract_id, v.id from contract_version v
    where v.org_id = org and v.contract_id = any(contracts) order by v.contract_id, v.number desc
  ), listed as (
    select k.id, k.number, k.title, k.remark, k.version_id from contract k
    where k.org_id = org and k.id = any(contracts) and k.voided_at is null
  ), written as (
    select l.id, v.content from listed l join contract_version v on v.org_id = org and v.id = l.version_id
    union all
    select l.id, v.content from listed l join newest n on n.contract_id = l.id
    join contract_version v on v.org_id = org and v.id = n.id where n.id is distinct from l.version_id
  ), said as (
    select id, 'number' as place, number as words from listed
    union all select id, 'title', title from listed
    union all select id, 'remark', remark from listed
    union all select w.id, 'title', w.content ->> 'title' from written w
    union all select w.id, c.key, regexp_split_to_table(c.value, '[。；;！？!?\n\r]+')
      from written w cross join jsonb_each_text(w.content -> 'clauses') c
      where c.key in ('subject', 'delivery', 'breach', 'dunning', 'other')
    union all select w.id, 'other', regexp_split_to_table((o ->> 'title') || '：' || (o ->> 'text'), '[。；;！？!?\n\r]+')
      from written w cross join jsonb_array_elements(w.content -> 'ownClauses') o
    union all select w.id, 'other', b.key || '：' || b.value from written w cross join jsonb_each_text(w.content -> 'blanks') b
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
