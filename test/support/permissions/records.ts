import type pg from 'pg'
import { expect } from 'vitest'
import * as alertsApi from '../../../src/api/alerts.ts'
import * as importsApi from '../../../src/api/imports.ts'
import * as notifyApi from '../../../src/api/notify.ts'
import { listSessions as sessionsRoute } from '../../../src/api/session.ts'
import { addDays, type Instant } from '../../../src/core/calendar.ts'
import { createField } from '../../../src/server/modules/custom-fields/save-field.ts'
import { saveCustomers } from '../../../src/server/modules/customers/index.ts'
import { mergeCustomers } from '../../../src/server/modules/customers/merge.ts'
import { startHandover } from '../../../src/server/modules/handover/start-handover.ts'
import { savePeople } from '../../../src/server/modules/identity/index.ts'
import { createView } from '../../../src/server/modules/lists/save-view.ts'
import { recordInvoices } from '../../../src/server/modules/receivables/index.ts'
import { evaluateOrg, installPack } from '../../../src/server/modules/watch/index.ts'
import type { Clock } from '../../../src/server/platform/clock.ts'
import { SYSTEM, write } from '../../../src/server/platform/context.ts'
import type { Client, TestApp } from '../api-client.ts'
import type { TestDatabase } from '../database.ts'
import {
  NOW,
  type OrgWorld,
  type PersonaName,
  type Records,
  TODAY,
  type Whose,
} from '../world-of-two-orgs.ts'
import { type DefectIds, defectsOf } from './defects.ts'
import { type DocumentIds, documentsOf } from './documents.ts'
import { formOf } from './form.ts'

/** Ids of one person's records: those of the world, and what grows out of them when the rules have run. */
export type ExtendedRecords = Records &
  DocumentIds &
  DefectIds & {
    userId: string
    /** open, taken to its end, and silenced */
    alertId: string
    doneAlertId: string
    silencedAlertId: string
    /** an invoice without any money set against it */
    freeInvoiceId: string
    taskId: string
    deliveryId: string
    failedDeliveryId: string
    noticeId: string
    sessionId: string
    /** of whoever started it: looked at, running, done */
    importId: string
    runningImportId: string
    doneImportId: string
    mappingId: string
    channelId: string
    /** of the owner, who leaves; everything is still to be handed over */
    handoverId: string
    /** of the company; which of them is whose makes no difference */
    customFieldId: string
    /** a text of the company's own on contracts */
    contractFieldKey: string
    /** and on invoices */
    invoiceFieldKey: string
    /** the owner's, shared with the department */
    viewId: string
    /** an offer of help with the owner's deal by somebody who has left since */
    helpId: string
    /** an item of the company's list, done with their deal */
    checkId: string
    /** a quiet period about the owner's customer, to come */
    quietId: string
    /** a drill that the boss began */
    runId: string
    /** another record of the owner's customer, merged into it */
    mergeId: string
  }

export const OWNERS: Record<Whose, PersonaName> = { own: 'rep', mate: 'mate', other: 'stranger' }
export const ALL_WHOSE = Object.keys(OWNERS) as Whose[]

/** Facts of the extended world are known from here on, after the rules began to watch. */
export const LATER: Instant = NOW + 3_600_000

const LEDGER = '客户,发票号,开票日期,到期日,金额\n甲有限公司,L-1,2026-01-05,2026-02-05,1000.00\n'
const ROBOT = { kind: 'wecom', key: 'robot-key-0123456789' } as const

