import { addDays, type Day, isDay } from '../../../core/calendar.ts'

export type CalendarDay = { day: Day; isWorkday: boolean; name: string }
export type PasteProblem = { line: number; text: string; code: 'pasteBad' | 'pasteOtherYear' }

const LINE =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\s*[~～至到]\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?)?[\s,，;；\t]*(休|放假|off|holiday|班|上班|work)[\s,，;；\t]*(.*)$/i
const MAX_RANGE_DAYS = 31

/**
 * Reads "2027-01-01~2027-01-03 休 元旦", one day or range per line; what cannot be read is told, never skipped.
 */
export function readCalendarText(
  text: string,
  year: number,
): { days: CalendarDay[]; problems: PasteProblem[] } {
  const days: CalendarDay[] = []
  const problems: PasteProblem[] = []
  text.split(/\r\n|\r|\n/).forEach((raw, index) => {
    const line = raw.replace(/^\uFEFF/, '').trim()
    if (line === '') return
    const match = LINE.exec(line)
    const from = match && dayFrom(match[1], match[2], match[3])
    const to = match?.[4] ? dayFrom(match[4], match[5], match[6]) : from
    if (!match || !from || !to || to < from || addDays(from, MAX_RANGE_DAYS) < to) {
      problems.push({ line: index + 1, text: line, code: 'pasteBad' })
      return
    }
    if (!from.startsWith(`${year}-`) || !to.startsWith(`${year}-`)) {
      problems.push({ line: index + 1, text: line, code: 'pasteOtherYear' })
      return
    }
    const isWorkday = /^(班|上班|work)$/i.test(match[7] ?? '')
    for (let day = from; day <= to; day = addDays(day, 1)) {
      days.push({ day, isWorkday, name: (match[8] ?? '').trim().slice(0, 40) })
    }
  })
  return { days, problems }
}

function dayFrom(year = '', month = '', date = ''): Day | null {
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  return isDay(day) ? day : null
}
