import { sql } from 'kysely'
import { covers } from '../../../core/approval/authority.ts'
import type { ContentLine } from '../../../core/approval/content.ts'
import { dayOf } from '../../../core/calendar.ts'
import { type Fen, formatFen } from '../../../core/money.ts'
import { checkWaiver, type WaiverLine } from '../../../core/receivable/penalty.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import {
  contentHashOf,
  myAuthority,
  reportMismatch,
  requestApproval,
  type Settled,
  spendApproval,
} from '../approvals/index.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { loadPenalties, type PenaltyRow } from './penalty-rows.ts'

const PENALTY = 'penalty'
const WAIVER = 'penalty_waiver'

type Form = { customerId: string; reason: string; lines: readonly WaiverLine[] }
type Row = { id: string; customerId: string; amountFen: Fen; version: number }

/** Within one's authority it takes effect at once, else an approval decides (C101, decision 0005). */
export async function askWaiver(
  ctx: WriteCtx,
  form: Form,
): Promise<{ id: string; approvalId: string | null; inEffect: boolean }> {
  const customer = await lockCustomer(ctx, form.customerId)
  const items = await penaltiesNow(ctx, form.customerId)
  const checked = checkWaiver(form.lines, leftOf(items))
  if (!checked.ok) throw refused(checked)
  if (form.lines.some(({ instalmentId }) => items.get(instalmentId)!.askedFen > 0n))
    throw conflict('waiver_running')
  const row = { id: newId(ctx.now), customerId: form.customerId, amountFen: checked.value, version: 1 }
  await insertWaiver(ctx, row, form)
  // Small waivers about the same customer reach as far as one over all of them would.
  const beforeFen = await decidedAlone(ctx, form.customerId)
  const extent = { amountFen: checked.value + beforeFen, days: null }
  // Whoever sold to a customer does not decide alone what they need not pay.
  const isOwn = customer.responsibleId === ctx.actor.userId && !ctx.actor.roles.includes('boss')
  if (!isOwn && covers(await myAuthority(ctx, PENALTY), extent)) {
    await takeEffect(ctx, row, 'authority')
    return { id: row.id, approvalId: null, inEffect: true }
  }
  const { caseId } = await requestApproval(ctx, {
    kind: PENALTY,
    subject: { kind: WAIVER, id: row.id },
    customerId: form.customerId,
    title: titleOf(customer.name),
    url: `/receivables/statements/${form.customerId}`,
    facts: { ...extent, type: null, marginBp: null, deviationBp: null },
    content: {
      hash: hashOf(row, form.lines),
      lines: contentOf(form, items, { amountFen: checked.value, beforeFen }),
      before: [],
    },
    reason: form.reason,
  })
  await change(ctx, row, { case_id: caseId })
  await tell(ctx, row, 'penalty.waiver_asked')
  return { id: row.id, approvalId: caseId, inEffect: false }
}

/** The end of its case: exactly what was approved is given up, if all of it is still owed. */
export async function settleWaiver(ctx: WriteCtx, settled: Settled): Promise<void> {
  if (settled.subject.kind !== WAIVER) return
  const row = await findWaiver(ctx, sql`w.case_id = ${settled.caseId} and w.status = 'asked'`)
  if (!row) return
  if (settled.status !== 'approved')
    return end(ctx, row, settled.status === 'rejected' ? 'refused' : 'withdrawn')
  const customer = await nameOf(ctx, row.customerId)
  const lines = await linesOf(ctx, row.id)
  const gate = { kind: PENALTY, subject: { kind: WAIVER, id: row.id }, contentHash: hashOf(row, lines) }
  const isStill = checkWaiver(lines, leftOf(await penaltiesNow(ctx, row.customerId))).ok
  const caseId = isStill ? await spendApproval(ctx, gate) : null
  if (caseId === null) {
    await end(ctx, row, 'changed')
    return reportMismatch(ctx, {
      gate,
      title: titleOf(customer),
      caseId: settled.caseId,
      requesterId: settled.requesterId,
    })
  }
  await takeEffect(ctx, row, 'approval')
}

/** The penalty is owed again from now on; what was known before stays. */
export async function endWaiver(ctx: WriteCtx, id: string): Promise<{ ok: true }> {
  const row = await findWaiver(
    ctx,
    sql`w.id = ${id} and w.status = 'in_effect' and w.customer_id in (${scopedCustomerIds(ctx, 'receivable.write')})`,
  )
  if (!row) throw notFound(WAIVER)
  await end(ctx, row, 'taken_back')
  return { ok: true }
}

async function lockCustomer(
  ctx: WriteCtx,
  id: string,
): Promise<{ name: string; responsibleId: string | null }> {
  const { rows } = await sql<{ name: string; responsibleId: string | null }>`
    select c.name, c.responsible_id as "responsibleId" from customer c where c.org_id = ${ctx.orgId} and c.id = ${id}
      and c.id in (${scopedCustomerIds(ctx, 'receivable.note')})`.execute(ctx.db)
  if (!rows[0]) throw notFound('customer')
  return rows[0]
}

