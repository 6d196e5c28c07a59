import { type Day, dayOf } from '../../../core/calendar.ts'
import type { AgeingBasis, AgeingBy } from '../../../core/receivable/ageing-group.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { Drawn } from '../exports/index.ts'
import { readAgeing } from './read-ageing.ts'

type Asked = {
  asOf?: Day | undefined
  known?: boolean | undefined
  q?: string | undefined
  basis?: AgeingBasis | undefined
  by?: AgeingBy | undefined
  group?: string | undefined
}
type Ageing = Awaited<ReturnType<typeof readAgeing>>

const BY_WORDS: Record<AgeingBy, string> = {
  ...{ customer: '客户', rep: '业务员', team: '团队', city: '地区（城市）', grade: '信用等级' },
}

/** Ageing as .xlsx, the figures of the page: by customer, or by what it is grouped by (C218 C093). */
export async function drawAgeing(ctx: ReadCtx, asked: Asked): Promise<Drawn> {
  const asOf = asked.asOf ?? dayOf(ctx.now)
  const reading = asked.known ? 'known' : 'business'
  const { q, basis, by, group } = asked
  const ageing = await readAgeing(ctx, { asOf, reading, q, basis, by, group, top: 100_000 })
  const isGrouped = ageing.by !== 'customer' && group === undefined
  return {
    fileName: `应收账龄-${asOf}.xlsx`,
    sheet: { name: `账龄 ${asOf}`, ...(isGrouped ? groupSheet(ageing) : customerSheet(ageing)) },
    customers: ageing.customers.map(({ id }) => id),
  }
}

function bucketColumns({ buckets, basis }: Ageing) {
  const first = basis === 'issue' ? '当天开票' : '未到期'
  return buckets.map((bucket) => ({
    title: bucket.label === 'not_due' ? first : `${bucket.label} 天`,
    kind: 'money' as const,
  }))
}

function groupSheet(ageing: Ageing): Pick<Drawn['sheet'], 'columns' | 'rows'> {
  return {
    columns: [
      { title: BY_WORDS[ageing.by], kind: 'text', width: 32 },
      { title: '客户数', kind: 'number' },
      { title: '应收', kind: 'money' },
      { title: '逾期', kind: 'money' },
      { title: '争议中', kind: 'money' },
      { title: '最长逾期天数', kind: 'number' },
      ...bucketColumns(ageing),
    ],
    rows: ageing.groups.map((row) => [
      ...[row.name ?? '未填', row.customers, row.openFen, row.overdueFen, row.disputedFen],
      ...[row.maxOverdueDays, ...row.bucketFen],
    ]),
  }
}

function customerSheet(ageing: Ageing): Pick<Drawn['sheet'], 'columns' | 'rows'> {
  return {
    columns: [
      { title: '客户', kind: 'text', width: 32 },
      { title: '编码', kind: 'text' },
      { title: '负责人', kind: 'text' },
      { title: '应收', kind: 'money' },
      { title: '逾期', kind: 'money' },
      { title: '争议中', kind: 'money' },
      { title: '质保金未到期', kind: 'money' },
      { title: '最长逾期天数', kind: 'number' },
      ...bucketColumns(ageing),
    ],
    rows: ageing.customers.map((row) => [
      row.name,
      row.externalCode,
      row.responsible?.name ?? null,
      row.openFen,
      row.overdueFen,
      row.disputedFen,
      row.retentionFen,
      row.maxOverdueDays,
      ...row.bucketFen,
    ]),
  }
}
