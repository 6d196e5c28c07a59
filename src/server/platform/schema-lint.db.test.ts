import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PoolClient } from 'pg'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../test/support/database.ts'
import { APP_ROLE } from './migrate.ts'
import { type Axes, lintSchema, readCatalogue } from './schema-lint.ts'

const { app, admin } = await testDatabase()

/**
 * Which figures walk along which axis: an as-of reading without these reads the whole history of the company.
 */
const AXES: Axes = {
  stage_change: ['occurred_on', 'known_at'],
  allocation: ['occurred_on', 'known_at'],
  instalment: ['occurred_on', 'due_on'],
  invoice: ['occurred_on'],
  payment: ['occurred_on'],
  activity: ['known_at'],
}

const ORG_A = '0198a000-0000-7000-8000-00000000000a'
const ORG_B = '0198a000-0000-7000-8000-00000000000b'

/** Something built and looked at as the migration role, and gone afterwards. */
async function inScratch(fn: (client: PoolClient) => Promise<void>): Promise<void> {
  const client = await admin.connect()
  try {
    await client.query('begin')
    await client.query(`insert into org (id, slug, name, created_at) values
      ('${ORG_A}', 'a', 'A', '2026-01-01'), ('${ORG_B}', 'b', 'B', '2026-01-01')`)
    await fn(client)
  } finally {
    await client.query('rollback')
    client.release()
  }
}

async function lint(client: PoolClient): Promise<string[]> {
  const catalogue = await readCatalogue(async (sql) => (await client.query(sql)).rows)
  return lintSchema(catalogue, AXES).map(({ rule, where }) => `${rule} ${where}`)
}

/** A fenced table with three rows of each of two organisations, created by whoever the client is. */
async function scratchTable(client: PoolClient): Promise<void> {
  await client.query(`
    create table scratch (org_id uuid not null references org (id), id int not null, name text not null, primary key (org_id, id));
    insert into scratch select org, n, 'name ' || n from unnest(array['${ORG_A}', '${ORG_B}']::uuid[]) org, generate_series(1, 3) n;
    call fence_table('scratch')`)
}

/** How many rows `table` shows to `role` while organisation A is set. */
async function rowsSeen(client: PoolClient, role: string, table: string): Promise<number> {
  await client.query(`set local role ${role}`)
  await client.query(`select set_config('app.org_id', '${ORG_A}', true)`)
  const { rows } = await client.query(`select count(*)::int as n from ${table}`)
  await client.query('reset role')
  return rows[0].n
}

async function attempt(client: PoolClient, role: string, sql: string): Promise<string> {
  await client.query('savepoint attempt')
  try {
    await client.query(`set local role ${role}; select set_config('app.org_id', '${ORG_A}', true)`)
    await client.query(sql)
    return 'done'
  } catch (error) {
    return (error as { code: string }).code
  } finally {
    await client.query('rollback to attempt')
  }
}

test('the migrated schema breaks none of the rules', async () => {
  const catalogue = await readCatalogue(async (sql) => (await admin.query(sql)).rows)
  expect(lintSchema(catalogue, AXES)).toEqual([])
  expect(catalogue.tables.length).toBeGreaterThan(40)
  // All but the three that hold no tenant's data.
  expect(catalogue.policies.length).toBe(catalogue.tables.length - 3)
  expect(catalogue.foreignKeys.length).toBeGreaterThan(60)
  expect(catalogue.functions.length).toBeGreaterThan(10)
})

test('the application can look at the catalogue with its own role', async () => {
  const asApp = await readCatalogue(async (sql) => (await app.query(sql)).rows)
  const asOwner = await readCatalogue(async (sql) => (await admin.query(sql)).rows)
  expect(lintSchema(asApp)).toEqual([])
  expect(asApp.tables).toEqual(asOwner.tables)
})

test('a scratch table made like the others passes, and shows one organisation', async () => {
  await inScratch(async (client) => {
    await scratchTable(client)
    expect(await lint(client)).toEqual([])
    expect(await rowsSeen(client, APP_ROLE, 'scratch')).toBe(3)
  })
})

