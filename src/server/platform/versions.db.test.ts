import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../test/support/world-of-two-orgs.ts'
import { type Actor, SYSTEM, type WriteCtx, write } from './context.ts'
import { at } from './db.ts'

const { db, app, admin } = await testDatabase()
const { a, b } = await twoOrgs(db)

/** Every editable table; a table that is tracked and not in here fails the first test. */
const TRACKED = [
  'alert',
  'allowance',
  'app_user',
  'approval_flow',
  'article',
  'bill',
  'complaint',
  'contact',
  'contract',
  'credit_group',
  'custom_field',
  'customer',
  'deal',
  'deal_check',
  'deal_help',
  'delivery_note',
  'department',
  'dispute',
  'dunning_text',
  'esign_account',
  'handover',
  'indicator',
  'legal_hold',
  'meeting',
  'onboarding',
  'onboarding_path',
  'org_setting',
  'penalty_waiver',
  'pipeline',
  'product',
  'quote',
  'receipt',
  'register_account',
  'rule',
  'sales_order',
  'saved_mapping',
  'saved_view',
  'stage',
  'stage_check',
  'target',
  'task',
  'write_off',
]

/** Links go first: contact before customer, deal before stage before pipeline. */
const REMOVED = [
  'task',
  'contact',
  'deal',
  'stage',
  'pipeline',
  'target',
  'saved_mapping',
  'saved_view',
  'org_setting',
]

const BOSS: Actor = { ...SYSTEM, userId: a.users.boss, name: 'boss' }

function asBoss<T>(fn: (ctx: WriteCtx) => Promise<T>): Promise<{ tick: number; value: T }> {
  return write(db, { orgId: a.orgId, actor: BOSS, now: NOW }, async (ctx) => ({
    tick: ctx.tick,
    value: await fn(ctx),
  }))
}

type Version = {
  entity: string
  version: number
  recorded_at: number
  actor: string | null
  operation: string
  row: Record<string, unknown>
}

async function versionsOf(id: string): Promise<Version[]> {
  const { rows } = await admin.query(
    'select entity, version, recorded_at, actor, operation, row from record_version where org_id = $1 and id = $2 order by recorded_at, version',
    [a.orgId, id],
  )
  return rows
}

