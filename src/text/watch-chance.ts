import type { Detectable } from '../core/watch/detectable.ts'
import type { MetricDef, StatisticsKind, Unit } from '../core/watch/metric.ts'
import type { PeerThreshold } from '../core/watch/peers.ts'
import type { Bilingual, SubjectKind } from '../core/watch/subject.ts'
import type { StatisticalThreshold, Surprise } from '../core/watch/surprise.ts'
import { valueText } from './values.ts'

/** The words of lines that are drawn by chance or by colleagues, with the size of what stands behind them. */

/** Under this many a week, or this many weeks, the sentence says that it is little (law 11). */
const SMALL_WEEK = 5
const SHORT_PAST = 26
const FEW_PEERS = 8

export function chanceWords({ falsePerYear, shared }: StatisticalThreshold): Bilingual {
  if (shared)
    return {
      zh: '自身往常水平（扣除节假日，预警线按公司的误报预算定）',
      en: 'its own usual level (holidays allowed for, the line follows the alert budget)',
    }
  return {
    zh: `自身往常水平（扣除节假日，每位主管每年最多误报 ${falsePerYear} 次）`,
    en: `its own usual level (holidays allowed for, at most ${falsePerYear} false alarms a year per manager)`,
  }
}

export function peerWords({ field, percentile, tolerancePct, minPeers }: PeerThreshold): Bilingual {
  const group = GROUP_WORDS[field] ?? { zh: field, en: field }
  const more = tolerancePct === 0 ? { zh: '', en: '' } : BEYOND(tolerancePct)
  return {
    zh: `${group.zh}其他人的第 ${percentile} 百分位${more.zh}（至少 ${minPeers} 个可比）`,
    en: `percentile ${percentile} of the others ${group.en}${more.en} (at least ${minPeers} of them)`,
  }
}

/** "近 7 天跟进次数 6，往常这样的一周约 18（多在 11–26），已连续 3 周偏低". */
export function surpriseSentence(def: MetricDef, surprise: Surprise): Bilingual {
  const { observed, expected, low, high } = surprise
  const { title } = def
  if (observed === null || expected === null || low === null || high === null) {
    return {
      zh: `${title.zh}：历史或本周数据不够，暂不判断`,
      en: `${title.en}: too little past or too short a week to judge`,
    }
  }
  const week = weekWords(def, observed, surprise.cases)
  const [usual, from, to] = [expected, low, high].map((value) => figure(def, value))
  const past = pastOf(def, surprise)
  return {
    zh: `${week.zh}，往常这样的一周约 ${usual!.zh}（多在 ${from!.zh}–${to!.zh}），${past.zh}`,
    en: `${week.en}; such a week usually brings about ${usual!.en} (mostly ${from!.en}–${to!.en}), ${past.en}`,
  }
}

/** "近 7 天跟进次数 4，同组其他 9 人居中为 12，预警线 6". */
export function peerSentence(
  def: MetricDef,
  leaf: { value: number | null; threshold: number | null; baseline: number | null; peers: number },
): Bilingual {
  const value = valueText(def.unit, leaf.value ?? 0)
  if (leaf.threshold === null || leaf.baseline === null) {
    return {
      zh: `${def.title.zh} ${value.zh}，同组可比的只有 ${leaf.peers} 个，暂不比较`,
      en: `${def.title.en} ${value.en}, only ${leaf.peers} comparable, not compared`,
    }
  }
  const [line, middle] = [leaf.threshold, leaf.baseline].map((one) => valueText(def.unit, one))
  const few = leaf.peers < FEW_PEERS ? { zh: '，人数少，仅供留意', en: ', few to compare with' } : NOTHING
  return {
    zh: `${def.title.zh} ${value.zh}，同组其他 ${leaf.peers} 个居中为 ${middle!.zh}，预警线 ${line!.zh}${few.zh}`,
    en: `${def.title.en} ${value.en}; the middle of ${leaf.peers} others is ${middle!.en}, the line ${line!.en}${few.en}`,
  }
}