describe('the six holes of row-level security', () => {
  test('1. the owner of a table passes its policies unless they are forced', async () => {
    await inScratch(async (client) => {
      await client.query(`create role scratch_owner; grant create, usage on schema public to scratch_owner;
        grant select on org to scratch_owner`)
      await scratchTable(client)
      await client.query('alter table scratch owner to scratch_owner')
      await client.query('alter table scratch no force row level security')
      expect(await rowsSeen(client, 'scratch_owner', 'scratch')).toBe(6)
      expect(await lint(client)).toEqual(['rls_not_forced scratch'])
      await client.query('alter table scratch force row level security')
      expect(await rowsSeen(client, 'scratch_owner', 'scratch')).toBe(3)
    })
  })

  test('2. a view reads as its owner unless it says security_invoker', async () => {
    await inScratch(async (client) => {
      await scratchTable(client)
      await client.query(
        `create view scratch_view as select * from scratch; grant select on scratch_view to ${APP_ROLE}`,
      )
      expect(await rowsSeen(client, APP_ROLE, 'scratch_view')).toBe(6)
      expect(await lint(client)).toEqual(['view_reads_as_owner scratch_view'])
      await client.query('alter view scratch_view set (security_invoker = true)')
      expect(await rowsSeen(client, APP_ROLE, 'scratch_view')).toBe(3)
      expect(await lint(client)).toEqual([])
    })
  })

  test('3. a materialised view holds the rows of everybody', async () => {
    await inScratch(async (client) => {
      await scratchTable(client)
      await client.query(
        `create materialized view scratch_stored as select * from scratch; grant select on scratch_stored to ${APP_ROLE}`,
      )
      expect(await rowsSeen(client, APP_ROLE, 'scratch_stored')).toBe(6)
      expect(await lint(client)).toEqual(['materialised_view_readable scratch_stored'])
      await client.query(`revoke all on scratch_stored from ${APP_ROLE}`)
      expect(await lint(client)).toEqual([])
    })
  })

  test('4. a foreign key without the organisation links to the row of another one', async () => {
    await inScratch(async (client) => {
      await scratchTable(client)
      await client.query(`
        create table scratch_part (org_id uuid not null references org (id), id int not null, parent_id int, primary key (org_id, id));
        call fence_table('scratch_part');
        alter table scratch add column code int;
        update scratch set code = id + case when org_id = '${ORG_B}' then 100 else 0 end;
        create unique index scratch_code on scratch (code);
        alter table scratch_part add constraint scratch_link foreign key (parent_id) references scratch (code)`)
      const link = `insert into scratch_part values ('${ORG_A}', 1, 101)`
      expect(await attempt(client, APP_ROLE, link)).toBe('done')
      expect(await lint(client)).toEqual([
        'foreign_key_without_org scratch_part.scratch_link',
        'unique_without_org scratch.scratch_code',
      ])
      await client.query(`
        alter table scratch_part drop constraint scratch_link;
        drop index scratch_code;
        create unique index scratch_code on scratch (org_id, code);
        alter table scratch_part add constraint scratch_link foreign key (org_id, parent_id) references scratch (org_id, code)`)
      expect(await attempt(client, APP_ROLE, link)).toBe('23503')
      expect(await lint(client)).toEqual([])
    })
  })

  test('5. a unique index without the organisation tells that a name exists elsewhere', async () => {
    await inScratch(async (client) => {
      await scratchTable(client)
      await client.query(`update scratch set name = 'only in B' where org_id = '${ORG_B}' and id = 1;
        update scratch set name = org_id::text || id where name <> 'only in B';
        create unique index scratch_name on scratch (name)`)
      const insert = `insert into scratch values ('${ORG_A}', 9, 'only in B')`
      expect(await attempt(client, APP_ROLE, insert)).toBe('23505')
      expect(await lint(client)).toEqual(['unique_without_org scratch.scratch_name'])
      await client.query(
        'drop index scratch_name; create unique index scratch_name on scratch (org_id, name)',
      )
      expect(await attempt(client, APP_ROLE, insert)).toBe('done')
      expect(await lint(client)).toEqual([])
    })
  })

  test('6. whoever runs SQL sets the tenant: so a value never becomes SQL, and nothing is higher to climb to', async () => {
    await inScratch(async (client) => {
      await scratchTable(client)
      await client.query(`set local role ${APP_ROLE}; select set_config('app.org_id', '${ORG_A}', true)`)
      await client.query(`select set_config('app.org_id', '${ORG_B}', true)`)
      expect((await client.query('select distinct org_id from scratch')).rows).toEqual([{ org_id: ORG_B }])
    })
    // The application logs in as its role: there is no other to set, and none to come back to.
    const { rows } = await app.query('select session_user::text as who')
    expect(rows[0].who).toBe(APP_ROLE)
    await expect(app.query('set role bellwether_owner')).rejects.toThrow()
    await expect(app.query('set session authorization postgres')).rejects.toThrow()
    await app.query('reset role')
    await expect(app.query('create table mine (id int)')).rejects.toThrow('permission denied')
    await expect(app.query('alter table customer disable row level security')).rejects.toThrow(
      'must be owner',
    )
    await expect(app.query('truncate customer cascade')).rejects.toThrow('permission denied')
  })
})