/** Alerts with their tasks and messages, imports, a channel and a mapping for each owner of the world. */
export async function extendRecords(
  { db, admin }: TestDatabase,
  app: Pick<TestApp, 'signIn'> & { clock: Clock & { set(now: Instant): void } },
  org: OrgWorld,
  mark: string,
): Promise<Record<Whose, ExtendedRecords>> {
  const { orgId } = org
  await write(db, { orgId, now: NOW }, (ctx) => installPack(ctx))
  await evaluateOrg(db, { orgId, now: NOW + 1000 })
  const boss = await app.signIn(`${mark}boss`)
  const { id: channelId } = await boss.get(notifyApi.createChannel, {
    body: {
      name: `${mark}销售群`,
      enabled: true,
      settings: ROBOT,
      audience: { departmentId: null, minSeverity: 3, brief: true },
    },
  })
  const overdue = await writeOverdue(db, { org, mark, now: app.clock.now() })
  await evaluateOrg(db, { orgId, now: app.clock.now() + 10_000 })
  app.clock.set(app.clock.now() + 20_000)
  const found = {} as Record<Whose, ExtendedRecords>
  for (const whose of ALL_WHOSE) {
    const userId = org.users[OWNERS[whose]]
    const owner = await app.signIn(`${mark}${OWNERS[whose]}`)
    found[whose] = {
      ...org.records[whose],
      userId,
      ...(await documentsOf({ db, admin } as TestDatabase, org, {
        customerId: org.records[whose].customerId,
        userId,
        mark: `${mark}${whose}`,
        now: app.clock.now(),
      })),
      ...(await defectsOf({ db, admin } as TestDatabase, {
        orgId,
        customerId: org.records[whose].customerId,
        mark: `${mark}${whose}`,
        client: owner,
        now: app.clock.now(),
      })),
      freeInvoiceId: overdue[whose][0]!.id,
      ...(await alertsOf(
        admin,
        { boss, owner },
        overdue[whose].map((invoice) => invoice.instalmentIds[0]!),
      )),
      ...(await messagesOf(admin, orgId, userId)),
      ...(await importsOf(admin, boss, { userId, mark, whose })),
      sessionId: (await owner.get(sessionsRoute)).items[0]!.id,
      channelId,
      ...(await fieldsOf(db, org, { name: `${mark}${whose}字段`, now: app.clock.now() })),
      viewId: await viewOf(db, org, { userId, now: app.clock.now() }),
      mergeId: await mergeOf(db, org, { userId, mark: `${mark}${whose}`, whose, now: app.clock.now() }),
      helpId: await helpOf({ db, admin } as TestDatabase, orgId, {
        dealId: org.records[whose].dealId,
        mark: `${mark}${whose}`,
      }),
      checkId: await checkOf(admin, org, org.records[whose].dealId),
      runId: await runOf(admin, orgId, org.users.boss),
      quietId: await quietOf(admin, org, org.records[whose].customerId),
      handoverId: await handoverOf(db, org, { userId, now: app.clock.now() }),
    }
  }
  return found
}

/** Offered by somebody who works there and is none of those who ask. */
async function helpOf(
  { db, admin }: TestDatabase,
  orgId: string,
  { dealId, mark }: { dealId: string; mark: string },
): Promise<string> {
  const [helper] = await write(db, { orgId, now: NOW }, (ctx) =>
    savePeople(ctx, [{ login: `${mark}helper`, name: `${mark}协助`, roles: ['rep'] }]),
  )
  const { rows } = await admin.query<{ id: string }>(
    `insert into deal_help (org_id, id, deal_id, helper_id, is_assigned, message, state, recorded_at)
     values ($1, gen_random_uuid(), $2, $3, false, '', 'offered', now()) returning id`,
    [orgId, dealId, helper!.id],
  )
  return rows[0]!.id
}

async function checkOf(admin: pg.Pool, { orgId, stages }: OrgWorld, dealId: string): Promise<string> {
  const { rows } = await admin.query<{ id: string }>(
    `with item as (insert into stage_check (org_id, id, item_id, stage_id, position, title, skip_by, recorded_at)
       select $1, id, id, $2, 0, '开票资料', 'responsible', to_timestamp(0) from (select gen_random_uuid() as id) fresh returning id)
     insert into deal_check (org_id, id, deal_id, check_id, item_id, by_manager, state, recorded_at)
     select $1, gen_random_uuid(), $3, id, id, false, 'done', to_timestamp(1) from item returning check_id as id`,
    [orgId, stages.get('sign'), dealId],
  )
  return rows[0]!.id
}

