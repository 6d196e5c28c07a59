import { sql } from 'kysely'
import { type Day, formatInstant, type Instant } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { OutSheet } from '../../platform/xlsx-out.ts'
import { markOf, TAKEN_BACK } from './evidence-claims.ts'

const KINDS: Record<string, string> = {
  asked: '客户提出',
  priced: '报价',
  confirmed: '客户确认',
  done: '已交付',
  withdrawn: '撤回',
  refused: '拒绝',
}

type Row = {
  number: number
  kind: string
  on: Day
  at: Instant
  by: string | null
  person: string | null
  text: string | null
  fen: bigint | null
  file: string | null
  voided: boolean
}

/** What was asked for on the way, what it was to cost, and with what it was confirmed (C076 C079). */
export async function changesSheet(ctx: ReadCtx, contractId: string): Promise<OutSheet> {
  const { rows } = await sql<Row>`
    select c.number, 'asked' as kind, c.occurred_on as on, c.recorded_at as at, u.name as by, c.asked_by as person, c.what as text,
      c.estimate_fen as fen, null as file, c.voided_at is not null as voided
    from contract_change c left join app_user u on u.org_id = c.org_id and u.id = c.actor
    where c.org_id = ${ctx.orgId} and c.contract_id = ${contractId}
    union all
    select c.number, s.kind, s.occurred_on, s.recorded_at, u.name, s.person, s.reason, s.amount_fen, f.name, s.voided_at is not null
    from contract_change c join contract_change_step s on s.org_id = c.org_id and s.change_id = c.id
    left join app_user u on u.org_id = s.org_id and u.id = s.actor
    left join record_file f on f.org_id = s.org_id and f.id = s.file_id
    where c.org_id = ${ctx.orgId} and c.contract_id = ${contractId} order by 1, 4`.execute(ctx.db)
  return {
    name: '增项与变更',
    columns: [
      { title: '增项', kind: 'number' },
      { title: '事项', kind: 'text' },
      { title: '业务日期', kind: 'day' },
      { title: '登记时间', kind: 'text', width: 20 },
      { title: '登记人', kind: 'text' },
      { title: '客户方', kind: 'text' },
      { title: '内容', kind: 'text', width: 60 },
      { title: '金额（合同币种）', kind: 'money' },
      { title: '凭据', kind: 'text', width: 30 },
      TAKEN_BACK,
    ],
    rows: rows.map((row) => [
      ...[row.number, KINDS[row.kind] ?? row.kind, row.on, formatInstant(row.at), row.by, row.person],
      ...[row.text, row.fen, row.file, markOf(row)],
    ]),
  }
}