/** One new row per tracked table, with the least it needs; later ones may lean on earlier ones. */
async function insertOneOfEach(ctx: WriteCtx): Promise<Map<string, string>> {
  const ids = new Map(TRACKED.map((table) => [table, randomUUID() as string]))
  const id = (table: string) => ids.get(table)!
  const org = ctx.orgId
  const user = a.users.rep
  for (const statement of [
    sql`insert into org_setting (org_id, id, value) values (${org}, ${id('org_setting')}, '1')`,
    sql`insert into department (org_id, id, name) values (${org}, ${id('department')}, 'new')`,
    sql`insert into app_user (org_id, id, login, name, created_at) values (${org}, ${id('app_user')}, 'new', 'new', '2026-01-01')`,
    sql`insert into credit_grant (org_id, id, customer_id, limit_fen, basis, granted_at)
      values (${org}, ${randomUUID()}, ${id('customer')}, 9007199254740993, 'system', ${at(ctx.tick)})`,
    sql`insert into customer (org_id, id, name, name_key, created_on, known_at, recorded_at, updated_at, limit_fen)
      values (${org}, ${id('customer')}, 'new', 'new', '2026-01-01', '2026-01-01', '2026-01-01', '2026-01-01', 9007199254740993)`,
    sql`insert into contact (org_id, id, customer_id, name) values (${org}, ${id('contact')}, ${id('customer')}, 'new')`,
    sql`insert into pipeline (org_id, id, name) values (${org}, ${id('pipeline')}, 'new')`,
    sql`insert into stage (org_id, id, pipeline_id, key, name, name_en, position, kind)
      values (${org}, ${id('stage')}, ${id('pipeline')}, 'new', 'new', 'new', 0, 'open')`,
    sql`insert into deal (org_id, id, pipeline_id, stage_id, title, amount_fen, created_on, known_at, recorded_at, updated_at)
      values (${org}, ${id('deal')}, ${id('pipeline')}, ${id('stage')}, 'new', 9007199254740993, '2026-01-01', '2026-01-01', '2026-01-01', '2026-01-01')`,
    sql`insert into target (org_id, id, user_id, month, kind, amount_fen, known_at)
      values (${org}, ${id('target')}, ${user}, '2031-01', 'bookings', 9007199254740993, '2026-01-01')`,
    sql`insert into rule (org_id, id, code, mode, spec, mode_since) values (${org}, ${id('rule')}, 'new', 'on', '{}', '2026-01-01')`,
    sql`insert into alert (org_id, id, rule_id, rule_version, rule_code, mode, subject_kind, subject_id, status, severity,
        responsible_id, money_fen, opened_at, evaluated_at, deadline_at, explanation)
      values (${org}, ${id('alert')}, ${id('rule')}, 1, 'new', 'on', 'customer', ${id('customer')}, 'open', 1, ${user},
        9007199254740993, '2026-01-01', '2026-01-01', '2026-01-01', '{}')`,
    sql`insert into task (org_id, id, title, responsible_id, due_at, recorded_at)
      values (${org}, ${id('task')}, 'new', ${user}, '2026-01-01', '2026-01-01')`,
    sql`insert into meeting (org_id, id, title, held_on, created_by, recorded_at)
      values (${org}, ${id('meeting')}, 'new', '2026-01-01', ${user}, '2026-01-01')`,
    sql`insert into invoice (org_id, id, customer_id, number, kind, amount_fen, occurred_on, known_at, recorded_at)
      values (${org}, ${id('dispute')}, ${id('customer')}, 'new', 'invoice', 9007199254740993, '2026-01-01', '2026-01-01', '2026-01-01')`,
    sql`insert into instalment (org_id, id, customer_id, invoice_id, seq, due_on, amount_fen, open_fen, occurred_on, known_at, recorded_at)
      values (${org}, ${id('dispute')}, ${id('customer')}, ${id('dispute')}, 1, '2026-01-01', 9007199254740993, 9007199254740993,
        '2026-01-01', '2026-01-01', '2026-01-01')`,
    sql`insert into dispute (org_id, id, customer_id, instalment_id, kind, amount_fen, reason, due_on, occurred_on, known_at, recorded_at)
      values (${org}, ${id('dispute')}, ${id('customer')}, ${id('dispute')}, 'other', 9007199254740993, 'new', '2026-01-01', '2026-01-01',
        '2026-01-01', '2026-01-01')`,
    sql`insert into bill (org_id, id, customer_id, kind, amount_fen, due_on, occurred_on, known_at, recorded_at)
      values (${org}, ${id('bill')}, ${id('customer')}, 'bank', 9007199254740993, '2026-01-01', '2026-01-01', '2026-01-01', '2026-01-01')`,
    sql`insert into receipt (org_id, id, origin, received_on, amount_fen, state, recorded_at)
      values (${org}, ${id('receipt')}, 'bank', '2026-01-01', 9007199254740993, 'waiting', '2026-01-01')`,
    sql`insert into approval_flow (org_id, id, kind, name, spec) values (${org}, ${id('approval_flow')}, 'new', '{}', '{}')`,
    sql`insert into handover (org_id, id, user_id, reason, last_day, manager_id, started_at)
      values (${org}, ${id('handover')}, ${user}, 'new', '2026-01-01', ${user}, '2026-01-01')`,
    sql`insert into contract (org_id, id, number, customer_id, amount_fen, status, known_at, recorded_at, updated_at)
      values (${org}, ${id('contract')}, 'new', ${id('customer')}, 9007199254740993, 'open', '2026-01-01', '2026-01-01', '2026-01-01')`,
    sql`insert into quote (org_id, id, customer_id, title, origin, status, asked_at, amount_fen, known_at, recorded_at, updated_at)
      values (${org}, ${id('quote')}, ${id('customer')}, 'new', 'request', 'asked', '2026-01-01', 9007199254740993,
        '2026-01-01', '2026-01-01', '2026-01-01')`,
    sql`insert into sales_order (org_id, id, number, customer_id, amount_fen, ordered_on, status, known_at, recorded_at, updated_at)
      values (${org}, ${id('sales_order')}, 'new', ${id('customer')}, 9007199254740993, '2026-01-01', 'open', '2026-01-01',
        '2026-01-01', '2026-01-01')`,
    sql`insert into custom_field (org_id, id, record, key, kind, name_zh, position)
      values (${org}, ${id('custom_field')}, 'customer', 'new', 'text', 'new', 1)`,
    sql`insert into dunning_text (org_id, id, stage, kind, lang, body)
      values (${org}, ${id('dunning_text')}, 'soon', 'sms', 'zh', 'new')`,
    sql`insert into credit_group (org_id, id, name) values (${org}, ${id('credit_group')}, 'new')`,
    sql`insert into saved_mapping (org_id, id, name, target, headers_key, mapping)
      values (${org}, ${id('saved_mapping')}, 'new', 'customers', 'k', '{}')`,
    sql`insert into saved_view (org_id, id, list, name, owner_id, share, view_values)
      values (${org}, ${id('saved_view')}, 'deal', 'new', ${user}, 'none', '{}')`,
    sql`insert into write_off (org_id, id, customer_id, ground, reason, amount_fen, status, drafted_at)
      values (${org}, ${id('write_off')}, ${id('customer')}, 'other', 'new', 9007199254740993, 'draft', '2026-01-01')`,
    ...aboutPeopleAndLaw(org, id),
  ]) {
    await statement.execute(ctx.db)
  }
  return ids
}

