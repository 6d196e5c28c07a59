import type { OutcomeSpec } from '../core/backtest/outcome.ts'
import { type BacktestVerdict, FEWEST_EVENTS, type ModeReport } from '../core/backtest/report.ts'
import type { BacktestFindings, BacktestSpec } from '../core/backtest/run.ts'
import { addDays, daysBetween } from '../core/calendar.ts'
import type { Bilingual } from '../core/watch/subject.ts'
import { ruleSentence } from './watch.ts'

/** A backtest in words: one sentence first, a verdict, and what a reader must know about the figures. */

export type Described = {
  spec: BacktestSpec
  findings: BacktestFindings
  mode: 'decisions' | 'episodes'
  knowing: { targets: readonly string[]; delayDays: number }
}

export function describeBacktest({ spec, findings, mode, knowing }: Described) {
  const { rule, outcome, from, to, observedTo } = spec
  const told = findings[mode]
  const { decisions, episodes, periods, variants, splitOn, subjects, weeks, season } = findings
  return {
    ...told,
    rule: { code: rule.code, title: rule.title, sentence: ruleSentence(rule) },
    sentence: backtestSentence(spec, told),
    verdictText: outcome ? VERDICT_TEXT[told.verdict] : NO_OUTCOME,
    mode,
    from,
    to,
    observedTo,
    weeks,
    subjects,
    outcome,
    outcomeText: outcome ? outcomeWords(outcome) : NO_OUTCOME,
    notes: notesOf(spec, findings, knowing),
    modes: { decisions, episodes },
    periods,
    variants,
    splitOn,
    season,
  }
}

type Told = Pick<ModeReport, 'raised' | 'alerts' | 'truePositive' | 'missed'> & {
  leadDays: { mean: number } | null
}

/** "去年会提醒 14 次，11 次说中，平均提前 23 天": what people read before any figure. */
export function backtestSentence(spec: Pick<BacktestSpec, 'from' | 'to' | 'outcome'>, told: Told): Bilingual {
  const when = spanWords(spec)
  const { raised, alerts, truePositive, leadDays } = told
  if (raised === 0) return { zh: `${when.zh}一次也不会提醒`, en: `${when.en} it would not have warned once` }
  const zh = [`${when.zh}会提醒 ${raised} 次`]
  const en = [`${when.en} it would have warned ${raised} ${raised === 1 ? 'time' : 'times'}`]
  if (spec.outcome) {
    if (alerts < raised) {
      zh.push(`其中 ${alerts} 次已有结果`)
      en.push(`${alerts} of which can be judged`)
    }
    zh.push(`${truePositive} 次说中`)
    en.push(`${truePositive} rightly`)
    if (leadDays && truePositive > 0) {
      const days = Math.round(leadDays.mean)
      zh.push(`平均提前 ${days} 天`)
      en.push(`${days} ${days === 1 ? 'day' : 'days'} ahead on average`)
    }
    if (told.missed > 0) {
      zh.push(`漏掉 ${told.missed} 次`)
      en.push(`${told.missed} missed`)
    }
  }
  return { zh: zh.join('，'), en: en.join(', ') }
}

/** "试运行 21 天，提醒 6 次：3 次应验": the record of a rule before it may disturb anybody. */
export function recordSentence(
  record: { mode: 'trial' | 'on'; raised: number; right: number; wrong: number; undecided: number },
  days: number,
): Bilingual {
  const { raised, right, wrong, undecided } = record
  const zh = record.mode === 'trial' ? `试运行 ${days} 天` : `启用 ${days} 天`
  const en = record.mode === 'trial' ? `On trial for ${days} days` : `On for ${days} days`
  if (raised === 0) return { zh: `${zh}，还没有提醒过`, en: `${en}: it has not warned yet` }
  return {
    zh: `${zh}，提醒 ${raised} 次：${right} 次应验，${wrong} 次落空，${undecided} 次还不知道`,
    en: `${en}: warned ${raised} times, ${right} came true, ${wrong} did not, ${undecided} still open`,
  }
}