async function runOf(admin: TestDatabase['admin'], orgId: string, userId: string): Promise<string> {
  const plan = {
    calls: [{ userId: null, name: '律师', office: '律师', phone: '1' }],
    steps: [{ title: '停货', minutes: 30 }],
  }
  const { rows } = await admin.query<{ id: string }>(
    `with plan as (insert into emergency_plan (org_id, id, spec, actor, recorded_at)
       values ($1, gen_random_uuid(), $2, $3, $4) returning id)
     insert into emergency_run (org_id, id, plan_id, situation, actor, recorded_at)
     select $1, gen_random_uuid(), id, '演练', $3, $4 from plan returning id`,
    [orgId, JSON.stringify(plan), userId, new Date(NOW)],
  )
  return rows[0]!.id
}

async function quietOf(admin: pg.Pool, { orgId, users }: OrgWorld, customerId: string): Promise<string> {
  const { rows } = await admin.query<{ id: string }>(
    `insert into quiet_period (org_id, id, kind, customer_id, from_at, until_at, spares_urgent, reason, actor, recorded_at)
     values ($1, gen_random_uuid(), 'customer', $2, $3::timestamptz + interval '50 days', $3::timestamptz + interval '60 days',
       true, '年会', $4, $3) returning id`,
    [orgId, customerId, new Date(NOW), users.boss],
  )
  return rows[0]!.id
}

async function mergeOf(
  db: TestDatabase['db'],
  { orgId, records }: OrgWorld,
  { userId, mark, whose, now }: { userId: string; mark: string; whose: Whose; now: Instant },
): Promise<string> {
  const [twin] = await write(db, { orgId, now }, (ctx) =>
    saveCustomers(ctx, [{ name: `${mark}客户重录`, responsibleId: userId }]),
  )
  const form = { goneId: twin!.id, taken: [], reason: `${mark}录重了` }
  const { id } = await write(db, { orgId, now }, (ctx) =>
    mergeCustomers(ctx, records[whose].customerId, form),
  )
  return id
}

async function fieldsOf(
  db: TestDatabase['db'],
  { orgId }: OrgWorld,
  { name, now }: { name: string; now: Instant },
): Promise<{ customFieldId: string; contractFieldKey: string; invoiceFieldKey: string }> {
  const form = { nameZh: name, nameEn: '', choices: [], isRequired: false, inList: false }
  const made = (record: 'customer' | 'contract' | 'invoice') =>
    write(db, { orgId, now }, (ctx) => createField(ctx, { record, kind: 'text', ...form }))
  return {
    customFieldId: (await made('customer')).id,
    contractFieldKey: (await made('contract')).key,
    invoiceFieldKey: (await made('invoice')).key,
  }
}

async function handoverOf(
  db: TestDatabase['db'],
  { orgId }: OrgWorld,
  { userId, now }: { userId: string; now: Instant },
): Promise<string> {
  const { id } = await write(db, { orgId, now }, (ctx) =>
    startHandover(ctx, { userId, reason: '离职', lastDay: addDays(TODAY, 30) }),
  )
  return id
}

async function viewOf(
  db: TestDatabase['db'],
  { orgId, departments }: OrgWorld,
  { userId, now }: { userId: string; now: Instant },
): Promise<string> {
  const actor = { ...SYSTEM, userId, departmentId: departments.one }
  const form = { list: 'customer' as const, name: '逾期', share: 'department' as const, values: {} }
  const { id } = await write(db, { orgId, actor, now }, (ctx) => createView(ctx, form))
  return id
}

/** Three instalments of each owner's customer that fell due yesterday. */
async function writeOverdue(
  db: TestDatabase['db'],
  { org, mark, now }: { org: OrgWorld; mark: string; now: Instant },
): Promise<Record<Whose, { id: string; instalmentIds: string[] }[]>> {
  const amountFen = 5_000_000n
  const found = {} as Record<Whose, { id: string; instalmentIds: string[] }[]>
  for (const whose of ALL_WHOSE) {
    const saved = await write(db, { orgId: org.orgId, now }, (ctx) =>
      recordInvoices(
        ctx,
        [1, 2, 3].map((number) => ({
          customerId: org.records[whose].customerId,
          number: `${mark}OD-${whose}-${number}`,
          kind: 'invoice' as const,
          issuedOn: addDays(TODAY, -31),
          amountFen,
          instalments: [{ dueOn: addDays(TODAY, -1), amountFen }],
        })),
      ),
    )
    found[whose] = saved
  }
  return found
}

