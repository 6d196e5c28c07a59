import { sql } from 'kysely'
import { type Day, formatInstant, type Instant } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { sha256 } from '../../platform/crypto.ts'
import type { OutSheet } from '../../platform/xlsx-out.ts'

/** Rows that were taken back stand there, marked: evidence is not tidied. */
export const TAKEN_BACK = { title: '状态', kind: 'text' } as const

export function markOf({ voided }: { voided: boolean }): string | null {
  return voided ? '已撤回' : null
}

/** What is owed under a contract: its own invoices, and those of its orders. */
export function invoicesOf(ctx: ReadCtx, id: string) {
  return sql`(v.contract_id = ${id} or v.order_id in (select o.id from sales_order o
    where o.org_id = ${ctx.orgId} and o.contract_id = ${id}))`
}

function isDunnedFor(ctx: ReadCtx, id: string) {
  return sql`exists (select 1 from dunning_item d
    join instalment i on i.org_id = d.org_id and i.id = d.instalment_id
    join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    where d.org_id = s.org_id and d.step_id = s.id and ${invoicesOf(ctx, id)})`
}

/** The steps of dunning that name an instalment of this contract, oldest first. */
export async function dunningStepsOf(ctx: ReadCtx, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select s.id from dunning_step s where s.org_id = ${ctx.orgId} and ${isDunnedFor(ctx, id)}
    order by s.recorded_at, s.id`.execute(ctx.db)
  return rows.map((row) => row.id)
}

const STAGES: Record<string, string> = {
  soon: '到期提醒',
  today: '到期当天',
  call: '电话催收',
  manager: '主管介入',
  letter: '催款函',
  stop: '停货',
  lawyer: '律师函',
}
const CHANNELS: Record<string, string> = {
  message: '微信等消息',
  sms: '短信',
  mail: '邮件',
  call: '电话',
  visit: '上门',
  letter: '信函',
}

/**
 * How the money of this contract was asked for: every step of dunning that names one of its instalments, the
 * words that went out with their hash, and the files of proof with theirs.
 */
export async function dunningSheet(ctx: ReadCtx, { id }: { id: string }): Promise<OutSheet> {
  type Row = {
    stage: string
    channel: string
    on: Day
    at: Instant
    by: string | null
    to: string
    fen: bigint
  }
  const { rows } = await sql<Row & { words: string; note: string; files: string | null; voided: boolean }>`
    select s.stage, s.channel, s.occurred_on as on, s.recorded_at as at, u.name as by, s.contact_name as to, s.amount_fen as fen,
      s.words, s.note, s.voided_at is not null as voided,
      (select string_agg(f.name || ' SHA-256 ' || encode(f.sha256, 'hex'), E'\n' order by f.recorded_at) from record_file f
        where f.org_id = s.org_id and f.record_kind = 'dunning_step' and f.record_id = s.id and f.voided_at is null) as files
    from dunning_step s left join app_user u on u.org_id = s.org_id and u.id = s.actor
    where s.org_id = ${ctx.orgId} and ${isDunnedFor(ctx, id)} order by s.recorded_at, s.id`.execute(ctx.db)
  return {
    name: '催收记录',
    columns: [
      { title: '步骤', kind: 'text' },
      { title: '方式', kind: 'text' },
      { title: '业务日期', kind: 'day' },
      { title: '登记时间', kind: 'text', width: 20 },
      { title: '登记人', kind: 'text' },
      { title: '对方', kind: 'text' },
      { title: '催收金额（人民币）', kind: 'money' },
      { title: '发出的内容', kind: 'text', width: 60 },
      { title: '内容的 SHA-256', kind: 'text', width: 66 },
      { title: '说明', kind: 'text', width: 40 },
      { title: '凭证文件', kind: 'text', width: 60 },
      TAKEN_BACK,
    ],
    rows: rows.map((row) => [
      ...[STAGES[row.stage] ?? row.stage, CHANNELS[row.channel] ?? row.channel, row.on],
      ...[formatInstant(row.at), row.by, row.to, row.fen, row.words],
      ...[row.words === '' ? null : sha256(row.words).toString('hex'), row.note, row.files, markOf(row)],
    ]),
  }
}

const CAUSES: Record<string, string> = {
  quantity: '数量',
  quality: '质量',
  price: '价格',
  delivery: '交货',
  invoice: '发票',
  other: '其他',
}
const OUTCOMES: Record<string, string> = { rejected: '不成立', credited: '已减免', partly: '部分成立' }

/** What the customer contested of it, and how each ended. */
export async function disputesSheet(ctx: ReadCtx, { id }: { id: string }): Promise<OutSheet> {
  type Row = {
    number: string
    kind: string
    on: Day
    at: Instant
    by: string | null
    fen: bigint
    reason: string
  }
  type End = { resolvedOn: Day | null; outcome: string | null; resolution: string; voided: boolean }
  const { rows } = await sql<Row & End>`
    select v.number, d.kind, d.occurred_on as on, d.recorded_at as at, u.name as by, d.amount_fen as fen, d.reason,
      d.resolved_on as "resolvedOn", d.outcome, d.resolution, d.voided_at is not null as voided
    from dispute d join instalment i on i.org_id = d.org_id and i.id = d.instalment_id
    join invoice v on v.org_id = i.org_id and v.id = i.invoice_id left join app_user u on u.org_id = d.org_id and u.id = d.actor
    where d.org_id = ${ctx.orgId} and ${invoicesOf(ctx, id)} order by d.recorded_at, d.id`.execute(ctx.db)
  return {
    name: '争议',
    columns: [
      { title: '单号', kind: 'text' },
      { title: '争议内容', kind: 'text' },
      { title: '业务日期', kind: 'day' },
      { title: '登记时间', kind: 'text', width: 20 },
      { title: '登记人', kind: 'text' },
      { title: '争议金额（人民币）', kind: 'money' },
      { title: '客户说法', kind: 'text', width: 60 },
      { title: '结论日期', kind: 'day' },
      { title: '结论', kind: 'text' },
      { title: '结论说明', kind: 'text', width: 60 },
      TAKEN_BACK,
    ],
    rows: rows.map((row) => [
      ...[
        row.number,
        CAUSES[row.kind] ?? row.kind,
        row.on,
        formatInstant(row.at),
        row.by,
        row.fen,
        row.reason,
      ],
      ...[row.resolvedOn, row.outcome === null ? null : (OUTCOMES[row.outcome] ?? row.outcome)],
      ...[row.resolution, markOf(row)],
    ]),
  }
}

const TURNS: Record<string, string> = {
  requested: '发起送签',
  sent: '已送达签署方',
  signed: '签署完成',
  rejected: '对方拒签',
  cancelled: '已撤回',
  expired: '逾期未签',
  outdated: '签的不是现行版本',
  unverified: '签署文件未通过核对',
  failed: '送签失败',
  trouble: '送签遇到问题',
  cancelAsked: '要求撤回',
  cancelRefused: '撤回未成功',
}

/** Every turn of every sending to be signed, with the hash of what was approved and of the signed file. */
export async function signingSheet(ctx: ReadCtx, { id }: { id: string }): Promise<OutSheet> {
  type Row = {
    provider: string
    kind: string
    at: Instant
    by: string | null
    version: number
    content: string
  }
  const { rows } = await sql<Row & { name: string | null; file: string | null; detail: unknown }>`
    select e.provider, s.kind, s.recorded_at as at, u.name as by, v.number as version, e.content_hash as content,
      f.name, encode(f.sha256, 'hex') as file, s.detail
    from esign_envelope e join esign_step s on s.org_id = e.org_id and s.envelope_id = e.id
    join contract_version v on v.org_id = e.org_id and v.id = e.version_id
    left join record_file f on f.org_id = s.org_id and f.id = s.file_id
    left join app_user u on u.org_id = s.org_id and u.id = s.actor
    where e.org_id = ${ctx.orgId} and e.contract_id = ${id} order by s.recorded_at, s.id`.execute(ctx.db)
  return {
    name: '电子签经过',
    columns: [
      { title: '服务商', kind: 'text' },
      { title: '事项', kind: 'text', width: 24 },
      { title: '时间', kind: 'text', width: 20 },
      { title: '操作人', kind: 'text' },
      { title: '合同版本', kind: 'number' },
      { title: '批准内容的哈希', kind: 'text', width: 66 },
      { title: '文件', kind: 'text', width: 40 },
      { title: '文件的 SHA-256', kind: 'text', width: 66 },
      { title: '服务商回复', kind: 'text', width: 60 },
    ],
    rows: rows.map((row) => [
      ...[row.provider, TURNS[row.kind] ?? row.kind, formatInstant(row.at), row.by ?? '系统', row.version],
      ...[row.content, row.name, row.file, JSON.stringify(row.detail)],
    ]),
  }
}
