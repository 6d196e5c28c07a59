import { sql } from 'kysely'
import { type Day, formatInstant, type Instant } from '../../../core/calendar.ts'
import { COMPANY_CURRENCY } from '../../../core/exchange/rate.ts'
import { UNDATED } from '../../../core/receivable/retention.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type OutSheet, sheetsToXlsx } from '../../platform/xlsx-out.ts'
import { documentKind } from '../receivables/index.ts'
import { changesSheet } from './evidence-changes.ts'
import {
  disputesSheet,
  dunningSheet,
  invoicesOf,
  markOf,
  signingSheet,
  TAKEN_BACK,
} from './evidence-claims.ts'
import { evidenceNotes } from './evidence-notes.ts'

type Contract = { id: string; customerId: string; dealId: string | null }

/**
 * What was done under a contract, as a workbook: its course, orders and deliveries, invoices and money, how
 * it was asked for, contested and signed, and what was said. Rows that were taken back stand there, marked:
 * evidence is not tidied.
 */
export async function evidenceSheets(ctx: ReadCtx, contract: Contract): Promise<Buffer> {
  return sheetsToXlsx([
    await courseSheet(ctx, contract),
    await dutiesSheet(ctx, contract),
    await changesSheet(ctx, contract.id),
    await ordersSheet(ctx, contract),
    await evidenceNotes(ctx, contract.id),
    await moneySheet(ctx, contract),
    await dunningSheet(ctx, contract),
    await disputesSheet(ctx, contract),
    await signingSheet(ctx, contract),
    await talkSheet(ctx, contract),
  ])
}

const STEPS: Record<string, string> = {
  recorded: '登记',
  amended: '变更金额',
  approved: '批准',
  unapproved: '撤回批准',
  signed: '签署',
  prolonged: '变更到期日',
  ended: '终止',
  ordered: '下单',
  corrected: '更正',
  replanned: '改交货日',
  delivered: '部分交货',
  completed: '全部交完',
  cancelled: '取消',
  deliver: '应交货',
  invoice: '应开票',
  accept: '应验收',
  settled_done: '办结',
  settled_waived: '免除',
  settled_order: '关联订单',
  settled_invoice: '关联发票',
}

async function courseSheet(ctx: ReadCtx, { id }: Contract): Promise<OutSheet> {
  const { rows } = await sql<Step>`
    select s.kind, s.occurred_on as on, s.recorded_at as at, u.name as by, s.reason, coalesce(s.original_minor, s.amount_fen) as fen,
      case when s.original_minor is null then ${COMPANY_CURRENCY} else k.currency end as currency, s.voided_at is not null as voided
    from contract_step s join contract k on k.org_id = s.org_id and k.id = s.contract_id left join app_user u on u.org_id = s.org_id and u.id = s.actor
    where s.org_id = ${ctx.orgId} and s.contract_id = ${id} order by s.recorded_at, s.id`.execute(ctx.db)
  return {
    name: '合同经过',
    columns: [...WHEN, ...AMOUNT, { title: '原因', kind: 'text', width: 40 }, TAKEN_BACK],
    rows: rows.map((row) => [...whenOf(row), ...amountOf(row), row.reason, markOf(row)]),
  }
}

/** What was to be done, and how each was settled or opened again (C074). */
async function dutiesSheet(ctx: ReadCtx, { id }: Contract): Promise<OutSheet> {
  const { rows } = await sql<Step & { label: string; shown: string | null }>`
    select o.label, o.kind, o.due_on as on, o.recorded_at as at, u.name as by, null as reason, o.amount_fen as fen, k.currency, null as shown,
      o.voided_at is not null as voided
    from obligation o join contract k on k.org_id = o.org_id and k.id = o.contract_id left join app_user u on u.org_id = o.org_id and u.id = o.actor
    where o.org_id = ${ctx.orgId} and o.contract_id = ${id}
    union all
    select o.label, 'settled_' || s.kind, s.occurred_on, s.recorded_at, u.name, s.reason, null, '',
      coalesce(d.number, v.number, f.name), s.voided_at is not null
    from obligation_step s join obligation o on o.org_id = s.org_id and o.id = s.obligation_id
    left join sales_order d on d.org_id = s.org_id and d.id = s.order_id
    left join invoice v on v.org_id = s.org_id and v.id = s.invoice_id
    left join record_file f on f.org_id = s.org_id and f.id = s.file_id
    left join app_user u on u.org_id = s.org_id and u.id = s.actor
    where s.org_id = ${ctx.orgId} and o.contract_id = ${id} order by 4, 2`.execute(ctx.db)
  return {
    name: '履约事项',
    columns: [
      { title: '说明', kind: 'text' },
      ...WHEN,
      ...AMOUNT,
      { title: '凭据', kind: 'text', width: 30 },
      { title: '原因', kind: 'text', width: 40 },
      TAKEN_BACK,
    ],
    rows: rows.map((row) => [
      row.label,
      ...whenOf(row),
      ...amountOf(row),
      row.shown,
      row.reason,
      markOf(row),
    ]),
  }
}

