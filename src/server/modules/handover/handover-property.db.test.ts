import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import type { FlowSpec } from '../../../api/approval-flows.ts'
import { addDays, type Instant } from '../../../core/calendar.ts'
import { HANDOVER_KINDS, type HandoverKind } from '../../../core/handover/receiver.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import { newId } from '../../platform/clock.ts'
import { read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import { actOnCase } from '../approvals/act.ts'
import { recordDelegation } from '../approvals/delegations.ts'
import { saveFlow } from '../approvals/flows.ts'
import { requestApproval } from '../approvals/index.ts'
import { openComplaint, resolveComplaint } from '../complaints/index.ts'
import { saveContracts } from '../contracts/index.ts'
import { recordContractStep } from '../contracts/record-contract-step.ts'
import { saveCustomers } from '../customers/index.ts'
import { saveDeals } from '../deals/index.ts'
import { recordAbsence } from '../identity/absences.ts'
import { saveDepartments, savePeople, setBackup, setDepartmentManager } from '../identity/index.ts'
import { saveOrders } from '../orders/index.ts'
import { saveQuotes } from '../quotes/index.ts'
import { openDispute, recordInvoices, recordPayments } from '../receivables/index.ts'
import { installPack } from '../watch/index.ts'
import { endHandoverAccess } from './confirm.ts'
import { divideHandover, tickHandover } from './divide.ts'
import { startHandover } from './start-handover.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const { orgId, users } = a

const writing = <T>(now: Instant, fn: (ctx: WriteCtx) => Promise<T>) => write(db, { orgId, now }, fn)
beforeAll(() => writing(NOW, (ctx) => installPack(ctx)))

/** Where a person may go on being named after leaving: what they did, and the handover itself. */
const HISTORY = new Set([
  'absence.user_id',
  'activity.user_id',
  'app_user.id',
  'approval_case.requester_id',
  'approval_copy.user_id',
  // What held of a complaint until the day it passed.
  'complaint_course.responsible_id',
  'contract.approved_by',
  'data_defect.ended_by',
  'data_fix_batch.actor',
  'data_fix_batch.undone_by',
  'deal_check.actor',
  // Help opens nothing to whoever cannot sign in, and is over by its day.
  'deal_help.helper_id',
  'deal_help.decided_by',
  'handover.manager_id',
  'handover.user_id',
  'handover_item.receiver_id',
  'handover_receiver.user_id',
  'invoice.responsible_id',
  'notice.user_id',
  'record_file.uploaded_by',
  'session.user_id',
  'sign_in_link.user_id',
  'target.user_id',
  'user_role.user_id',
])
/** Records that can be over: over, they keep the name; open, they must have passed. */
const STILL_OPEN: Record<string, string> = {
  'absence.backup_id': `voided_at is null and to_day >= '${TODAY}'`,
  'alert.responsible_id': 'resolved_at is null',
  'approval_delegation.from_id': `voided_at is null and to_day >= '${TODAY}'`,
  'approval_delegation.to_id': `voided_at is null and to_day >= '${TODAY}'`,
  'approval_seat.user_id': `status in ('waiting', 'active')`,
  'complaint.responsible_id': 'voided_at is null and resolved_on is null',
  'contract.responsible_id': `voided_at is null and status = 'open'`,
  'customer.responsible_id': 'voided_at is null',
  // Found anew every day for whoever answers for the record by then.
  'data_defect.mender_id': 'ended_on is null',
  'deal.responsible_id': `voided_at is null and outcome in ('open', 'undated')`,
  'dispute.responsible_id': 'voided_at is null and resolved_on is null',
  'instalment.responsible_id': 'voided_at is null and open_fen > 0',
  'quote.responsible_id': `voided_at is null and status not in ('won', 'lost', 'withdrawn')`,
  'sales_order.responsible_id': `voided_at is null and status not in ('delivered', 'cancelled')`,
  'task.responsible_id': 'done_at is null',
}

/** Every column that points at a person, from the catalogue: whoever adds one must decide about it here. */
async function columnsNamingPeople(): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(`
    select distinct c.conrelid::regclass || '.' || t.attname as name from pg_constraint c
    join pg_attribute t on t.attrelid = c.conrelid and t.attnum = any(c.conkey) and t.attname <> 'org_id'
    where c.contype = 'f' and c.confrelid = 'app_user'::regclass order by 1`)
  return rows.map(({ name }) => name)
}