test('6b. no statement is put together from values', () => {
  const server = join(import.meta.dirname, '..')
  const files = readdirSync(server, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  )
  const risky = files.filter((name) => {
    const text = readFileSync(join(server, name), 'utf8')
    return /sql\.(raw|lit)\b/.test(text) || /\.query\(\s*`[^`]*\$\{/.test(text)
  })
  expect(files.length).toBeGreaterThan(80)
  // Statements that take no parameters: roles, databases, channels, locks and snapshots, with names that are
  // constants of the code or come from the server's own catalogue; a page's bounds, which are whole numbers.
  const constant = [
    'installation.ts',
    'modules/customers/customer-sections.ts',
    'modules/customers/read-list.ts',
    'modules/customers/same-party.ts',
    'modules/notify/live.ts',
    'platform/backup/table-sums.ts',
    'platform/backup/take-backup.ts',
    'platform/jobs-install.ts',
    'platform/migrate.ts',
  ]
  expect(risky.filter((name) => !constant.includes(name))).toEqual([])
})

describe('the rules that guard the rules', () => {
  const CASES: [string, string, string][] = [
    ['a table that forgot the fence', 'create table loose (org_id uuid not null, id int)', 'rls_off loose'],
    ['a table without an organisation', 'create table loose (id int primary key)', 'org_id_missing loose'],
    [
      'a second, softer policy',
      'create policy soft on customer for select using (true)',
      'policy_not_by_org customer.soft',
    ],
    [
      'a policy that checks nothing on writing',
      'drop policy tenant on customer; create policy tenant on customer using (org_id = (select app_org())) with check (true)',
      'policy_not_by_org customer.tenant',
    ],
    ['a table without a policy', 'drop policy tenant on customer', 'policy_missing customer'],
    ['a grant to everybody', 'grant select on customer to public', 'granted_to_public customer'],
    [
      'truncate for the application',
      `grant truncate on customer to ${APP_ROLE}`,
      'truncate_escapes_policies customer',
    ],
    [
      'a function with its owner’s rights',
      'create function peek() returns int language sql security definer as $$ select 1 $$',
      'definer_function peek()',
    ],
    ['money in a float', 'alter table deal add column margin_fen real', 'column_type deal.margin_fen: real'],
    [
      'an instant finer than the code’s',
      'alter table deal add column seen_at timestamptz',
      'column_type deal.seen_at: timestamp with time zone',
    ],
    [
      'a fact that cannot be voided',
      'alter table activity drop column voided_at',
      'fact_incomplete activity.voided_at',
    ],
    ['a lost index', 'drop index stage_change_known', 'axis_without_index stage_change.known_at'],
    ['a role that passes policies', `alter role ${APP_ROLE} bypassrls`, `role_privileged ${APP_ROLE}`],
    ['a role that creates', `grant create on schema public to ${APP_ROLE}`, `role_may_create ${APP_ROLE}`],
    ['a role that owns', `alter table target owner to ${APP_ROLE}`, 'role_owns table target'],
    ['a role inside another', `create role higher; grant higher to ${APP_ROLE}`, 'role_member_of higher'],
  ]

  test.each(CASES)('%s is reported', async (_name, sql, expected) => {
    await inScratch(async (client) => {
      await client.query(sql)
      expect(await lint(client)).toContain(expected)
    })
  })
})