async function ordersSheet(ctx: ReadCtx, { id }: Contract): Promise<OutSheet> {
  const { rows } = await sql<Step & { number: string; milli: bigint | null }>`
    select o.number, s.kind, s.occurred_on as on, s.recorded_at as at, u.name as by, s.reason, coalesce(s.original_minor, s.amount_fen) as fen,
      case when s.original_minor is null then ${COMPANY_CURRENCY} else o.currency end as currency, s.quantity_milli as milli, s.voided_at is not null or o.voided_at is not null as voided
    from sales_order o join order_step s on s.org_id = o.org_id and s.order_id = o.id
    left join app_user u on u.org_id = s.org_id and u.id = s.actor
    where o.org_id = ${ctx.orgId} and o.contract_id = ${id} order by o.number, s.recorded_at, s.id`.execute(
    ctx.db,
  )
  return {
    name: '订单与交货',
    columns: [
      { title: '订单号', kind: 'text' },
      ...WHEN,
      ...AMOUNT,
      { title: '数量', kind: 'number' },
      { title: '原因', kind: 'text', width: 40 },
      TAKEN_BACK,
    ],
    rows: rows.map((row) => [
      row.number,
      ...whenOf(row),
      ...amountOf(row),
      row.milli === null ? null : Number(row.milli) / 1000,
      row.reason,
      markOf(row),
    ]),
  }
}

async function moneySheet(ctx: ReadCtx, { id }: Contract): Promise<OutSheet> {
  type Row = { what: string; number: string; on: Day; fen: bigint; due: string | null; voided: boolean }
  const mine = invoicesOf(ctx, id)
  const { rows } = await sql<Row>`
    select case v.kind when 'contract' then '付款计划' else '发票' end as what, v.number, v.occurred_on as on, v.amount_fen as fen,
      (select string_agg(case i.due_on when ${UNDATED}::date then '验收后起算' else to_char(i.due_on, 'YYYY-MM-DD') end, ' ' order by i.seq) from instalment i
        where i.org_id = v.org_id and i.invoice_id = v.id and i.voided_at is null) as due, v.voided_at is not null as voided
    from invoice v where v.org_id = ${ctx.orgId} and ${mine}
    union all
    select ${documentKind('p')}, v.number || ' ← ' || p.reference, a.occurred_on, a.amount_fen, null, a.voided_at is not null
    from allocation a join payment p on p.org_id = a.org_id and p.id = a.payment_id
    join instalment i on i.org_id = a.org_id and i.id = a.instalment_id
    join invoice v on v.org_id = i.org_id and v.id = i.invoice_id where a.org_id = ${ctx.orgId} and ${mine}
    order by 3, 1, 2`.execute(ctx.db)
  return {
    name: '发票与回款',
    columns: [
      { title: '类别', kind: 'text' },
      { title: '单号', kind: 'text', width: 30 },
      { title: '日期', kind: 'day' },
      { title: '金额（人民币）', kind: 'money' },
      { title: '应付日期', kind: 'text', width: 30 },
      TAKEN_BACK,
    ],
    rows: rows.map((row) => [PAID[row.what] ?? row.what, row.number, row.on, row.fen, row.due, markOf(row)]),
  }
}

const PAID: Record<string, string> = {
  payment: '回款',
  credit_note: '退货 / 折让',
  write_off: '核销',
  bill: '承兑汇票',
  bill_refused: '汇票拒付（恢复应收）',
}

const KINDS: Record<string, string> = {
  call: '电话',
  visit: '拜访',
  wechat: '微信',
  mail: '邮件',
  other: '其他',
}

/** Of the deal the contract came from; without one, all that was said with the customer. */
async function talkSheet(ctx: ReadCtx, { customerId, dealId }: Contract): Promise<OutSheet> {
  const { rows } = await sql<{ at: Instant; kind: string; by: string; summary: string; voided: boolean }>`
    select a.occurred_at as at, a.kind, u.name as by, a.summary, a.voided_at is not null as voided
    from activity a join app_user u on u.org_id = a.org_id and u.id = a.user_id
    where a.org_id = ${ctx.orgId} and ${dealId === null ? sql`a.customer_id = ${customerId}` : sql`a.deal_id = ${dealId}`}
    order by a.occurred_at, a.id`.execute(ctx.db)
  return {
    name: '往来记录',
    columns: [
      { title: '时间', kind: 'text', width: 20 },
      { title: '方式', kind: 'text' },
      { title: '记录人', kind: 'text' },
      { title: '内容', kind: 'text', width: 60 },
      TAKEN_BACK,
    ],
    rows: rows.map((row) => [
      formatInstant(row.at),
      KINDS[row.kind] ?? row.kind,
      row.by,
      row.summary,
      markOf(row),
    ]),
  }
}

type Step = {
  kind: string
  on: Day
  at: Instant
  by: string | null
  reason: string | null
  /** in its own currency, which stands beside it */
  fen: bigint | null
  currency: string
  voided: boolean
}

const WHEN: OutSheet['columns'] = [
  { title: '事项', kind: 'text' },
  { title: '业务日期', kind: 'day' },
  { title: '登记时间', kind: 'text', width: 20 },
  { title: '登记人', kind: 'text' },
]
/** What was agreed is in the currency it was agreed in (0018); the sheet of the money alone is in yuan. */
const AMOUNT: OutSheet['columns'] = [
  { title: '金额', kind: 'money' },
  { title: '币种', kind: 'text' },
]

function whenOf({ kind, on, at, by }: Step) {
  return [STEPS[kind] ?? kind, on, formatInstant(at), by]
}

function amountOf({ fen, currency }: Step) {
  return [fen, fen === null ? null : currency]
}
