import { formatFenShort, formatFenShortEnglish } from '../core/money.ts'
import type { Locale } from './locale.ts'

type Amount = { n: number; fen: number }
type Moving = { month: Amount; week: Amount; lastWeek: Amount }
export type WordedRow = {
  person: { name: string } | null
  collectionsTargetFen: number | null
  bookings: Moving
  collected: Moving
  followUps: Moving
  lateQuotes: Amount
  red: Amount
  overdue: Amount
}

/** The board as lines of text to paste into the chat group: the sum first, then a line for each person. */
export function boardWords(
  locale: Locale,
  { asOf, rows }: { asOf: string; rows: readonly WordedRow[] },
): string {
  const say = WORDS[locale]
  const money = (fen: number) =>
    locale === 'en' ? formatFenShortEnglish(BigInt(fen)) : formatFenShort(BigInt(fen))
  const sum = (of: (row: WordedRow) => number) => rows.reduce((total, row) => total + of(row), 0)
  const lines = rows.filter(isBusy).map((row) => {
    const parts = [
      say.week(money(row.bookings.week.fen), money(row.collected.week.fen), row.followUps.week.n),
      ...(row.red.n > 0 ? [say.red(row.red.n)] : []),
      ...(row.lateQuotes.n > 0 ? [say.late(row.lateQuotes.n)] : []),
      ...(row.overdue.fen > 0 ? [say.overdue(money(row.overdue.fen))] : []),
    ]
    return `${row.person?.name ?? say.nobody}${say.colon}${parts.join(say.comma)}`
  })
  return [
    say.title(asOf),
    say.sum({
      bookings: money(sum((row) => row.bookings.week.fen)),
      before: money(sum((row) => row.bookings.lastWeek.fen)),
      collected: money(sum((row) => row.collected.week.fen)),
      collectedBefore: money(sum((row) => row.collected.lastWeek.fen)),
      month: money(sum((row) => row.collected.month.fen)),
    }),
    ...lines,
  ].join('\n')
}

/** A line without a number is noise in a group. */
function isBusy(row: WordedRow): boolean {
  const { bookings, collected, followUps, lateQuotes, red, overdue } = row
  return [bookings.week, collected.week, followUps.week, lateQuotes, red, overdue].some(({ n }) => n > 0)
}

type Sum = { bookings: string; before: string; collected: string; collectedBefore: string; month: string }
type Words = {
  title: (day: string) => string
  sum: (sum: Sum) => string
  week: (bookings: string, collected: string, followUps: number) => string
  red: (n: number) => string
  late: (n: number) => string
  overdue: (fen: string) => string
  nobody: string
  colon: string
  comma: string
}

const WORDS: Record<Locale, Words> = {
  'zh-CN': {
    title: (day) => `【团队看板】${day}`,
    sum: (sum) =>
      `本周签单 ${sum.bookings}（上周同期 ${sum.before}），回款 ${sum.collected}（上周同期 ${sum.collectedBefore}），本月已收 ${sum.month}`,
    week: (bookings, collected, followUps) => `签单 ${bookings}，回款 ${collected}，跟进 ${followUps} 次`,
    red: (n) => `红灯 ${n} 条`,
    late: (n) => `超时报价 ${n} 份`,
    overdue: (fen) => `逾期 ${fen}`,
    nobody: '无人负责',
    colon: '：',
    comma: '，',
  },
  en: {
    title: (day) => `Team board ${day}`,
    sum: (sum) =>
      `This week: booked ${sum.bookings} (last week ${sum.before}), collected ${sum.collected} (last week ${sum.collectedBefore}); this month collected ${sum.month}`,
    week: (bookings, collected, followUps) =>
      `booked ${bookings}, collected ${collected}, ${followUps} follow-ups`,
    red: (n) => `${n} red`,
    late: (n) => `${n} late quotes`,
    overdue: (fen) => `${fen} overdue`,
    nobody: 'Nobody',
    colon: ': ',
    comma: ', ',
  },
}