async function namedIn(column: string, userId: string): Promise<number> {
  const [table, name] = column.split('.')
  const { rows } = await admin.query<{ count: number }>(
    `select count(*)::int as count from ${table} where org_id = $1 and ${name} = $2 and ${STILL_OPEN[column] ?? 'true'}`,
    [orgId, userId],
  )
  return rows[0]!.count
}

type Plan = {
  customers: number
  foreign: number
  deals: number
  money: number
  paid: number
  quotes: number
  contracts: number
  approvals: number
  orders: number
  complaints: number
  alerts: number
  backups: number
  hasBackup: boolean
  acts: { kind: HandoverKind | 'some' | 'arrival'; to: number; tick: boolean }[]
}

const plan: fc.Arbitrary<Plan> = fc.record({
  customers: fc.nat(5),
  foreign: fc.nat(2),
  deals: fc.nat(4),
  money: fc.nat(4),
  paid: fc.nat(2),
  quotes: fc.nat(2),
  contracts: fc.nat(2),
  approvals: fc.nat(2),
  orders: fc.nat(2),
  complaints: fc.nat(2),
  alerts: fc.nat(3),
  backups: fc.nat(2),
  hasBackup: fc.boolean(),
  acts: fc.array(
    fc.record({
      kind: fc.constantFrom(...HANDOVER_KINDS, 'some' as const, 'arrival' as const),
      to: fc.nat(2),
      tick: fc.boolean(),
    }),
    { maxLength: 8 },
  ),
})

let run = 0
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, n) => make(n))

/** Somebody with all kinds of duties, open ones and finished ones, and two colleagues to take over. */
async function hire(ctx: WriteCtx, wanted: Plan) {
  run += 1
  const mark = `运行${run}`
  const team = await savePeople(
    ctx,
    ['走', '甲', '乙'].map((name) => ({
      login: `${name}${run}`,
      name: `${mark}${name}`,
      roles: ['rep' as const],
      departmentId: a.departments.one,
    })),
  )
  const [leaver, first, second] = team.map(({ id }) => id) as [string, string, string]
  if (wanted.hasBackup) await setBackup(ctx, leaver, first)
  for (const id of [first, second].slice(0, wanted.backups)) await setBackup(ctx, id, leaver)
  const owners = [...times(wanted.customers, () => leaver), ...times(wanted.foreign, () => users.mate)]
  const customers = await saveCustomers(
    ctx,
    owners.map((responsibleId, n) => ({ name: `${mark}客户${n}`, responsibleId, createdOn: '2025-01-01' })),
  )
  const ids = customers.map(({ id }) => id)
  if (ids.length > 0) await burden(ctx, { wanted, mark, leaver, ids })
  for (const id of ids.slice(wanted.customers))
    await ctx.db
      .insertInto('customer_member')
      .values({ org_id: orgId, customer_id: id, user_id: leaver })
      .execute()
  const [department] = await saveDepartments(ctx, [{ name: `${mark}部` }])
  await setDepartmentManager(ctx, department!, leaver)
  for (const [from, to] of [
    [-9, -3],
    [-1, 4],
    [20, 24],
  ] as const)
    await recordAbsence(ctx, {
      userId: first,
      fromDay: addDays(TODAY, from),
      toDay: addDays(TODAY, to),
      backupId: leaver,
      reason: '',
    })
  return { leaver, receivers: [first, second, users.manager], mark }
}

type Burden = { wanted: Plan; mark: string; leaver: string; ids: string[] }

