import type { MetricDef, Unit } from './metric.ts'
import { CASH_SHAPES } from './metrics-cash.ts'
import { COMPLAINT_SHAPES } from './metrics-complaint.ts'
import { CONTRACT_VIOLATION } from './metrics-contract.ts'
import { BAD_DEBT } from './metrics-debt.ts'
import { DRILL_AGE } from './metrics-drill.ts'
import { MARKET_SHAPES } from './metrics-market.ts'
import { ORDER_RETRO, ORDER_SHAPES } from './metrics-order.ts'
import { QUOTE_SHAPES } from './metrics-quote.ts'
import { SOURCE_SHAPES } from './metrics-source.ts'
import type { Bilingual } from './subject.ts'
import type { SourceName } from './vital-signs.ts'

type Shape = Omit<MetricDef, 'subject'>

const CONVERSION_30D: Shape = {
  id: 'stage_conversion_30d',
  unit: 'bp',
  bad: 'low',
  fold: ratio(30, 10_000),
  statistics: 'proportion',
  title: { zh: '阶段转化率（近 30 天）', en: 'Stage conversion, 30 days' },
  meaning: {
    zh: '最近 30 天离开某个阶段的商机里，进入后一阶段的占多少',
    en: 'Of the deals that left a stage in the last 30 days, the share that moved forward',
  },
}

const TOTAL_CONVERSION: Shape = {
  id: 'total_conversion',
  unit: 'bp',
  bad: 'low',
  fold: ratio(90, 10_000),
  statistics: 'proportion',
  title: { zh: '赢单率（近 90 天）', en: 'Win rate, 90 days' },
  meaning: {
    zh: '最近 90 天有结果的商机里，赢单的占多少',
    en: 'Won of all deals decided in the last 90 days',
  },
}

const WIN_RATE_MONTH: Shape = {
  id: 'win_rate_month',
  unit: 'bp',
  bad: 'low',
  fold: {
    kind: 'ratio',
    num: { kind: 'window', span: 'month' },
    den: { kind: 'window', span: 'month' },
    scale: 10_000,
  },
  deltasOf: 'total_conversion',
  title: { zh: '本月赢单率', en: 'Win rate of the month' },
  meaning: {
    zh: '本月有结果的商机里，赢单的占多少',
    en: 'Won of all deals decided in the running month',
  },
}

const CYCLE_DAYS: Shape = {
  id: 'cycle_days',
  unit: 'days',
  bad: 'high',
  fold: ratio(90, 1),
  statistics: 'duration',
  title: { zh: '成交周期（近 90 天）', en: 'Sales cycle, 90 days' },
  meaning: {
    zh: '最近 90 天赢单的商机，从第一个阶段到赢单平均用了几天',
    en: 'Mean days from first stage to won, of deals won in the last 90 days',
  },
}

/** Beside the mean: one deal of two years does not move it (C164). */
const CYCLE_MEDIAN: Shape = {
  id: 'cycle_days_median',
  unit: 'days',
  bad: 'high',
  fold: { kind: 'median', span: 90 },
  title: { zh: '成交周期中位数（近 90 天）', en: 'Median sales cycle, 90 days' },
  meaning: {
    zh: '最近 90 天赢单的商机，从第一个阶段到赢单用的天数排起来，正中间的那个',
    en: 'The middle one of the days from first stage to won, of deals won in the last 90 days',
  },
}

const NEW_CUSTOMERS_WEEK: Shape = counted('new_customers_week', 7, {
  title: { zh: '近 7 天新增客户', en: 'New customers in 7 days' },
  meaning: { zh: '最近 7 天新增了几家客户', en: 'Customers added in the last 7 days' },
})

const NEW_CUSTOMERS_4W: Shape = counted('new_customers_4w', 28, {
  title: { zh: '近四周新增客户', en: 'New customers in four weeks' },
  meaning: { zh: '最近 28 天新增了几家客户', en: 'Customers added in the last 28 days' },
})

const FOLLOW_UPS_WEEK: Shape = counted('follow_ups_week', 7, {
  restsOn: [{ source: 'activity', errs: 'low' }],
  title: { zh: '近 7 天跟进次数', en: 'Follow-ups in 7 days' },
  meaning: { zh: '最近 7 天跟进了几次', en: 'Follow-ups in the last 7 days' },
})

