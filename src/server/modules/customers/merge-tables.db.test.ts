import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { MERGE_FACTS, MERGE_MOVES, MERGE_OTHERS, mergeKindOf } from '../../../core/customer/merge-tables.ts'

const { admin } = await testDatabase()

/** Columns that may name a customer: by foreign key, by name, or as the id of any record. */
async function columnsOfCustomers(): Promise<{ table: string; column: string }[]> {
  const { rows } = await admin.query<{ table: string; column: string }>(`
    select c.relname::text as table, a.attname::text as column
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped and (
      a.attname ~ '(^|_)customer_id$'
      or (a.attname in ('record_id', 'subject_id') and exists (select 1 from pg_attribute k
        where k.attrelid = c.oid and k.attname in ('record', 'record_kind', 'subject_kind', 'kind')))
      or exists (select 1 from pg_constraint f, unnest(f.conkey) as own (attnum)
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid = 'customer'::regclass and own.attnum = a.attnum
          and a.attname <> 'org_id'))
    order by 1, 2`)
  return rows
}

test('a merge has an answer for every column that may name a customer', async () => {
  const columns = await columnsOfCustomers()
  expect(columns.length).toBeGreaterThan(30)
  const forgotten = columns.filter(({ table, column }) => mergeKindOf(table, column) === null)
  expect(forgotten).toEqual([])
})

test('and none for a column that is not there', async () => {
  const there = new Set((await columnsOfCustomers()).map(({ table, column }) => `${table}.${column}`))
  const answered = [
    ...MERGE_FACTS.map((table) => `${table}.customer_id`),
    ...MERGE_MOVES.map(({ table, column }) => `${table}.${column}`),
    ...Object.keys(MERGE_OTHERS),
  ]
  expect(answered.filter((name) => !there.has(name))).toEqual([])
})

test('a table that nobody thought of is found', async () => {
  await admin.query(
    'create table scratch (org_id uuid, id uuid, customer_id uuid, foreign key (org_id, customer_id) references customer (org_id, id))',
  )
  const columns = await columnsOfCustomers()
  await admin.query('drop table scratch')
  const forgotten = columns.filter(({ table, column }) => mergeKindOf(table, column) === null)
  expect(forgotten).toEqual([{ table: 'scratch', column: 'customer_id' }])
})

test('facts are copied after what they point at', async () => {
  const { rows } = await admin.query<{ child: string; parent: string }>(
    `
    select distinct conrelid::regclass::text as child, confrelid::regclass::text as parent from pg_constraint
    where contype = 'f' and conrelid::regclass::text = any($1) and confrelid::regclass::text = any($1)`,
    [[...MERGE_FACTS]],
  )
  const place = (table: string) => (MERGE_FACTS as readonly string[]).indexOf(table)
  expect(rows.length).toBeGreaterThan(2)
  // A difference of rates is a payment of its settlement; its copy is pointed at the copy of that at the end.
  const atTheEnd = ['payment → allocation']
  for (const { child, parent } of rows.filter((row) => !atTheEnd.includes(`${row.child} → ${row.parent}`)))
    expect(place(parent), `${child} → ${parent}`).toBeLessThan(place(child))
})

test('every fact says when it was known and when it was taken back', async () => {
  for (const table of MERGE_FACTS) {
    const { rows } = await admin.query(
      `select attname from pg_attribute where attrelid = $1::regclass and attname in ('id', 'known_at', 'recorded_at', 'voided_at')`,
      [table],
    )
    expect(rows.length, table).toBe(4)
  }
})