/** "平常每周约 18 次；真的少了一半，一般 2 周内能发现", or that it will never be seen, and where it would. */
export function detectableSentence(
  kind: StatisticsKind,
  { never, weeks, week }: Detectable,
  { side, subject }: { side: 'low' | 'high'; subject: SubjectKind },
): Bilingual {
  const usual = usualWords(kind, week)
  const up = subject === 'rep' ? { zh: '，建议改看团队', en: '; watch the team instead' } : NOTHING
  if (never) {
    return {
      zh: `${usual.zh}，数据不足，这条规则永远不会触发${up.zh}`,
      en: `${usual.en}: too little data, this rule can never fire${up.en}`,
    }
  }
  const change = side === 'low' ? { zh: '少了一半', en: 'it halves' } : { zh: '翻了一倍', en: 'it doubles' }
  if (weeks === null) {
    return {
      zh: `${usual.zh}；就算${change.zh}，一年内多半也发现不了${up.zh}`,
      en: `${usual.en}; even if ${change.en}, it will hardly be noticed within a year${up.en}`,
    }
  }
  return {
    zh: `${usual.zh}；如果${change.zh}，一般 ${weeks} 周能发现`,
    en: `${usual.en}; if ${change.en}, that is usually noticed in ${weeks} ${weeks === 1 ? 'week' : 'weeks'}`,
  }
}

function usualWords(kind: StatisticsKind, { expected, cases }: Detectable['week']): Bilingual {
  const [mean, all] = [expected, cases].map((value) => `${Math.round(value * 10) / 10}`)
  if (kind === 'count') return { zh: `平常每周约 ${mean} 次`, en: `Usually about ${mean} a week` }
  if (kind === 'proportion')
    return { zh: `平常每周 ${all} 个里约 ${mean} 个`, en: `Usually about ${mean} of ${all} a week` }
  if (kind === 'duration') return { zh: `平常每周约 ${all} 个`, en: `Usually about ${all} a week` }
  return { zh: '每周看一次', en: 'Looked at once a week' }
}

const NOTHING: Bilingual = { zh: '', en: '' }

const GROUP_WORDS: Record<string, Bilingual> = {
  team: { zh: '同组', en: 'in the team' },
  keyLevel: { zh: '同级客户中', en: 'of the level' },
  city: { zh: '同城客户中', en: 'in the city' },
  creditGrade: { zh: '同信用等级客户中', en: 'of the credit grade' },
}

const BEYOND = (pct: number): Bilingual => ({ zh: `再偏 ${pct}%`, en: ` by another ${pct}%` })

/** Of a share one week is told as "3 of 7": the figure of the page looks further back. */
function weekWords(def: MetricDef, observed: number, cases: number): Bilingual {
  const value = figure(def, observed)
  const plain = { zh: plainTitle(def.title.zh), en: plainTitle(def.title.en) }
  if (def.statistics === 'proportion')
    return {
      zh: `${plain.zh}：本周 ${cases} 个里 ${value.zh} 个`,
      en: `${plain.en}: ${value.en} of ${cases} this week`,
    }
  if (def.statistics === 'duration')
    return {
      zh: `${plain.zh}：本周 ${cases} 个，典型 ${value.zh}`,
      en: `${plain.en}: typically ${value.en} in the ${cases} of this week`,
    }
  if (def.statistics === 'gauge') return { zh: `${plain.zh} ${value.zh}`, en: `${plain.en} ${value.en}` }
  return { zh: `${plain.zh}：本周 ${value.zh} 次`, en: `${plain.en}: ${value.en} this week` }
}

/** The span in a title is the page's; the sentence speaks of one week. */
function plainTitle(title: string): string {
  return title.replace(/（近[^）]*）|^近 7 天|,? (in )?\d+ days$/g, '')
}

function figure(def: MetricDef, value: number): Bilingual {
  const unit: Unit = def.statistics === 'proportion' || def.statistics === 'count' ? 'count' : def.unit
  return valueText(unit, unit === 'days' ? Math.round(value * 10) / 10 : value)
}

function pastOf(def: MetricDef, { expected, weeks, badWeeks, isSingle }: Surprise): Bilingual {
  const side = def.bad === 'low' ? { zh: '偏低', en: 'low' } : { zh: '偏高', en: 'high' }
  const parts: Bilingual[] = [
    isSingle || badWeeks <= 1
      ? { zh: `这一周明显${side.zh}`, en: `clearly ${side.en} this week` }
      : { zh: `已连续 ${badWeeks} 周${side.zh}`, en: `${side.en} for ${badWeeks} weeks` },
  ]
  const isCounted = def.statistics === 'count' || def.statistics === 'proportion'
  if (isCounted && (expected ?? 0) < SMALL_WEEK)
    parts.push({ zh: '数量小，仅供留意', en: 'small numbers, take it as a hint' })
  if (weeks < SHORT_PAST) parts.push({ zh: `只有 ${weeks} 周历史`, en: `only ${weeks} weeks of past` })
  return { zh: parts.map(({ zh }) => zh).join('，'), en: parts.map(({ en }) => en).join(', ') }
}