function aboutPeopleAndLaw(org: string, id: (table: string) => string) {
  const user = a.users.rep
  return [
    sql`insert into indicator (org_id, id, key, name_zh, every, bad, responsible_id, due_workdays, since_on, first_due_on)
      values (${org}, ${id('indicator')}, 'new', 'new', 'month', 'high', ${user}, 3, '2026-01-01', '2026-02-05')`,
    sql`insert into article (org_id, id, kind, title, body, author_id, recorded_at, updated_at)
      values (${org}, ${id('article')}, 'faq', 'new', 'new', ${user}, '2026-01-01', '2026-01-01')`,
    sql`insert into esign_account (org_id, id, kind, config, status)
      values (${org}, ${id('esign_account')}, 'fadada', '{}', 'off')`,
    sql`insert into register_account (org_id, id, kind, config, monthly_cap, refresh_days, status)
      values (${org}, ${id('register_account')}, 'qichacha', '{}', 100, 30, 'off')`,
    sql`insert into product (org_id, id, code, name, unit) values (${org}, ${id('product')}, 'new', 'new', '件')`,
    sql`insert into complaint (org_id, id, customer_id, kind, severity, title, due_on, occurred_on, known_at, recorded_at)
      values (${org}, ${id('complaint')}, ${id('customer')}, 'quality', 1, 'new', '2026-01-01', '2026-01-01', '2026-01-01', '2026-01-01')`,
    sql`insert into deal_help (org_id, id, deal_id, helper_id, is_assigned, state, recorded_at)
      values (${org}, ${id('deal_help')}, ${a.records.own.dealId}, ${user}, false, 'offered', '2026-01-01')`,
    sql`insert into stage_check (org_id, id, item_id, stage_id, position, title, skip_by, recorded_at)
      values (${org}, ${id('stage_check')}, ${id('stage_check')}, ${a.stages.get('need')!}, 0, 'new', 'nobody', '2026-01-01')`,
    sql`insert into deal_check (org_id, id, deal_id, check_id, item_id, by_manager, state, recorded_at)
      values (${org}, ${id('deal_check')}, ${a.records.own.dealId}, ${id('stage_check')}, ${id('stage_check')}, false, 'done', '2026-01-01')`,
    sql`insert into legal_hold (org_id, id, customer_id, reason, occurred_on, known_at, recorded_at)
      values (${org}, ${id('legal_hold')}, ${id('customer')}, 'new', '2026-01-01', '2026-01-01', '2026-01-01')`,
    sql`insert into onboarding (org_id, id, user_id, role, items, started_on, recorded_at)
      values (${org}, ${id('onboarding')}, ${user}, 'rep', '[]', '2026-01-01', '2026-01-01')`,
    sql`insert into onboarding_path (org_id, id, role, is_active, items, on_since)
      values (${org}, ${id('onboarding_path')}, 'rep', true, '[]', '2026-01-01')`,
    sql`insert into delivery_note (org_id, id, number, customer_id, order_id, planned_on, amount_fen, status, known_at, recorded_at, updated_at)
      values (${org}, ${id('delivery_note')}, 'new', ${id('customer')}, ${id('sales_order')}, '2026-01-01', 9007199254740993, 'draft',
        '2026-01-01', '2026-01-01', '2026-01-01')`,
    sql`insert into allowance (org_id, id, kind, customer_id, from_on, until_on, cause, amount_fen, status, asked_at)
      values (${org}, ${id('allowance')}, 'rebate', ${id('customer')}, '2026-01-01', '2026-01-31', 'volume', 9007199254740993, 'asked', '2026-01-01')`,
    sql`insert into penalty_waiver (org_id, id, customer_id, reason, amount_fen, status, asked_at)
      values (${org}, ${id('penalty_waiver')}, ${id('customer')}, 'new', 9007199254740993, 'asked', '2026-01-01')`,
  ]
}