/** Of one stage, so that a rule says which one fell (C109 C162). */
export const STAGE_METRICS: readonly MetricDef[] = [
  {
    ...CONVERSION_30D,
    subject: 'stage',
    title: { zh: '本阶段转化率（近 30 天）', en: 'Conversion of the stage, 30 days' },
    meaning: {
      zh: '最近 30 天离开这个阶段的商机里，往前走的占多少',
      en: 'Of the deals that left this stage in the last 30 days, the share that moved forward',
    },
  },
]

/** The target is spread over the working days of the month, so the line moves with the calendar (C125). */
const TARGETS: Shape[] = [
  ...targetPair('mtd_bookings', 'deal', { zh: '签单', en: 'Bookings' }),
  ...targetPair('mtd_collections', 'payment', { zh: '回款', en: 'Collections' }),
]

export const REP_METRICS: readonly MetricDef[] = [
  FOLLOW_UPS_WEEK,
  NEW_CUSTOMERS_WEEK,
  NEW_CUSTOMERS_4W,
  CONVERSION_30D,
  TOTAL_CONVERSION,
  WIN_RATE_MONTH,
  CYCLE_DAYS,
  CYCLE_MEDIAN,
  ...QUOTE_SHAPES,
  ...ORDER_SHAPES,
  ...COMPLAINT_SHAPES,
  ...TARGETS,
].map((shape) => ({ ...shape, subject: 'rep' }))

/** A team is what its people did while they were in it; see the loaders of the watch module. */
export const TEAM_METRICS: readonly MetricDef[] = [
  FOLLOW_UPS_WEEK,
  NEW_CUSTOMERS_WEEK,
  NEW_CUSTOMERS_4W,
  CONVERSION_30D,
  TOTAL_CONVERSION,
  WIN_RATE_MONTH,
  CYCLE_DAYS,
  CYCLE_MEDIAN,
  ...QUOTE_SHAPES,
  ...ORDER_SHAPES,
  ...COMPLAINT_SHAPES,
  ...TARGETS,
].map((shape) => ({ ...shape, subject: 'team' }))

export const ORG_METRICS: readonly MetricDef[] = [
  FOLLOW_UPS_WEEK,
  NEW_CUSTOMERS_WEEK,
  NEW_CUSTOMERS_4W,
  CONVERSION_30D,
  TOTAL_CONVERSION,
  WIN_RATE_MONTH,
  CYCLE_DAYS,
  CYCLE_MEDIAN,
  ...QUOTE_SHAPES,
  ...ORDER_SHAPES,
  ...COMPLAINT_SHAPES,
  ...MARKET_SHAPES,
  CONTRACT_VIOLATION,
  ORDER_RETRO,
  ...TARGETS,
  money('open_fen', { zh: '未收金额', en: 'Open receivables' }),
  money('overdue_fen', { zh: '逾期金额', en: 'Overdue amount' }),
  {
    id: 'overdue_share',
    unit: 'bp',
    ofMoney: true,
    bad: 'high',
    fold: { kind: 'ratio', num: { kind: 'sum' }, den: { kind: 'sum' }, scale: 10_000 },
    statistics: 'gauge',
    restsOn: [{ source: 'payment', errs: 'high' }],
    title: { zh: '逾期占比', en: 'Overdue share' },
    meaning: { zh: '逾期金额 ÷ 未收金额', en: 'Overdue amount divided by open receivables' },
  } satisfies Shape,
  {
    // C099 as the source case counts it: orders, not money; an invoice without an order is one of its own.
    id: 'late_orders_share',
    unit: 'bp',
    bad: 'high',
    fold: {
      kind: 'ratio',
      num: { kind: 'groups', span: 365 },
      den: { kind: 'groups', span: 365 },
      scale: 10_000,
    },
    restsOn: [{ source: 'payment', errs: 'high' }],
    title: { zh: '回款超期订单占比', en: 'Orders with overdue payment' },
    meaning: {
      zh: '近 12 个月开始到期的订单（没有订单的按发票）里，现在有一期超期没收回的占多少',
      en: 'Of orders (invoices without one) that began to fall due in the last 12 months, the share with an overdue instalment',
    },
  } satisfies Shape,
  {
    id: 'concentration_bp',
    unit: 'bp',
    ofMoney: true,
    bad: 'high',
    fold: { kind: 'ratio', num: { kind: 'top', k: 1, of: 'customer' }, den: { kind: 'sum' }, scale: 10_000 },
    statistics: 'gauge',
    title: { zh: '最大客户占比', en: 'Largest customer share' },
    meaning: {
      zh: '欠款最多的一家客户占全部未收金额多少',
      en: 'Share of the largest debtor in all open receivables',
    },
  } satisfies Shape,
  ...topShares('concentration', 'concentration_bp', [3, 5], {
    what: { zh: '欠款', en: 'debtors' },
    whole: { zh: '全部未收金额', en: 'all open receivables' },
  }),
  ...topShares('revenue', 'revenue_top1_bp', [1, 3, 5], {
    span: 365,
    what: { zh: '近 12 个月销售额', en: 'buyers of 12 months' },
    whole: { zh: '近 12 个月全部销售额', en: 'all sales of 12 months' },
  }),
  // What is at risk in a concentration is what that one customer owes, not the whole book.
  {
    id: 'largest_debtor_fen',
    unit: 'fen',
    bad: 'high',
    deltasOf: 'concentration_bp',
    fold: { kind: 'top', k: 1, of: 'customer' },
    title: { zh: '最大客户欠款', en: 'Owed by the largest debtor' },
    meaning: { zh: '欠款最多的一家客户的未收金额', en: 'Open receivables of the largest debtor' },
  } satisfies Shape,
  BAD_DEBT,
  ...CASH_SHAPES,
  ...SOURCE_SHAPES,
  DRILL_AGE,
].map((shape) => ({ ...shape, subject: 'org' }))

