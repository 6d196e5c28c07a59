import { type DayIndex, dayIndexOf } from '../watch/day-index.ts'
import type { Rule } from '../watch/rule.ts'
import { sweptEpisodes, type Term, walkCourse } from './episodes.ts'
import { openingsOf, plainLeaf } from './openings.ts'
import { hasCourse, knownSince, type Pieced, piecesFor, truthCourse } from './truth-course.ts'

/** The days on which a rule would have opened an alert about one subject, by the quickest way there is. */
export function openedDays(rule: Rule, source: Pieced, term: Term): DayIndex[] {
  const leaf = plainLeaf(rule, source.history)
  const known = leaf ? knownSince(source) : null
  if (leaf?.threshold.kind === 'fixed' && known !== null) {
    const line = { op: leaf.op, line: leaf.threshold.value }
    return openingsOf(piecesFor(source, leaf.metric), line, term, known)
  }
  const episodes = hasCourse(rule, source.history)
    ? walkCourse(rule, truthCourse(rule, source), term)
    : sweptEpisodes(rule, source.history, term)
  return episodes.map(({ openedAt }) => dayIndexOf(openedAt))
}
