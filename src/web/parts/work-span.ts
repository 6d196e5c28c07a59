import type { workSpan } from '../../core/complaint/response.ts'
import type { complaintsText } from '../../text/web/complaints.ts'

type Span = ReturnType<typeof workSpan>
type Say = (key: keyof typeof complaintsText.zh, fill?: Record<string, string | number>) => string

/** Working time in words, or two of them beside each other, which say their unit once where it is one. */
export function spanText(t: Say, first: Span, second?: Span): string {
  if (!second) return t(`span_${first.unit}`, { n: first.n })
  if (first.unit !== second.unit) return `${spanText(t, first)} / ${spanText(t, second)}`
  return t(`span_${second.unit}`, { n: `${first.n} / ${second.n}` })
}
