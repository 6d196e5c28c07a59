-- A step that is taken back leaves the row of a bill as it was known and adds one without it, to which the ledger then points.
-- All rows of one paper carry the id of its first, so that the register of a past day still finds what the paper had settled.

alter table bill add column paper_id uuid;
comment on column bill.paper_id is 'the first row of this paper; null in that row itself';
create index bill_by_paper on bill (org_id, (coalesce(paper_id, id)));

-- Which way of counting collected bills held since which day: changing it must not count past months anew.
update org_setting set value = jsonb_build_array(jsonb_build_object('from', '2000-01-01', 'collected', value))
where id = 'billsCollected' and jsonb_typeof(value) = 'string';
