import { addMonths, dayOf, endOfDay, lastDayOf, monthOf } from '../../../core/calendar.ts'
import { canBeTeam } from '../../../core/watch/compose.ts'
import { asksEnough, looksAt } from '../../../core/watch/enough.ts'
import { evaluate } from '../../../core/watch/evaluate.ts'
import type { Rule } from '../../../core/watch/rule.ts'
import { historyFor } from '../../../core/watch/sweep.ts'
import { neverSentence } from '../../../text/watch-enough.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { loadHistories, peersFor, wantedBy } from './loaders.ts'
import { subjectsEver } from './subjects.ts'

const MONTHS = 12
/** Of more subjects than this it is not worth the wait: among so many somebody has enough. */
const MOST = 2_000

/**
 * A rule that too little is known for to ever speak: looked at today and at the end of each of the last
 * twelve months, from what was known then. Null: it can speak, or nothing can be said about that.
 */
export async function readEnough(ctx: ReadCtx, rule: Rule) {
  if (!asksEnough(rule)) return null
  const ids = await subjectsEver(ctx, rule.subject)
  if (ids.length === 0 || ids.length > MOST) return null
  const versions = [{ from: 0, rule }]
  const wanted = wantedBy(versions)
  const peers = await peersFor(ctx, rule.subject, wanted.peers)
  const histories = await loadHistories(ctx, {
    kind: rule.subject,
    ids,
    ...wanted,
    peers,
    since: null,
    bare: true,
  })
  const month = monthOf(dayOf(ctx.now))
  const ends = Array.from({ length: MONTHS }, (_, back) => endOfDay(lastDayOf(addMonths(month, -back - 1))))
  const looks = looksAt(rule)
  for (const loaded of histories.values()) {
    const history = historyFor(versions, loaded)
    for (const at of [ctx.now, ...ends]) {
      const finding = evaluate(rule, history, at)
      if (finding.out === null && finding.truth !== 'closed') looks.add(finding.leaves)
    }
  }
  const lack = looks.lack()
  if (lack === null) return null
  const team = canBeTeam(rule)
  return { sentence: neverSentence(rule.subject, lack, team), never: true, team }
}
