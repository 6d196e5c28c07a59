import { sql } from 'kysely'
import { type Day, formatInstant, type Instant } from '../../../core/calendar.ts'
import { type AllowanceCause, CAUSE_WORDS } from '../../../core/order/allowance.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { OutSheet } from '../../platform/xlsx-out.ts'
import type { ZipEntry } from '../../platform/zip.ts'
import { fileContents } from '../files/index.ts'

type Row = {
  number: string
  what: 'drafted' | 'shipped' | 'signed' | 'voided' | 'returned'
  on: Day
  at: Instant
  by: string | null
  signer: string | null
  reason: string | null
  fen: bigint | null
  photos: string | null
  gone: boolean
}

const WORDS = { drafted: '开单', shipped: '发货', signed: '签收', voided: '作废', returned: '退货' } as const

/** Delivery notes with their signatures and what came back, beside the hash of each signed copy (C079). */
export async function evidenceNotes(ctx: ReadCtx, contractId: string): Promise<OutSheet> {
  const mine = sql`d.org_id = ${ctx.orgId} and d.order_id in (select o.id from sales_order o
    where o.org_id = ${ctx.orgId} and o.contract_id = ${contractId})`
  const { rows } = await sql<Row>`
    select d.number, s.kind as what, s.occurred_on as on, s.recorded_at as at, u.name as by, s.signer, s.reason, s.amount_fen as fen,
      case s.kind when 'signed' then (select string_agg(f.name || ' ' || encode(f.sha256, 'hex'), '; ' order by f.recorded_at)
        from record_file f where f.org_id = d.org_id and f.record_kind = 'delivery_note' and f.record_id = d.id and f.voided_at is null) end as photos,
      s.voided_at is not null as gone
    from delivery_note d join delivery_note_step s on s.org_id = d.org_id and s.note_id = d.id
    left join app_user u on u.org_id = s.org_id and u.id = s.actor where ${mine}
    union all
    select d.number, 'returned', w.returned_on, w.asked_at, u.name, null, w.cause || ' ' || w.reason, w.amount_fen, null, w.status = 'ended'
    from delivery_note d join allowance w on w.org_id = d.org_id and w.note_id = d.id
    left join app_user u on u.org_id = w.org_id and u.id = w.asked_by where ${mine}
    order by 1, 4`.execute(ctx.db)
  return {
    name: '送货与签收',
    columns: [
      { title: '送货单', kind: 'text', width: 20 },
      { title: '事项', kind: 'text' },
      { title: '业务日期', kind: 'day' },
      { title: '登记时间', kind: 'text', width: 20 },
      { title: '登记人', kind: 'text' },
      { title: '签收人', kind: 'text' },
      { title: '金额（人民币）', kind: 'money' },
      { title: '原因', kind: 'text', width: 40 },
      { title: '签收凭证与 SHA-256', kind: 'text', width: 60 },
      { title: '状态', kind: 'text' },
    ],
    rows: rows.map((row) => [
      ...[row.number, WORDS[row.what], row.on, formatInstant(row.at), row.by, row.signer, row.fen],
      reasonOf(row),
      row.photos,
      row.gone ? '已撤回' : null,
    ]),
  }
}

function reasonOf({ what, reason }: Row): string | null {
  if (what !== 'returned' || reason === null) return reason
  const [cause, ...rest] = reason.split(' ')
  return [CAUSE_WORDS[cause as AllowanceCause].zh, rest.join(' ')].filter(Boolean).join('：')
}

/** The signed copies themselves; their hashes stand in SHA256SUMS like all the others. */
export async function noteFiles(ctx: ReadCtx, contractId: string): Promise<ZipEntry[]> {
  const { rows } = await sql<{ id: string; number: string }>`
    select d.id, d.number from delivery_note d join sales_order o on o.org_id = d.org_id and o.id = d.order_id
    where d.org_id = ${ctx.orgId} and o.contract_id = ${contractId} order by d.number`.execute(ctx.db)
  const entries: ZipEntry[] = []
  for (const { id, number } of rows) {
    for (const file of await fileContents(ctx, { recordKind: 'delivery_note', recordId: id })) {
      const name = `${number}-${file.id.slice(-6)}-${file.name}`.replaceAll(/[/\\]/g, '_')
      entries.push({ name: `06-送货单/${name}`, body: file.content })
    }
  }
  return entries
}