/** Share of the k largest in the whole (C029): how much hangs on how few. */
function topShares(
  name: 'concentration' | 'revenue',
  source: string,
  sizes: readonly number[],
  { span, what, whole }: { span?: number; what: Bilingual; whole: Bilingual },
): Shape[] {
  return sizes.map((k) => {
    const id = name === 'revenue' ? `revenue_top${k}_bp` : `concentration${k}_bp`
    const num = { kind: 'top', k, of: 'customer', ...(span && { span }) } as const
    const den = span ? ({ kind: 'window', span } as const) : ({ kind: 'sum' } as const)
    return {
      id,
      unit: 'bp',
      ofMoney: true,
      bad: 'high',
      fold: { kind: 'ratio', num, den, scale: 10_000 },
      statistics: 'gauge',
      ...(id === source ? {} : { deltasOf: source }),
      title: {
        zh: `${what.zh}前 ${k} 名占比`,
        en: k === 1 ? `Share of the largest of ${what.en}` : `Share of the ${k} largest ${what.en}`,
      },
      meaning: {
        zh: `${what.zh}最多的 ${k} 家客户占${whole.zh}多少`,
        en: `What the largest ${k} come to, of ${whole.en}`,
      },
    } satisfies Shape
  })
}

function ratio(span: number, scale: number): MetricDef['fold'] {
  return { kind: 'ratio', num: { kind: 'window', span }, den: { kind: 'window', span }, scale }
}

function counted(id: string, span: number, own: Pick<MetricDef, 'title' | 'meaning' | 'restsOn'>): Shape {
  const statistics = span === 7 ? { statistics: 'count' as const } : {}
  return { id, unit: 'count', bad: 'low', fold: { kind: 'window', span }, ...statistics, ...own }
}

function money(id: string, title: Bilingual): Shape {
  const restsOn = [{ source: 'payment', errs: 'high' }] as const
  return { id, unit: 'fen', bad: 'high', fold: { kind: 'sum' }, restsOn, title, meaning: title }
}

function targetPair(id: string, source: SourceName, what: Bilingual): Shape[] {
  const num = { kind: 'window', span: 'month' } as const
  const reached: Shape = {
    id: `${id}_bp`,
    unit: 'bp' satisfies Unit,
    ofMoney: true,
    bad: 'low',
    fold: { kind: 'ratio', num, den: num, scale: 10_000 },
    restsOn: [{ source, errs: 'low' }],
    title: { zh: `本月${what.zh}进度`, en: `${what.en} against target` },
    meaning: {
      zh: `本月已${what.zh} ÷ 按工作日摊到今天的目标`,
      en: `${what.en} this month divided by the target up to today, spread over working days`,
    },
  }
  const behind: Shape = {
    id: `${id}_gap_fen`,
    unit: 'fen',
    bad: 'high',
    fold: { kind: 'gap', num, den: num },
    deltasOf: `${id}_bp`,
    restsOn: [{ source, errs: 'high' }],
    title: { zh: `本月${what.zh}差额`, en: `${what.en} behind target` },
    meaning: {
      zh: `按工作日摊到今天的目标减去本月已${what.zh}`,
      en: `Target up to today less ${what.en.toLowerCase()} this month`,
    },
  }
  return [reached, behind]
}
