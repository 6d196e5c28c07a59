import { sql } from 'kysely'
import { covers } from '../../../core/approval/authority.ts'
import type { ContentLine } from '../../../core/approval/content.ts'
import { dayOf } from '../../../core/calendar.ts'
import { formatFen } from '../../../core/money.ts'
import { isUndated } from '../../../core/receivable/retention.ts'
import {
  checkEvidence,
  checkLines,
  type Evidence,
  type WriteOffLine,
  writeOffCan,
} from '../../../core/receivable/write-off.ts'
import { groundWords } from '../../../text/write-offs.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, refused } from '../../platform/errors.ts'
import {
  contentHashOf,
  myAuthority,
  reportMismatch,
  requestApproval,
  type Settled,
  spendApproval,
} from '../approvals/index.ts'
import { recordPayments } from './record-payments.ts'
import {
  changeWriteOff,
  decidedAlone,
  endRow,
  evidenceOf,
  findWriteOff,
  linesOf,
  lockWriteOff,
  openOf,
  tellWriteOff,
  WRITE_OFF,
  type WriteOffRow,
} from './write-off-rows.ts'

const BAD_DEBT = 'bad-debt'

type Reply = { id: string; approvalId: string | null; inEffect: boolean }

/** Within one's authority it takes effect at once, else an approval decides (C097, decision 0005). */
export async function askWriteOff(ctx: WriteCtx, id: string): Promise<Reply> {
  const row = await lockWriteOff(ctx, id)
  const allowed = writeOffCan({ ...row, recoveredFen: 0n }).ask
  if (allowed !== true) throw conflict(allowed)
  const lines = await linesOf(ctx, id)
  const open = await openOf(
    ctx,
    row.customerId,
    lines.map(({ instalmentId }) => instalmentId),
  )
  const checked = checkLines(lines, open)
  if (!checked.ok) throw refused(checked)
  const evidence = await evidenceOf(ctx, row)
  const proven = checkEvidence(evidence)
  if (!proven.ok) throw refused(proven)
  // Small papers about the same customer reach as far as one over all of them would.
  const beforeFen = await decidedAlone(ctx, row.customerId)
  const extent = { amountFen: row.amountFen + beforeFen, days: null }
  // Whoever sold to a customer does not decide alone that they need not pay.
  const isOwn = row.responsibleId === ctx.actor.userId && !ctx.actor.roles.includes('boss')
  // One that was sent back goes the way it began: its case waits for it.
  if (!isOwn && !row.isReturned && covers(await myAuthority(ctx, BAD_DEBT), extent)) {
    await takeEffect(ctx, row, { lines, basis: 'authority' })
    return { id, approvalId: null, inEffect: true }
  }
  const { caseId } = await requestApproval(ctx, {
    kind: BAD_DEBT,
    subject: { kind: WRITE_OFF, id },
    customerId: row.customerId,
    title: { zh: `${row.customerName} 坏账核销`, en: `${row.customerName}: write-off` },
    url: `/receivables?tab=losses&writeOff=${id}`,
    facts: { ...extent, type: [row.ground], marginBp: null, deviationBp: null },
    content: {
      hash: hashOf(row, lines),
      lines: await contentOf(ctx, row, { lines, evidence, beforeFen }),
      before: [],
    },
    reason: row.reason,
  })
  await changeWriteOff(ctx, row, {
    status: 'asked',
    asked_by: ctx.actor.userId,
    asked_at: at(ctx.tick),
    case_id: caseId,
  })
  return { id, approvalId: caseId, inEffect: false }
}

/**
 * The end of its case: exactly what was approved is written off, today, if all of it is still open. One that
 * was withdrawn or ran out is a draft again.
 */
