import type { Day } from '../core/calendar.ts'
import type { Fen } from '../core/money.ts'
import type { AlertResult, Verdict } from '../core/watch/alert.ts'
import type { RuleProblem } from '../core/watch/check-rule.ts'
import type { LeafFinding } from '../core/watch/evaluate.ts'
import type { MetricDef, Unit } from '../core/watch/metric.ts'
import { metricDef } from '../core/watch/metrics.ts'
import { quietMetric, rhythmField, SOURCE_NAMES } from '../core/watch/metrics-source.ts'
import { COMPARE } from '../core/watch/operators.ts'
import type { Condition, Leaf, Rule, Threshold } from '../core/watch/rule.ts'
import { isAboveNothing, isLeaf } from '../core/watch/rule.ts'
import type { Bilingual, SubjectKind } from '../core/watch/subject.ts'
import { SOURCES, type SourceName } from '../core/watch/vital-signs.ts'
import { valueText } from './values.ts'
import { chanceWords, peerSentence, peerWords, surpriseSentence } from './watch-chance.ts'
import { CONTRACT_LINES, CONTRACT_SENTENCES } from './watch-contracts.ts'
import { CREDIT_SENTENCES, ownGapsWords } from './watch-credit.ts'
import { ORDER_SENTENCES } from './watch-orders.ts'
import { REGISTER_SENTENCES } from './watch-register.ts'

/** The words of the watch engine: one plain sentence per alert and per rule, in both languages. */

/** Under this many cases a rate is told as "3 of 7" and not as a percentage (law 11). */
const FEW_CASES = 10

/** What is wrong, by how much, against which line: "未跟进天数 8 天，超过 7 天". */
export function findingSentence(subject: SubjectKind, leaf: LeafFinding): Bilingual {
  const said = plainSentence(subject, leaf)
  if (leaf.late === undefined) return said
  // C208: told although its source is late, or waiting for it.
  const { zh, en } = SOURCE_NAMES[leaf.late.source]
  const { lastOn } = leaf.late
  return {
    zh: `${said.zh}（按 ${lastOn} 为止的${zh}数据）`,
    en: `${said.en} (by ${en} up to ${lastOn})`,
  }
}

function plainSentence(subject: SubjectKind, leaf: LeafFinding): Bilingual {
  const known = metricDef(subject, leaf.metric)
  const title = leaf.title ?? known?.title ?? { zh: leaf.metric, en: leaf.metric }
  const def = known && { ...known, title }
  if (!def || leaf.value === null) {
    return { zh: `${title.zh}：没有数据，暂按原状保留`, en: `${title.en}: no data, kept as it was` }
  }
  if (leaf.surprise) return surpriseSentence(def, leaf.surprise)
  if (leaf.peers !== undefined) return peerSentence(def, { ...leaf, peers: leaf.peers })
  const special = SPECIAL[`${subject}.${leaf.metric}`]?.(leaf)
  if (special) return special
  const isShare =
    def.fold.kind === 'ratio' && def.unit === 'bp' && ['window', 'groups'].includes(def.fold.num.kind)
  // A share of money or of a target is no share of cases: what it is divided by is not a number of them.
  const value =
    isShare && leaf.n < FEW_CASES && leaf.den === leaf.n ? fewCases(leaf) : valueText(def.unit, leaf.value)
  if (leaf.threshold === null) {
    return {
      zh: `${title.zh} ${value.zh}，数据不足，无法比较`,
      en: `${title.en} ${value.en}, too little data to compare`,
    }
  }
  const line = valueText(def.unit, leaf.threshold)
  const words = COMPARE[leaf.op].words
  const past = pastWords(def.unit, leaf)
  return {
    zh: `${title.zh} ${value.zh}，${words.zh}预警线 ${line.zh}${past.zh}`,
    en: `${title.en} ${value.en}, ${words.en} the line of ${line.en}${past.en}`,
  }
}