/** A share, or under ten events or cases the cases themselves: "3/4", not 75 % (law 11). */
export function shareText(part: number, whole: number, events = whole): string {
  if (whole === 0) return '—'
  if (Math.min(whole, events) < FEWEST_EVENTS) return `${part}/${whole}`
  return `${Math.round((part / whole) * 1000) / 10}%`
}

export function outcomeWords(outcome: OutcomeSpec): Bilingual {
  const { horizonDays } = outcome
  const within = {
    zh: horizonDays === null ? '最后' : `之后 ${horizonDays} 天内`,
    en: horizonDays === null ? 'in the end' : `within ${horizonDays} days`,
  }
  return isOfDocument(outcome) ? documentWords(outcome, within) : moneyWords(outcome, within)
}

type DocumentKind = 'quote-lost' | 'late-delivery' | 'lapse' | 'complaint' | 'quality'
type OfDocument = Extract<OutcomeSpec, { kind: DocumentKind }>

const OF_DOCUMENT: readonly string[] = [
  'quote-lost',
  'late-delivery',
  'lapse',
  'complaint',
  'quality',
] satisfies DocumentKind[]

function isOfDocument(outcome: OutcomeSpec): outcome is OfDocument {
  return OF_DOCUMENT.includes(outcome.kind)
}

/** What becomes of quotes, orders and contracts. */
function documentWords(outcome: OfDocument, within: Bilingual): Bilingual {
  switch (outcome.kind) {
    case 'quote-lost':
      return {
        zh: `${within.zh}报价输掉，或过了有效期 ${outcome.graceDays} 天仍没有订单`,
        en: `quote lost, or run out ${outcome.graceDays} days ago without an order, ${within.en}`,
      }
    case 'late-delivery':
      return {
        zh: `${within.zh}过了计划交货日 ${outcome.days} 天还没交完`,
        en: `not all delivered ${outcome.days} days after the planned day ${within.en}`,
      }
    case 'lapse':
      return {
        zh: `${within.zh}合同到期，满 ${outcome.graceDays} 天没有续签`,
        en: `contract ended and not renewed for ${outcome.graceDays} days ${within.en}`,
      }
    case 'complaint':
      return { zh: `${within.zh}客户投诉`, en: `complaint of the customer ${within.en}` }
    case 'quality':
      return {
        zh: `${within.zh}违规：合同没批准就执行，或订单价格没人批准`,
        en: `contract used before it was approved, or an order at prices nobody allowed, ${within.en}`,
      }
  }
}

function moneyWords(outcome: Exclude<OutcomeSpec, OfDocument>, within: Bilingual): Bilingual {
  const { horizonDays } = outcome
  switch (outcome.kind) {
    case 'bad-debt':
      return {
        zh: `${within.zh}成坏账（核销、单项认定损失一半以上，或逾期满 ${outcome.days} 天）`,
        en: `bad debt ${within.en} (written off, half of it judged lost, or ${outcome.days} days overdue)`,
      }
    case 'dispute':
      return { zh: `${within.zh}客户对应收款提出争议`, en: `the customer contests what is owed ${within.en}` }
    case 'deal-lost':
      return { zh: `${within.zh}输单`, en: `deal lost ${within.en}` }
    case 'overdue':
      return {
        zh: `${within.zh}逾期满 ${outcome.days} 天还没收回`,
        en: `unpaid ${outcome.days} days after its due day ${within.en}`,
      }
    case 'late-next':
      return {
        zh: `之后 ${horizonDays} 天内新开的账，有一笔逾期超过 ${outcome.lateDays} 天`,
        en: `an invoice issued within ${horizonDays} days is paid more than ${outcome.lateDays} days late`,
      }
    case 'churn':
      return {
        zh: `${within.zh}流失（超过自身平常间隔的 ${outcome.gapPct}%，至少 ${outcome.atLeastDays} 天没下单）`,
        en: `churn ${within.en} (no order for ${outcome.gapPct}% of its own interval, at least ${outcome.atLeastDays} days)`,
      }
    case 'missed-month': {
      const what = outcome.figure === 'bookings' ? ['签单', 'bookings'] : ['回款', 'collections']
      return {
        zh: `${within.zh}当月${what[0]}不到目标的 ${outcome.belowPct}%`,
        en: `${what[1]} of the month under ${outcome.belowPct}% of target ${within.en}`,
      }
    }
  }
}