async function nameOf(ctx: WriteCtx, id: string): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select name from customer where org_id = ${ctx.orgId} and id = ${id}`.execute(ctx.db)
  return rows[0]!.name
}

async function penaltiesNow(ctx: WriteCtx, customerId: string): Promise<Map<string, PenaltyRow>> {
  const items = await loadPenalties(ctx, { customerId, asOf: dayOf(ctx.now), reading: 'business' })
  return new Map(items.map((item) => [item.instalmentId, item]))
}

function leftOf(items: ReadonlyMap<string, PenaltyRow>): Map<string, Fen> {
  return new Map([...items].map(([id, { leftFen }]) => [id, leftFen]))
}

async function insertWaiver(ctx: WriteCtx, row: Row, { reason, lines }: Form): Promise<void> {
  await ctx.db
    .insertInto('penalty_waiver')
    .values({
      org_id: ctx.orgId,
      id: row.id,
      customer_id: row.customerId,
      reason,
      amount_fen: row.amountFen,
      status: 'asked',
      asked_by: ctx.actor.userId,
      asked_at: at(ctx.tick),
    })
    .execute()
  await insertRows(
    ctx.db,
    'penalty_waiver_line',
    lines.map(({ instalmentId, amountFen }) => ({
      org_id: ctx.orgId,
      waiver_id: row.id,
      instalment_id: instalmentId,
      amount_fen: amountFen,
    })),
  )
}

/** What stands given up of this customer on somebody's own authority in the last twelve months. */
async function decidedAlone(ctx: WriteCtx, customerId: string): Promise<Fen> {
  const { rows } = await sql<{ fen: bigint }>`
    select coalesce(sum(w.amount_fen), 0)::bigint as fen from penalty_waiver w
    where w.org_id = ${ctx.orgId} and w.customer_id = ${customerId} and w.status = 'in_effect' and w.basis = 'authority'
      and w.effective_on > ${dayOf(ctx.now)}::date - interval '12 months'`.execute(ctx.db)
  return rows[0]!.fen
}

async function findWaiver(ctx: WriteCtx, which: ReturnType<typeof sql>): Promise<Row | null> {
  const { rows } = await sql<Row>`
    select w.id, w.customer_id as "customerId", w.amount_fen as "amountFen", w.version from penalty_waiver w
    where w.org_id = ${ctx.orgId} and ${which} for update`.execute(ctx.db)
  return rows[0] ?? null
}

function linesOf(ctx: WriteCtx, id: string): Promise<WaiverLine[]> {
  return ctx.db
    .selectFrom('penalty_waiver_line')
    .select(['instalment_id as instalmentId', 'amount_fen as amountFen'])
    .where('org_id', '=', ctx.orgId)
    .where('waiver_id', '=', id)
    .orderBy('instalment_id')
    .execute()
}

async function takeEffect(ctx: WriteCtx, row: Row, basis: 'authority' | 'approval'): Promise<void> {
  await change(ctx, row, {
    status: 'in_effect',
    basis,
    decided_by: ctx.actor.userId,
    effective_on: dayOf(ctx.now),
    effective_at: at(ctx.tick),
  })
  await tell(ctx, row, 'penalty.waived')
}

async function end(
  ctx: WriteCtx,
  row: Row,
  reason: 'refused' | 'changed' | 'withdrawn' | 'taken_back',
): Promise<void> {
  await change(ctx, row, {
    status: 'ended',
    ended_at: at(ctx.tick),
    ended_by: ctx.actor.userId,
    end_reason: reason,
  })
  await tell(ctx, row, 'penalty.waiver_ended')
}

async function change(ctx: WriteCtx, row: Row, values: Record<string, unknown>): Promise<void> {
  await ctx.db
    .updateTable('penalty_waiver')
    .set({ ...values, version: sql`version + 1` })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', row.id)
    .execute()
}

async function tell(ctx: WriteCtx, { id, customerId, amountFen }: Row, kind: string): Promise<void> {
  await recordEvent(ctx, {
    kind,
    subject: { kind: WAIVER, id },
    customerId,
    summary: { amountFen: Number(amountFen) },
  })
}

const titleOf = (name: string) => ({ zh: `${name} 违约金减免`, en: `${name}: penalty waiver` })

function hashOf({ id, customerId }: Row, lines: readonly WaiverLine[]): string {
  const sorted = [...lines].sort((a, b) => (a.instalmentId < b.instalmentId ? -1 : 1))
  return contentHashOf({ what: WAIVER, id, customerId, lines: sorted })
}

/** What an approver reads: how much of which penalty, and what was given up without being asked. */
function contentOf(
  { lines }: Form,
  items: ReadonlyMap<string, PenaltyRow>,
  { amountFen, beforeFen }: { amountFen: Fen; beforeFen: Fen },
): ContentLine[] {
  const same = (text: string) => ({ zh: text, en: text })
  return [
    { key: 'amount', label: { zh: '减免金额', en: 'Given up' }, value: same(`¥${formatFen(amountFen)}`) },
    ...(beforeFen > 0n
      ? [
          {
            key: 'before',
            label: { zh: '十二个月内未经审批已减免', en: 'Given up without approval in 12 months' },
            value: same(`¥${formatFen(beforeFen)}`),
          },
        ]
      : []),
    ...lines.map(({ instalmentId, amountFen: part }): ContentLine => {
      const item = items.get(instalmentId)!
      return {
        key: `line:${instalmentId}`,
        label: same(item.invoiceNumber),
        value: {
          zh: `¥${formatFen(part)}，违约金共 ¥${formatFen(item.fen)}（每日万分之${item.rateBp}，逾期 ${item.days} 天）`,
          en: `¥${formatFen(part)} of ¥${formatFen(item.fen)} (${item.rateBp}/10,000 a day, ${item.days} days)`,
        },
      }
    }),
  ]
}