test('the tracked tables are those of the list', async () => {
  const { rows } = await admin.query(
    `select distinct c.relname::text as name from pg_trigger t join pg_class c on c.oid = t.tgrelid where t.tgname like 'version\\_%' order by 1`,
  )
  expect(rows.map((row) => row.name)).toEqual(TRACKED)
})

test('insert, update and delete on every tracked table leave exactly their versions', async () => {
  const inserted = await asBoss(insertOneOfEach)
  const ids = inserted.value
  const updated = await asBoss(async (ctx) => {
    for (const table of TRACKED) {
      await sql`update ${sql.table(table)} set version = version + 1 where org_id = ${a.orgId} and id::text = ${ids.get(table)}`.execute(
        ctx.db,
      )
    }
  })
  const deleted = await asBoss(async (ctx) => {
    for (const table of REMOVED) {
      await sql`delete from ${sql.table(table)} where org_id = ${a.orgId} and id::text = ${ids.get(table)}`.execute(
        ctx.db,
      )
    }
  })
  for (const table of TRACKED) {
    const versions = await versionsOf(ids.get(table)!)
    const common = { entity: table, actor: a.users.boss }
    expect(versions.slice(0, 2), table).toMatchObject([
      { ...common, operation: 'insert', version: 1, recorded_at: inserted.tick },
      { ...common, operation: 'update', version: 2, recorded_at: updated.tick },
    ])
    const isDeleted = REMOVED.includes(table)
    if (isDeleted) {
      expect(versions[2], table).toMatchObject({ ...common, operation: 'delete', recorded_at: deleted.tick })
    }
    expect(versions).toHaveLength(isDeleted ? 3 : 2)
  }
  // An amount past 2^53 comes back whole: as a JSON number it would have been rounded.
  const money = { customer: 'limit_fen', deal: 'amount_fen', target: 'amount_fen', alert: 'money_fen' }
  for (const [table, column] of Object.entries(money)) {
    const [first] = await versionsOf(ids.get(table)!)
    expect(first?.row[column], table).toBe('9007199254740993')
  }
})

test('a bulk update writes one version per row, with the row as it is afterwards', async () => {
  const { tick } = await asBoss((ctx) =>
    sql`update customer set city = '无锡', version = version + 1 where org_id = ${a.orgId} and external_code like 'C-%'`.execute(
      ctx.db,
    ),
  )
  const { rows } = await admin.query(
    `select id, version, row->>'city' as city from record_version where org_id = $1 and entity = 'customer' and recorded_at = to_timestamp($2::double precision / 1000)::timestamptz(3)`,
    [a.orgId, tick],
  )
  expect(rows.map((row) => row.id).sort()).toEqual(
    [a.records.own.customerId, a.records.mate.customerId, a.records.other.customerId].sort(),
  )
  expect(rows.every((row) => row.version === 2 && row.city === '无锡')).toBe(true)
})

test('nothing is left of a transaction that was rolled back', async () => {
  const id = randomUUID()
  await asBoss(async (ctx) => {
    await sql`insert into org_setting (org_id, id, value) values (${a.orgId}, ${id}, '1')`.execute(ctx.db)
    throw new Error('given up')
  }).catch(() => {})
  expect(await versionsOf(id)).toEqual([])
})

test('the versions of one organisation are out of sight of the other', async () => {
  const { rows } = await write(db, { orgId: a.orgId, now: NOW }, (ctx) =>
    sql<{
      n: number
    }>`select count(*)::int as n from record_version where id = ${b.records.own.customerId}`.execute(ctx.db),
  )
  expect(rows[0]?.n).toBe(0)
})

describe('what has been written down stays written down', () => {
  const KEPT = ['record_version', 'event', 'alert_step', 'delivery_attempt']

  test.each(KEPT)('the application cannot change or delete from %s', async (table) => {
    await expect(app.query(`update ${table} set org_id = org_id`)).rejects.toThrow('permission denied')
    await expect(app.query(`delete from ${table}`)).rejects.toThrow('permission denied')
    await expect(app.query(`truncate ${table}`)).rejects.toThrow('permission denied')
  })

  test.each(['stage_change', 'activity', 'invoice', 'instalment', 'payment', 'allocation', 'alert'])(
    'the application cannot delete from %s: a fact is voided',
    async (table) => {
      await expect(app.query(`delete from ${table}`)).rejects.toThrow('permission denied')
    },
  )

  test('and cannot take a trigger off', async () => {
    await expect(app.query('alter table customer disable trigger all')).rejects.toThrow('must be owner')
    await expect(app.query('set session_replication_role = replica')).rejects.toThrow('permission denied')
  })
})
