import { comparablesOf } from '../periods/comparable.ts'
import { isShareOfCases } from '../periods/compare.ts'
import type { Unit } from '../watch/metric.ts'
import { metricDef } from '../watch/metrics.ts'
import type { Bilingual } from '../watch/subject.ts'

/** How a line is found: a figure of the person, or one of the company shared out by who answers. */
export type Source =
  | { kind: 'own'; metric: string }
  | { kind: 'shared'; metric: string }
  | { kind: 'answers' | 'reports' | 'complete' | 'timely' }

export type CardLine = {
  id: LineId
  group: 'performance' | 'risk' | 'conduct'
  unit: Unit
  bad: 'high' | 'low'
  /** of counted cases, which may be too few to judge by */
  isShare: boolean
  isMoney: boolean
  source: Source
  title: Bilingual
  meaning: Bilingual
  /** what earns every point and what earns none, until the company says otherwise */
  usual: { full: number; zero: number }
}

export const LINE_IDS = [
  'bookings',
  'collections',
  'win_rate',
  'new_customers',
  'follow_ups',
  'quote_late',
  'on_time',
  'bad_debt',
  'late_orders',
  'violations',
  'retro',
  'order_error',
  'complaint_late',
  'answers',
  'reports',
  'complete',
  'timely',
] as const
export type LineId = (typeof LINE_IDS)[number]

/** All that a scorecard can be made of (C169), with alerts (C132), own reports (C133) and records (C196). */
export const CARD_LINES: readonly CardLine[] = [
  figure('bookings', 'performance', { kind: 'own', metric: 'mtd_bookings_bp' }, [10_000, 4_000]),
  figure('collections', 'performance', { kind: 'own', metric: 'mtd_collections_bp' }, [10_000, 4_000]),
  figure('win_rate', 'performance', { kind: 'own', metric: 'total_conversion' }, [4_000, 0]),
  figure('new_customers', 'performance', { kind: 'own', metric: 'new_customers_4w' }, [4, 0]),
  figure('follow_ups', 'performance', { kind: 'own', metric: 'follow_ups_week' }, [60, 0]),
  figure('quote_late', 'performance', { kind: 'own', metric: 'quote_late_share' }, [0, 5_000]),
  figure('on_time', 'performance', { kind: 'own', metric: 'on_time_delivery_bp' }, [9_500, 7_000]),
  figure('bad_debt', 'risk', { kind: 'shared', metric: 'bad_debt_bp' }, [0, 300]),
  figure('late_orders', 'risk', { kind: 'shared', metric: 'late_orders_share' }, [500, 3_000]),
  figure('violations', 'risk', { kind: 'shared', metric: 'contract_violation_bp' }, [0, 1_000]),
  figure('retro', 'risk', { kind: 'shared', metric: 'order_retro_bp' }, [9_000, 3_000]),
  figure('order_error', 'risk', { kind: 'own', metric: 'order_error_bp' }, [200, 2_000]),
  figure('complaint_late', 'risk', { kind: 'own', metric: 'complaint_late_share' }, [0, 5_000]),
  {
    ...{ id: 'answers', group: 'conduct', unit: 'bp', bad: 'low', isShare: true, isMoney: false },
    source: { kind: 'answers' },
    title: { zh: '预警答得好', en: 'Alerts answered well' },
    meaning: {
      zh: '这个月先到他手里的预警里，及时接手、自己办结后两周内没有再来的占多少',
      en: 'Of the alerts of the month that came to them first, the share taken up in time and not back within two weeks',
    },
    usual: { full: 9_000, zero: 5_000 },
  },
  {
    ...{ id: 'reports', group: 'conduct', unit: 'count', bad: 'low', isShare: false, isMoney: false },
    source: { kind: 'reports' },
    title: { zh: '主动上报与更正', en: 'Own reports and corrections' },
    meaning: {
      zh: '登记争议、求助、更正自己的单据，同一客户同一种只算一次',
      en: 'Disputes registered, questions asked and own documents put right, once per kind and customer',
    },
    usual: { full: 2, zero: 0 },
  },
  {
    ...{ id: 'complete', group: 'conduct', unit: 'bp', bad: 'low', isShare: true, isMoney: false },
    source: { kind: 'complete' },
    title: { zh: '档案完整', en: 'Records complete' },
    meaning: {
      zh: '月末他负责的客户里，没有该由负责人改的数据问题的占多少',
      en: 'Of the customers they answered for at the end, the share without a defect that is theirs to mend',
    },
    usual: { full: 9_500, zero: 6_000 },
  },
  {
    ...{ id: 'timely', group: 'conduct', unit: 'bp', bad: 'low', isShare: true, isMoney: false },
    source: { kind: 'timely' },
    title: { zh: '跟进记录及时', en: 'Follow-ups written in time' },
    meaning: {
      zh: '这个月自己录入的跟进里，两天内录入的占多少；导入的不算',
      en: 'Of the follow-ups of the month that they typed, the share written within two days; imports are left out',
    },
    usual: { full: 9_500, zero: 6_000 },
  },
]

function figure(
  id: LineId,
  group: CardLine['group'],
  source: Extract<Source, { metric: string }>,
  [full, zero]: [number, number],
): CardLine {
  const kind = source.kind === 'own' ? 'rep' : 'org'
  const def = metricDef(kind, source.metric)!
  const { title, meaning } = comparablesOf(kind).find((one) => one.id === source.metric)!
  return {
    ...{ id, group, source, title, meaning, unit: def.unit, bad: def.bad, usual: { full, zero } },
    ...{ isShare: isShareOfCases(def), isMoney: def.ofMoney === true },
  }
}

export function cardLine(id: LineId): CardLine {
  return CARD_LINES.find((line) => line.id === id)!
}
