import { formatFenShort } from '../core/money.ts'
import type { BriefMonth } from '../core/notify/brief.ts'
import type { Locale } from './locale.ts'

type Field = { label: string; value: string; strong?: boolean }

/** What came this month, against the target, and where it will end: the figures of the page. */
export function monthFields(locale: Locale, { collectedFen, targetFen, end }: BriefMonth): Field[] {
  const say = WORDS[locale]
  const done = formatFenShort(collectedFen)
  return [
    {
      label: say.collected,
      value: targetFen === null ? done : say.ofTarget(done, formatFenShort(targetFen)),
      strong: true,
    },
    ...(end.kind === 'over' ? [] : [{ label: say.monthEnd, value: monthEndWords(say, end) }]),
  ]
}

/** Who owes most, for how long, and who is on it. */
export function owingLines(locale: Locale, { top }: BriefMonth): string[] {
  const say = WORDS[locale]
  return top.map(({ name, overdueFen, maxOverdueDays, responsible }) =>
    say.owing({
      name,
      fen: formatFenShort(overdueFen),
      days: maxOverdueDays,
      responsible: responsible?.name ?? say.nobody,
    }),
  )
}

function monthEndWords(say: Words, end: Exclude<BriefMonth['end'], { kind: 'over' }>): string {
  if (end.kind === 'not_enough') return say.notEnough(end.months, end.needed)
  return say.range(
    formatFenShort(end.expectedFen),
    `${formatFenShort(end.lowFen)}–${formatFenShort(end.highFen)}`,
    end.months.length,
  )
}

type Owing = { name: string; fen: string; days: number; responsible: string }
type Words = {
  collected: string
  ofTarget: (done: string, target: string) => string
  monthEnd: string
  range: (expected: string, range: string, months: number) => string
  notEnough: (months: number, needed: number) => string
  owing: (row: Owing) => string
  nobody: string
}

const WORDS: Record<Locale, Words> = {
  'zh-CN': {
    collected: '本月已收',
    ofTarget: (done, target) => `${done} / 目标 ${target}`,
    monthEnd: '预计月底',
    range: (expected, range, months) => `${expected}（${range}，按过去 ${months} 个月同期之后的到账）`,
    notEnough: (months, needed) => `数据不够：只有 ${months} 个完整月份，至少要 ${needed} 个`,
    owing: ({ name, fen, days, responsible }) =>
      `【已逾期】 ${name} ${fen} 逾期 ${days} 天 【${responsible}】`,
    nobody: '无人负责',
  },
  en: {
    collected: 'Collected this month',
    ofTarget: (done, target) => `${done} of ${target}`,
    monthEnd: 'Month will end at',
    range: (expected, range, months) =>
      `${expected} (${range}, from what came after this point of the last ${months} months)`,
    notEnough: (months, needed) => `not enough data: ${months} whole months, ${needed} are needed`,
    owing: ({ name, fen, days, responsible }) => `(Overdue) ${name} ${fen}, ${days} days (${responsible})`,
    nobody: 'nobody',
  },
}