async function burden(ctx: WriteCtx, { wanted, mark, leaver, ids }: Burden): Promise<void> {
  const customerOf = (n: number) => ids[n % ids.length]!
  await saveDeals(
    ctx,
    times(wanted.deals, (n) => ({
      externalCode: `${mark}S${n}`,
      customerId: customerOf(n),
      title: `${mark}商机${n}`,
      responsibleId: leaver,
      amountFen: 100n,
      history: ['reach', ...(n % 3 === 2 ? ['won'] : [])].map((stage) => ({ stage, occurredOn: TODAY })),
    })),
  )
  await owe(ctx, wanted, { mark, leaver, customerOf })
  await promise(ctx, wanted, { mark, leaver, customerOf })
  for (let n = 0; n < wanted.complaints; n += 1) await complain(ctx, { customerId: customerOf(n), leaver, n })
  await warn(ctx, { wanted, leaver, ids, mark })
}

type Held = { mark: string; leaver: string; customerOf: (n: number) => string }

async function owe(ctx: WriteCtx, wanted: Plan, { mark, leaver, customerOf }: Held): Promise<void> {
  await recordInvoices(
    ctx,
    times(wanted.money, (n) => ({
      customerId: customerOf(n),
      number: `${mark}F${n}`,
      kind: 'invoice' as const,
      issuedOn: addDays(TODAY, -40),
      amountFen: 1_000n,
      responsibleId: leaver,
      instalments: [{ dueOn: addDays(TODAY, -10), amountFen: 1_000n }],
    })),
  )
  await recordPayments(
    ctx,
    times(wanted.paid, (n) => ({
      customerId: customerOf(n),
      kind: 'payment' as const,
      amountFen: 700n,
      receivedOn: TODAY,
      allocate: 'oldest' as const,
    })),
  )
}

/** What the leaver answers for of any customer: open, settled, and with money that is contested. */
async function complain(
  ctx: WriteCtx,
  { customerId, leaver, n }: { customerId: string; leaver: string; n: number },
): Promise<void> {
  const told = { kind: 'quality' as const, severity: 2 as const, title: `投诉${n}`, detail: '' }
  const { id } = await openComplaint(ctx, { ...told, customerId, responsibleId: leaver })
  if (n === 1) await resolveComplaint(ctx, id, { cause: 'people', resolution: '已答复' })
  const owed = await ctx.db
    .selectFrom('instalment')
    .select('id')
    .where('org_id', '=', orgId)
    .where('customer_id', '=', customerId)
    .where('open_fen', '>', 100n)
    .executeTakeFirst()
  if (owed)
    await openDispute(ctx, {
      instalmentId: owed.id,
      ...{ amountFen: 10n, kind: 'quality' as const, reason: '划痕', responsibleId: leaver },
    })
}

async function promise(ctx: WriteCtx, wanted: Plan, { mark, leaver, customerOf }: Held): Promise<void> {
  await saveQuotes(
    ctx,
    times(wanted.quotes, (n) => ({
      externalCode: `${mark}Q${n}`,
      customerId: customerOf(n),
      dealId: null,
      title: `${mark}报价${n}`,
      currency: 'CNY',
      responsibleId: leaver,
      steps: [
        { kind: 'asked' as const, at: NOW - 9e8 },
        ...(n === 1 ? [{ kind: 'lost' as const, at: NOW - 9e6, reason: '价格' }] : []),
      ],
    })),
  )
  const contracts = await saveContracts(
    ctx,
    times(wanted.contracts, (n) => ({
      number: `${mark}H${n}`,
      customerId: customerOf(n),
      dealId: null,
      title: '',
      amountFen: 900n,
      currency: 'CNY',
      signedOn: TODAY,
      effectiveOn: null,
      endsOn: null,
      responsibleId: leaver,
    })),
  )
  for (const { id } of contracts.slice(1))
    await recordContractStep(ctx, id, { kind: 'ended', reason: 'over' }, 'contract.write')
  await saveOrders(
    ctx,
    times(wanted.orders, (n) => ({
      number: `${mark}D${n}`,
      customerId: customerOf(n),
      dealId: null,
      title: '',
      amountFen: 500n,
      currency: 'CNY',
      orderedOn: addDays(TODAY, -5),
      plannedOn: addDays(TODAY, 5),
      deliveredOn: n === 1 ? TODAY : null,
      responsibleId: leaver,
    })),
  )
}