export const VERDICT_TEXT: Record<BacktestVerdict, Bilingual> = {
  useful: { zh: '有用：明显比随便提醒准', en: 'Useful: clearly better than warning at random' },
  'no-better-than-chance': {
    zh: '和随便提醒差不多：不建议打扰人',
    en: 'No better than chance: not worth disturbing anybody',
  },
  harmful: {
    zh: '有害：被提醒的反而更不容易出事，这条规则指错了方向',
    en: 'Harmful: what it warns of goes wrong less often than the rest; it points the wrong way',
  },
  'not-enough-data': {
    zh: '数据不足：事件或提醒太少，还不能下结论',
    en: 'Not enough data: too few events or alerts to tell',
  },
}

const NO_OUTCOME: Bilingual = {
  zh: '没有可以对照的结果，只统计会提醒多少次',
  en: 'No outcome to hold it against; only the alerts are counted',
}

function notesOf(
  spec: BacktestSpec,
  { variants, episodes, season }: BacktestFindings,
  knowing: Described['knowing'],
) {
  const notes: { code: string; text: Bilingual }[] = []
  if (knowing.targets.length > 0) {
    const { delayDays } = knowing
    notes.push({
      code: 'knowing_assumed',
      text: {
        zh: `部分历史是导入的，当时何时知悉并无记录，按发生后 ${delayDays} 天知悉推定（${knowing.targets.join('、')}）`,
        en: `Some history was imported without the moment of knowing; it is taken as known ${delayDays} days after it happened (${knowing.targets.join(', ')})`,
      },
    })
  }
  for (const { months, comparable, remain } of season) {
    if (comparable === 0 || remain * 2 > comparable) continue
    const zh = months === 12 ? '去年同月' : '上一季度同月'
    const en = months === 12 ? 'the same month last year' : 'the same month of the last quarter'
    notes.push({
      code: 'season_artefact',
      text: {
        zh: `这是季节，不是变差：能与${zh}相比的 ${comparable} 次提醒，比过之后只剩 ${remain} 次`,
        en: `This is the season, not a decline: of ${comparable} alarms that can be held against ${en}, ${remain} remain`,
      },
    })
  }
  if (variants.length > 0) {
    notes.push({
      code: 'tuned_threshold',
      text: {
        zh: '在同一段历史上挑出来的最佳预警线往往经不起考验：请看“后 40% 时间”一列，那是没有参与挑选的数据',
        en: 'The best line picked on a span seldom holds beyond it: read the column of the last 40 % of the time, which took no part in the choice',
      },
    })
  }
  if (spec.outcome && episodes.events < FEWEST_EVENTS) {
    notes.push({
      code: 'few_events',
      text: {
        zh: `这段时间只有 ${episodes.events} 次可对照的结果，不足 ${FEWEST_EVENTS} 次，不给百分比和结论`,
        en: `Only ${episodes.events} outcomes in this span, fewer than ${FEWEST_EVENTS}: no percentages and no verdict`,
      },
    })
  }
  return notes
}

function spanWords({ from, to }: Pick<BacktestSpec, 'from' | 'to'>): Bilingual {
  const days = daysBetween(from, addDays(to, 1))
  if (from.slice(5) === '01-01' && to.slice(5) === '12-31' && from.slice(0, 4) === to.slice(0, 4)) {
    return { zh: `${from.slice(0, 4)} 年`, en: `In ${from.slice(0, 4)}` }
  }
  if (days >= 360 && days <= 370) return { zh: `过去一年（到 ${to}）`, en: `In the year up to ${to}` }
  return { zh: `${from} 至 ${to}`, en: `From ${from} to ${to}` }
}