/** A whole rule read out: "商机：未跟进天数超过 7 天". */
export function ruleSentence(rule: Pick<Rule, 'subject' | 'condition' | 'pendingMinutes'>): Bilingual {
  const what = conditionWords(rule.subject, rule.condition)
  const days = Math.round((rule.pendingMinutes / 1440) * 10) / 10
  const held =
    rule.pendingMinutes > 0 ? { zh: `，并持续 ${days} 天`, en: `, for ${days} days` } : { zh: '', en: '' }
  const subject = SUBJECT_WORDS[rule.subject]
  return { zh: `${subject.zh}：${what.zh}${held.zh}`, en: `${subject.en}: ${what.en}${held.en}` }
}

export function thresholdWords(
  { unit, fold }: { unit: Unit; fold?: MetricDef['fold'] },
  threshold: Threshold,
): Bilingual {
  if (threshold.kind === 'fixed') return valueText(unit, threshold.value)
  if (threshold.kind === 'own-past') {
    const { windows, windowDays, tolerancePct } = threshold
    const isByPeriod = fold?.kind === 'period'
    const zh = isByPeriod ? `之前 ${windows} 期的均值` : `自身过去 ${windows} 个 ${windowDays} 天的均值`
    const en = isByPeriod
      ? `the mean of the ${windows} periods before`
      : `its own mean of ${windows} × ${windowDays} days`
    if (tolerancePct === 0) return { zh, en }
    return { zh: `${zh}（容差 ${tolerancePct}%）`, en: `${en} (tolerance ${tolerancePct}%)` }
  }
  if (threshold.kind === 'earlier-month') {
    const { months, tolerancePct } = threshold
    const zh = months === 12 ? '去年同月' : `${months} 个月前`
    const en =
      months === 12 ? 'the same month last year' : `${months} ${months === 1 ? 'month' : 'months'} ago`
    return { zh: `${zh}（容差 ${tolerancePct}%）`, en: `${en} (tolerance ${tolerancePct}%)` }
  }
  if (threshold.kind === 'own-gaps') {
    return ownGapsWords(threshold)
  }
  if (threshold.kind === 'peers') return peerWords(threshold)
  if (threshold.kind === 'statistical') return chanceWords(threshold)
  const otherwise = valueText(unit, threshold.otherwise)
  const norm = FIELD_WORDS[threshold.field] ?? { zh: threshold.field, en: threshold.field }
  return {
    zh: `${norm.zh}的 ${threshold.pct}%（未设时 ${otherwise.zh}）`,
    en: `${threshold.pct}% of the ${norm.en} (${otherwise.en} when not set)`,
  }
}