/** A flow that asks the leaver and is the leaver's to review, cases of a colleague, delegations both ways. */
async function sitInApprovals(
  wanted: Plan,
  { leaver, first, second }: { leaver: string; first: string; second: string },
): Promise<void> {
  const kind = `run-${run}`
  const as = <T>(userId: string, fn: (ctx: WriteCtx) => Promise<T>) =>
    write(db, { orgId, now: NOW, actor: { ...SYSTEM, userId, roles: ['rep'] } }, fn)
  const days = { fromDay: TODAY, toDay: addDays(TODAY, 5), reason: '' }
  if (wanted.approvals > 0)
    await writing(NOW, (ctx) => saveFlow(ctx, kind, { version: 0, ...flowAsking(leaver), ownerId: leaver }))
  for (let n = 0; n < wanted.approvals; n += 1) {
    const id = newId(NOW)
    const { caseId } = await as(second, (ctx) =>
      requestApproval(ctx, {
        kind,
        subject: { kind: 'paper', id },
        customerId: null,
        title: { zh: kind, en: kind },
        url: '/',
        facts: { amountFen: 100n, days: 0, type: null, marginBp: null, deviationBp: null },
        content: { hash: id, lines: [], before: [] },
        reason: '',
      }),
    )
    const body = { act: { kind: 'withdraw' as const, opinion: '', files: [] }, effects: {} }
    if (n === 1) await as(second, (ctx) => actOnCase(ctx, { id: caseId }, body))
  }
  await as(first, (ctx) => recordDelegation(ctx, { toUserId: leaver, kind: null, ...days }, {}))
  await as(leaver, (ctx) => recordDelegation(ctx, { toUserId: users.manager, kind: 'quote', ...days }, {}))
}

/** Also somebody else: the receiver may be asked at the same step already. */
function flowAsking(userId: string): { name: Bilingual; spec: FlowSpec } {
  const text = { zh: '审', en: 'Check' }
  const approvers = [userId, users.manager].map((id) => ({ by: 'person' as const, userId: id }))
  const step = { kind: 'step' as const, key: 'only', name: text, when: null, approvers, mode: 'all' as const }
  return {
    name: text,
    spec: {
      nodes: [{ ...step, needsAuthority: false, timeoutMinutes: 480, copies: [], guide: { zh: '', en: '' } }],
      repeats: 'once',
      expiresAfterWorkdays: 20,
      copies: [],
    },
  }
}

/** Alerts and tasks, every second one closed. */
async function warn(ctx: WriteCtx, { wanted, leaver, ids }: Burden): Promise<void> {
  const { rows: rules } = await sql<{
    id: string
  }>`select id from rule where org_id = ${orgId} order by code`.execute(ctx.db)
  for (let n = 0; n < wanted.alerts; n += 1) {
    const over = n % 2 === 1
    const customer = ids[n % ids.length]!
    await sql`
      insert into alert (org_id, id, rule_id, rule_version, rule_code, mode, subject_kind, subject_id, customer_id, status,
        severity, responsible_id, opened_at, evaluated_at, deadline_at, explanation, resolved_at)
      values (${orgId}, ${newId(ctx.now)}, ${rules[n]!.id}, 1, 'x', 'on', 'customer', ${customer}, ${customer},
        ${over ? 'resolved' : 'open'}, 2, ${leaver}, ${at(ctx.tick)}, ${at(ctx.tick)}, ${at(ctx.tick)}, '{"informed": []}',
        ${over ? at(ctx.tick) : null})`.execute(ctx.db)
    await sql`
      insert into task (org_id, id, customer_id, title, responsible_id, due_at, done_at, recorded_at)
      values (${orgId}, ${newId(ctx.now)}, ${customer}, '打电话', ${leaver}, ${at(ctx.tick)}, ${over ? at(ctx.tick) : null}, ${at(ctx.tick)})`.execute(
      ctx.db,
    )
  }
}