export async function settleWriteOff(ctx: WriteCtx, settled: Settled): Promise<void> {
  if (settled.subject.kind !== WRITE_OFF) return
  const row = await findWriteOff(ctx, sql`w.case_id = ${settled.caseId} and w.status = 'asked'`)
  if (!row) return
  if (settled.status === 'rejected') return endRow(ctx, row, { reason: 'refused', note: '' })
  if (settled.status !== 'approved') return changeWriteOff(ctx, row, { status: 'draft' })
  const lines = await linesOf(ctx, row.id)
  const open = await openOf(
    ctx,
    row.customerId,
    lines.map(({ instalmentId }) => instalmentId),
  )
  const gate = {
    kind: BAD_DEBT,
    subject: { kind: WRITE_OFF, id: row.id },
    contentHash: hashOf(row, lines),
  }
  const caseId = checkLines(lines, open).ok ? await spendApproval(ctx, gate) : null
  if (caseId === null) {
    await endRow(ctx, row, { reason: 'changed', note: '' })
    const title = { zh: `${row.customerName} 坏账核销`, en: `${row.customerName}: write-off` }
    return reportMismatch(ctx, { gate, title, caseId: settled.caseId, requesterId: settled.requesterId })
  }
  await takeEffect(ctx, row, { lines, basis: 'approval' })
}

/** From today on the balance is without it, and no day before. */
async function takeEffect(
  ctx: WriteCtx,
  row: WriteOffRow,
  { lines, basis }: { lines: readonly WriteOffLine[]; basis: 'authority' | 'approval' },
): Promise<void> {
  const today = dayOf(ctx.now)
  const [saved] = await recordPayments(ctx, [
    {
      customerId: row.customerId,
      kind: 'write_off',
      receivedOn: today,
      amountFen: row.amountFen,
      remark: row.reason,
      allocate: lines,
    },
  ])
  await changeWriteOff(ctx, row, {
    status: 'in_effect',
    basis,
    decided_by: ctx.actor.userId,
    effective_on: today,
    effective_at: at(ctx.tick),
    payment_id: saved!.id,
  })
  await tellWriteOff(ctx, row, {
    kind: 'write_off.in_effect',
    summary: { amountFen: row.amountFen, ground: row.ground, basis },
  })
}

function hashOf({ id, customerId, ground }: WriteOffRow, lines: readonly WriteOffLine[]): string {
  return contentHashOf({ what: WRITE_OFF, id, customerId, ground, lines })
}

/** What an approver reads: what is written off, why, and what was tried before. */
async function contentOf(
  ctx: WriteCtx,
  row: WriteOffRow,
  { lines, evidence, beforeFen }: { lines: readonly WriteOffLine[]; evidence: Evidence; beforeFen: bigint },
): Promise<ContentLine[]> {
  const { rows } = await sql<{ number: string; due_on: string; days: number; id: string }>`
    select i.id, v.number, i.due_on, (${dayOf(ctx.now)}::date - i.due_on) as days
    from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    where i.org_id = ${ctx.orgId} and i.id = any(${lines.map(({ instalmentId }) => instalmentId)}::uuid[])`.execute(
    ctx.db,
  )
  const heads = new Map(rows.map((head) => [head.id, head]))
  const same = (text: string) => ({ zh: text, en: text })
  const { files, dunningSteps, lastDunnedOn } = evidence
  return [
    {
      key: 'amount',
      label: { zh: '核销金额', en: 'Written off' },
      value: same(`¥${formatFen(row.amountFen)}`),
    },
    ...(beforeFen > 0n
      ? [
          {
            key: 'before',
            label: { zh: '十二个月内未经审批已核销', en: 'Written off without approval in 12 months' },
            value: same(`¥${formatFen(beforeFen)}`),
          },
        ]
      : []),
    { key: 'ground', label: { zh: '依据', en: 'Ground' }, value: groundWords(row.ground) },
    ...lines.map(({ instalmentId, amountFen }): ContentLine => {
      const { number, due_on: due, days } = heads.get(instalmentId)!
      return {
        key: `line:${instalmentId}`,
        label: same(number),
        value: isUndated(due)
          ? {
              zh: `¥${formatFen(amountFen)}，验收后起算，未到期`,
              en: `¥${formatFen(amountFen)}, due after acceptance, not due`,
            }
          : {
              zh: `¥${formatFen(amountFen)}，到期 ${due}，逾期 ${days} 天`,
              en: `¥${formatFen(amountFen)}, due ${due}, ${days} days overdue`,
            },
      }
    }),
    {
      key: 'evidence',
      label: { zh: '证据', en: 'Evidence' },
      value: {
        zh: `附件 ${files} 份，催收记录 ${dunningSteps} 次${lastDunnedOn ? `，最近 ${lastDunnedOn}` : ''}`,
        en: `${files} files, ${dunningSteps} dunning steps${lastDunnedOn ? `, the last on ${lastDunnedOn}` : ''}`,
      },
    },
  ]
}