/** Sentences a salesperson would say, where the general one would sound like a machine. */
const SPECIAL: Record<string, (leaf: LeafFinding) => Bilingual> = {
  ...REGISTER_SENTENCES,
  ...CREDIT_SENTENCES,
  'deal.follow_up_age': (leaf) => ({
    zh: `已 ${leaf.value} 天没有跟进`,
    en: `No follow-up for ${leaf.value} days`,
  }),
  'customer.follow_up_age': (leaf) => ({
    zh: `已 ${leaf.value} 天没有跟进`,
    en: `No follow-up for ${leaf.value} days`,
  }),
  'deal.stage_days': (leaf) => ({
    zh: `在当前阶段已停留 ${leaf.value} 天，标准是 ${leaf.threshold} 天`,
    en: `${leaf.value} days in the present stage, the norm is ${leaf.threshold}`,
  }),
  // The count is of working days begun: in the fourth, more than three have passed.
  'quote.quote_wait_days': (leaf) => ({
    zh: `客户等报价已超过 ${(leaf.value ?? 1) - 1} 个工作日`,
    en: `The customer has waited more than ${(leaf.value ?? 1) - 1} working days for a quote`,
  }),
  'quote.quote_valid_days': (leaf) =>
    (leaf.value ?? 0) < 0
      ? {
          zh: `报价已过有效期 ${-(leaf.value ?? 0)} 天`,
          en: `The quote ran out ${-(leaf.value ?? 0)} days ago`,
        }
      : { zh: `报价有效期还剩 ${leaf.value} 天`, en: `The quote is valid for ${leaf.value} more days` },
  'order.delivery_late_days': (leaf) => ({
    zh: `已过计划交货日 ${leaf.value} 天，还没交完`,
    en: `${leaf.value} ${leaf.value === 1 ? 'day' : 'days'} past the planned delivery, not all delivered`,
  }),
  'contract.contract_days_left': (leaf) =>
    (leaf.value ?? 0) < 0
      ? { zh: `合同已到期 ${-(leaf.value ?? 0)} 天`, en: `The contract ended ${-(leaf.value ?? 0)} days ago` }
      : { zh: `合同还有 ${leaf.value} 天到期`, en: `The contract ends in ${leaf.value} days` },
  'contract.used_unapproved': (leaf) => ({
    zh: `合同还没批准，已经发生 ${leaf.value} 笔交货、开票或收款`,
    en: `Not approved, yet ${leaf.value} deliveries, invoices or payments have happened`,
  }),
  'instalment.days_to_due': (leaf) => ({
    zh: `还有 ${leaf.value} 天到期`,
    en: `Due in ${leaf.value} ${leaf.value === 1 ? 'day' : 'days'}`,
  }),
  'instalment.unaccepted_days': (leaf) => ({
    zh: `最后一次交货后 ${leaf.value} 天，还没登记验收`,
    en: `${leaf.value} days since the last delivery, and no acceptance recorded`,
  }),
  'instalment.limitation_days': (leaf) =>
    (leaf.value ?? 0) < 0
      ? {
          zh: `诉讼时效已过 ${-(leaf.value ?? 0)} 天，没有催款或承诺的凭据`,
          en: `Time-barred for ${-(leaf.value ?? 0)} days, without a proven demand or promise`,
        }
      : {
          zh: `诉讼时效还剩 ${leaf.value} 天`,
          en: `${leaf.value} ${leaf.value === 1 ? 'day' : 'days'} until the claim is time-barred`,
        },
  'instalment.overdue_days': (leaf) =>
    leaf.value === 0
      ? { zh: '今天到期', en: 'Due today' }
      : { zh: `已逾期 ${leaf.value} 天`, en: `${leaf.value} ${leaf.value === 1 ? 'day' : 'days'} overdue` },
  'customer.overdue_fen': (leaf) => {
    const money = valueText('fen', leaf.value ?? 0)
    return { zh: `有 ${money.zh} 逾期未收`, en: `${money.en} overdue` }
  },
  'customer.bills_due_fen': (leaf) => {
    const money = valueText('fen', leaf.value ?? 0)
    return { zh: `有 ${money.zh} 的承兑汇票快到期或已到期`, en: `Bills of ${money.en} fall due or have` }
  },
  'customer.bills_refused_fen': (leaf) => {
    const money = valueText('fen', leaf.value ?? 0)
    return {
      zh: `被拒付的承兑汇票还有 ${money.zh} 没补上`,
      en: `${money.en} of refused bills is not made good`,
    }
  },
  'customer.effective_term_days': (leaf) => ({
    zh: `实际账期已到 ${leaf.value} 天（近 90 天 ${leaf.n} 笔回款），预警线 ${leaf.threshold} 天`,
    en: `Effective term has reached ${leaf.value} days (${leaf.n} payments in 90 days), line at ${leaf.threshold}`,
  }),
  'customer.order_interval_days': (leaf) => ({
    zh: `已 ${leaf.value} 天没有下单，平常约 ${leaf.baseline} 天一单`,
    en: `No order for ${leaf.value} days, usually one every ${leaf.baseline}`,
  }),
  'customer.late_complaints': (leaf) => ({
    zh: `有 ${leaf.value} 件投诉超期没有处理完`,
    en: `${plural(leaf.value, 'complaint')} past the day to settle`,
  }),
  'customer.same_party': (leaf) => ({
    zh: `像是和另外 ${leaf.value} 个客户是同一家公司`,
    en: `Looks like the same company as ${plural(leaf.value, 'other customer')}`,
  }),
  ...ORDER_SENTENCES,
  ...CONTRACT_SENTENCES,
  ...Object.fromEntries(
    SOURCES.map((source) => [
      `org.${quietMetric(source)}`,
      (leaf: LeafFinding) => quietSentence(source, leaf),
    ]),
  ),
  'org.cash_shortfall_fen': (leaf) => {
    const money = valueText('fen', leaf.value ?? 0)
    return {
      zh: `往后 13 周里最紧的那天，资金会比底线少 ${money.zh}`,
      en: `On the tightest day of the next 13 weeks, cash will be ${money.en} below the floor`,
    }
  },
  'customer.responsible_active': () => ({
    zh: '没有在岗的负责人',
    en: 'No active responsible person',
  }),
}