test('whatever is divided, ticked off or comes in between, nothing is left with the leaver and nothing is lost', async () => {
  const open = (await columnsNamingPeople()).filter((column) => !HISTORY.has(column))
  await fc.assert(
    fc.asyncProperty(plan, async (wanted) => {
      const { leaver, receivers, mark } = await writing(NOW, (ctx) => hire(ctx, wanted))
      await sitInApprovals(wanted, { leaver, first: receivers[0]!, second: receivers[1]! })
      const held = Object.fromEntries(
        await Promise.all(open.map(async (column) => [column, await namedIn(column, leaver)] as const)),
      )
      let now = NOW + 60_000
      const { id } = await writing(now, (ctx) =>
        startHandover(ctx, { userId: leaver, reason: '离职', lastDay: TODAY }),
      )
      const startedAt = now
      for (const [n, act] of wanted.acts.entries()) {
        now += 60_000
        await writing(now, async (ctx) => {
          if (act.kind === 'arrival') {
            held['customer.responsible_id']! += 1
            await saveCustomers(ctx, [
              { name: `${mark}后来${n}`, responsibleId: leaver, createdOn: '2025-01-01' },
            ])
            return
          }
          const chosen = act.kind === 'some' ? {} : { kind: act.kind }
          if (act.tick) await tickHandover(ctx, id, chosen)
          else await divideHandover(ctx, id, { ...chosen, receiverId: receivers[act.to]! })
        }).catch((error) => {
          if (!(error instanceof AppError)) throw error
        })
      }
      now += 60_000
      await writing(now, (ctx) => endHandoverAccess(ctx, id, '人已离岗'))

      for (const column of open)
        expect({ column, left: await namedIn(column, leaver) }).toEqual({ column, left: 0 })
      const { rows: items } = await admin.query<{
        kind: string
        subject_id: string
        receiver_id: string
        done: boolean
      }>(
        `select kind, subject_id, receiver_id, done_at is not null as done from handover_item where handover_id = $1`,
        [id],
      )
      expect(items.every(({ done }) => done)).toBe(true)
      const count = (kind: string) => items.filter((item) => item.kind === kind).length
      expect(count('customer')).toBe(held['customer.responsible_id'])
      expect(count('deal')).toBe(held['deal.responsible_id'])
      expect(count('quote')).toBe(held['quote.responsible_id'])
      expect(count('contract')).toBe(held['contract.responsible_id'])
      expect(count('approval')).toBe(held['approval_seat.user_id'])
      expect(count('delegation')).toBe(2)
      expect(count('flow')).toBe(held['approval_flow.owner_id'])
      expect(count('order')).toBe(held['sales_order.responsible_id'])
      expect(count('alert')).toBe(held['alert.responsible_id'])
      expect(count('task')).toBe(held['task.responsible_id'])
      expect(count('backup')).toBe(held['app_user.backup_id'])
      await expectHistory(leaver, items, startedAt)
    }),
    { numRuns: 25 },
  )
}, 240_000)

/** Each customer is its receiver's now and was the leaver's before: validity rows without gap or overlap. */
async function expectHistory(
  leaver: string,
  items: readonly { kind: string; subject_id: string; receiver_id: string }[],
  startedAt: Instant,
): Promise<void> {
  const customers = items.filter(({ kind }) => kind === 'customer')
  for (const { subject_id, receiver_id } of customers) {
    const { rows } = await read(db, { orgId, now: startedAt }, ({ db: tx }) =>
      sql<{ from: number; to: number | null; who: string; now: string }>`
        select p.valid_from as from, p.valid_to as to, p.responsible_id as who, c.responsible_id as now from customer_period p
        join customer c on c.org_id = p.org_id and c.id = p.customer_id
        where p.org_id = ${orgId} and p.customer_id = ${subject_id} order by p.valid_from`.execute(tx),
    )
    expect(rows.map(({ who }) => who)).toEqual([leaver, receiver_id])
    expect(rows[0]!.to).toBe(rows[1]!.from)
    expect(rows[1]).toMatchObject({ to: null, now: receiver_id })
  }
}