async function alertsOf(
  admin: pg.Pool,
  { boss, owner }: { boss: Client; owner: Client },
  subjects: string[],
) {
  const ids: string[] = []
  for (const subjectId of subjects) {
    const { rows } = await boss.get(alertsApi.listAlerts, { query: { subjectId } })
    expect(rows).toHaveLength(1)
    ids.push(rows[0]!.id)
  }
  const [alertId, doneAlertId, silencedAlertId] = ids as [string, string, string]
  await owner.get(alertsApi.resolveAlert, {
    params: { id: doneAlertId },
    body: { version: 1, result: 'promised', verdict: 'right' },
  })
  await owner.get(alertsApi.silenceAlert, {
    params: { id: silencedAlertId },
    body: { version: 1, untilDay: addDays(TODAY, 5), reason: '等客户回来' },
  })
  const { rows } = await admin.query<{ id: string }>('select id from task where alert_id = $1', [alertId])
  return { alertId, doneAlertId, silencedAlertId, taskId: rows[0]!.id }
}

/** What the owner was told about the own alerts; one message has failed, so that it can be sent again. */
async function messagesOf(admin: pg.Pool, orgId: string, userId: string) {
  const { rows } = await admin.query<{ id: string; notice_id: string }>(
    `select d.id, n.id as notice_id from notice n join notice g on g.cause = n.cause and g.user_id is null
     join delivery d on d.notice_id = g.id where n.org_id = $1 and n.user_id = $2 and n.kind = 'opened' order by d.id`,
    [orgId, userId],
  )
  const [first, second] = rows
  await admin.query(`update delivery set state = 'failed', next_at = null where id = $1`, [second!.id])
  return { deliveryId: first!.id, failedDeliveryId: second!.id, noticeId: first!.notice_id }
}

/** Imports belong to whoever started them; the owner's are uploaded by the boss and handed over. */
async function importsOf(
  admin: pg.Pool,
  boss: Client,
  { userId, mark, whose }: { userId: string; mark: string; whose: Whose },
) {
  const upload = async () => {
    const form = formOf({ name: `${mark}${whose}.csv`, text: LEDGER.replace('甲', `${mark}${whose}甲`) })
    const answer = await boss.send({ method: 'POST', url: importsApi.IMPORT_UPLOAD_PATH, ...form })
    expect(answer).toMatchObject({ status: 200 })
    return answer.body as { id: string; mapping: Record<string, unknown> }
  }
  const looked = await upload()
  const running = await upload()
  const done = await upload()
  await admin.query(`update import_batch set actor = $1 where id = any($2)`, [
    userId,
    [looked.id, running.id, done.id],
  ])
  await admin.query(`update import_batch set status = 'running' where id = $1`, [running.id])
  await admin.query(
    `update import_batch set status = 'done', rows_done = 1, finished_at = created_at, error_file_path = file_path where id = $1`,
    [done.id],
  )
  const mappingId = `${running.id.slice(0, -4)}abcd`
  await admin.query(
    `insert into saved_mapping (org_id, id, name, target, headers_key, mapping)
     select org_id, $2, $3, target, '', mapping from import_batch where id = $1`,
    [looked.id, mappingId, `${mark}${whose}`],
  )
  return { importId: looked.id, runningImportId: running.id, doneImportId: done.id, mappingId }
}

/** The same shape with ids of nothing at all. */
export function idsOfNothing<T>(records: T): T {
  let number = 0
  const next = () => {
    number += 1
    return `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`
  }
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return /^[0-9a-f-]{36}$/.test(value) ? next() : value
    if (value instanceof Map) return new Map([...value].map(([key, one]) => [key, walk(one)]))
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one)]))
  }
  return walk(records) as T
}