function plural(n: number | null, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`
}

function quietSentence(source: SourceName, { value, threshold }: LeafFinding): Bilingual {
  const { zh, en } = SOURCE_NAMES[source]
  return {
    zh: `已 ${value} 个工作日没有${zh}的数据，一般不超过 ${threshold} 个`,
    en: `No data of ${en} for ${plural(value, 'working day')}, usually ${threshold} at most`,
  }
}

const FIELD_WORDS: Record<string, Bilingual> = {
  termDays: { zh: '合同账期', en: 'agreed term' },
  stageNormDays: { zh: '阶段标准天数', en: 'norm of the stage' },
  ...Object.fromEntries(
    SOURCES.map((source) => [rhythmField(source), { zh: '平时最长间隔', en: 'longest usual interval' }]),
  ),
}

export const SUBJECT_WORDS: Record<SubjectKind, Bilingual> = {
  customer: { zh: '客户', en: 'Customer' },
  deal: { zh: '商机', en: 'Deal' },
  quote: { zh: '报价', en: 'Quote' },
  order: { zh: '订单', en: 'Order' },
  contract: { zh: '合同', en: 'Contract' },
  instalment: { zh: '回款计划', en: 'Instalment' },
  stage: { zh: '阶段', en: 'Stage' },
  rep: { zh: '业务员', en: 'Rep' },
  team: { zh: '团队', en: 'Team' },
  org: { zh: '公司', en: 'Company' },
}

export const VERDICT_WORDS: Record<Verdict, Bilingual> = {
  right: { zh: '准', en: 'Right' },
  false: { zh: '误报', en: 'False alarm' },
  late: { zh: '太晚', en: 'Too late' },
  useless: { zh: '没用', en: 'Not useful' },
}

export const RESULT_WORDS: Record<AlertResult, Bilingual> = {
  solved: { zh: '已解决', en: 'Solved' },
  promised: { zh: '对方已承诺', en: 'Promised' },
  accepted: { zh: '接受现状', en: 'Accepted' },
  lost: { zh: '已造成损失', en: 'Lost' },
  'no-action': { zh: '无需处理', en: 'No action needed' },
  cleared: { zh: '自行恢复', en: 'Went away by itself' },
}

function fewCases(leaf: LeafFinding): Bilingual {
  return { zh: `${leaf.den} 个里 ${leaf.num} 个`, en: `${leaf.num} of ${leaf.den}` }
}

function pastWords(unit: Unit, leaf: LeafFinding): Bilingual {
  if (leaf.baseline === null) return { zh: '', en: '' }
  const mean = valueText(unit, unit === 'count' ? leaf.baseline : Math.round(leaf.baseline))
  return { zh: `（历史均值 ${mean.zh}）`, en: ` (own mean ${mean.en})` }
}

export function conditionWords(subject: SubjectKind, condition: Condition): Bilingual {
  if (isLeaf(condition)) return leafWords(subject, condition)
  if ('not' in condition) {
    const inner = conditionWords(subject, condition.not)
    return { zh: `并非（${inner.zh}）`, en: `not (${inner.en})` }
  }
  const parts = ('all' in condition ? condition.all : condition.any).map((part) =>
    conditionWords(subject, part),
  )
  const [zh, en] = 'all' in condition ? ['，且', ' and '] : ['，或', ' or ']
  return { zh: parts.map((part) => part.zh).join(zh), en: parts.map((part) => part.en).join(en) }
}

/** Where any at all is too much, the line of nothing goes without saying. */
const ANY_AT_ALL: Record<string, Bilingual> = {
  'customer.overdue_fen': { zh: '有逾期未收', en: 'something is overdue' },
  'customer.bills_due_fen': { zh: '有承兑汇票快到期', en: 'a bill falls due' },
  'customer.bills_refused_fen': { zh: '有承兑汇票被拒付', en: 'a bill was refused' },
  'customer.open_fen': { zh: '还有未收', en: 'something is open' },
  'customer.late_complaints': { zh: '有投诉超期没有处理完', en: 'a complaint is past the day to settle' },
  'customer.same_party': {
    zh: '像是和另一个客户是同一家公司',
    en: 'looks like the same company as another customer',
  },
  ...CONTRACT_LINES,
  'order.order_price_beyond': {
    zh: '成交价和批准的价格不一致',
    en: 'sold at another price than was approved',
  },
  'order.unsigned_notes': { zh: '有送货单超期没签收', en: 'a delivery note is unsigned too long' },
  'order.uncovered_uses': {
    zh: '客户没有已批准的合同，近 30 天就有交货、开票或收款',
    en: 'delivered, invoiced or paid within 30 days without an approved contract',
  },
  'contract.used_unapproved': {
    zh: '还没批准就有交货、开票或收款',
    en: 'delivered, invoiced or paid before it is approved',
  },
  'contract.obligations_overdue': {
    zh: '有履约事项过了期限',
    en: 'an obligation is past the day agreed',
  },
  'order.delivery_late_days': { zh: '过了计划交货日', en: 'past the planned delivery' },
  'instalment.days_to_due': { zh: '还没到期', en: 'not yet due' },
  'org.cash_shortfall_fen': {
    zh: '往后 13 周里资金会低于底线',
    en: 'cash will fall below the floor within 13 weeks',
  },
}

function leafWords(subject: SubjectKind, leaf: Leaf): Bilingual {
  const any = ANY_AT_ALL[`${subject}.${leaf.metric}`]
  if (any && isAboveNothing(leaf)) return any
  const def = metricDef(subject, leaf.metric)
  const title = leaf.title ?? def?.title ?? { zh: leaf.metric, en: leaf.metric }
  const line = thresholdWords(def ?? { unit: 'count' }, leaf.threshold)
  const words = COMPARE[leaf.op].words
  return { zh: `${title.zh}${words.zh} ${line.zh}`, en: `${title.en} ${words.en} ${line.en}` }
}

export const RULE_PROBLEM_WORDS: Record<RuleProblem['code'], Bilingual> = {
  unknown_metric: { zh: '没有这个指标', en: 'There is no such metric' },
  grid_too_fine: {
    zh: '和自身历史比较的规则请按天或按周评估',
    en: 'A comparison with its own past is read by day or week',
  },
  gaps_need_age: {
    zh: '只有“距上次多少天”的指标能和自身间隔比较',
    en: 'Only a “days since” metric has intervals of its own',
  },
  value_missing: { zh: '条件缺少比较的内容', en: 'The test lacks a value' },
  money_needs_fen: { zh: '涉及金额要选金额类指标', en: 'Money at risk needs a money metric' },
  dates_reversed: { zh: '起止日期不对', en: 'The dates are not in order' },
  ladder_order: { zh: '上报时间要从早到晚', en: 'Escalation times go from early to late' },
  needs_direction: {
    zh: '和往常比较要选“低于”或“超过”',
    en: 'A comparison with the usual level needs “below” or “above”',
  },
  no_chance: {
    zh: '这个指标不适合和往常水平比较，请换一个按周计数、比率或时长的指标',
    en: 'This metric has no usual weekly level; choose a count, a share or a duration',
  },
  no_peers: { zh: '这类对象不能这样分组比较', en: 'These subjects cannot be grouped this way' },
  bad_number: { zh: '数字不正确', en: 'The number is not valid' },
}

/**
 * The figures of an alert are those of the day it was raised: later their day stands beside them, and where
 * the figure is money, what it has become.
 */
export function saidOn({ zh, en }: Bilingual, { on, today }: { on: Day; today: Day }, now?: Fen): Bilingual {
  if (on >= today) return { zh, en }
  const day = on.slice(on.slice(0, 4) === today.slice(0, 4) ? 5 : 0)
  const then = { zh: `${zh}（${day} 时）`, en: `${en} (on ${day})` }
  if (now === undefined) return then
  const money = valueText('fen', Number(now))
  return { zh: `${then.zh}，现在 ${money.zh}`, en: `${then.en}, now ${money.en}` }
}
