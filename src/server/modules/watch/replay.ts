import { setImmediate as breathe } from 'node:timers/promises'
import { DAY_MS, type Instant } from '../../../core/calendar.ts'
import { evaluate, type Finding, type History } from '../../../core/watch/evaluate.ts'
import { type Explanation, explain } from '../../../core/watch/explain.ts'
import type { Rule, RuleVersion } from '../../../core/watch/rule.ts'
import type { HumanInput, Transition } from '../../../core/watch/step.ts'
import { SUBJECT_KINDS, type SubjectKind } from '../../../core/watch/subject.ts'
import { historyFor, type Swept, sweep, sweepBySlices, type Watch } from '../../../core/watch/sweep.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { NO_ALERT } from './alert-draft.ts'
import { findInputs } from './inputs.ts'
import { loadHistories, peersFor, wantedBy } from './loaders.ts'
import type { StoredRule } from './rule-rows.ts'
import { loadSubjects, type SubjectInfo, subjectsEver } from './subjects.ts'

/** One alert as history tells it: from opening to clearing, with what was known when it last got worse. */
export type Episode = {
  ruleId: string
  rule: Rule
  kind: SubjectKind
  subject: SubjectInfo
  openedAt: Instant
  clearedAt: Instant | null
  /** still open at the end of the replay: neither cleared nor closed by a person */
  isOpen: boolean
  moneyFen: number | null
  explanation: Explanation
  /** the first time it got worse by a step, and the figure then */
  worsened: { at: Instant; value: number | null } | null
  /** how things stand at the end of the replay, for an episode that is still open */
  now: Finding | null
}

export type Replay = {
  rules: readonly Pick<StoredRule, 'id' | 'versions'>[]
  to: Instant
  /** with what people did then, or as if nobody had touched anything */
  people: boolean
}

const CHUNK = 500
/** After the years of so many subjects whoever waits for a page comes in between. */
const AT_A_STRETCH = 1

/**
 * Evaluates from scratch what is known up to `to` and writes nothing: the past as the rules would have told
 * it.
 */
export async function replay(ctx: ReadCtx, { rules, to, people }: Replay): Promise<Episode[]> {
  const episodes: Episode[] = []
  for (const kind of SUBJECT_KINDS) {
    const own = rules.filter(({ versions }) => versions[0]?.rule.subject === kind)
    if (own.length === 0) continue
    const wanted = wantedBy(own.flatMap(({ versions }) => versions))
    const peers = await peersFor(ctx, kind, wanted.peers)
    const all = await subjectsEver(ctx, kind)
    for (let from = 0; from < all.length; from += CHUNK) {
      const ids = all.slice(from, from + CHUNK)
      const subjects = await loadSubjects(ctx, kind, ids)
      const histories = await loadHistories(ctx, { kind, ids, ...wanted, peers, since: null })
      const inputs = people ? await findInputs(ctx, ids) : null
      let gone = 0
      for (const [id, subject] of subjects) {
        gone += 1
        if (gone % AT_A_STRETCH === 0) await breathe()
        for (const rule of own) {
          const scene = {
            kind,
            subject,
            history: histories.get(id)!,
            inputs: inputs?.get(id)?.get(rule.id) ?? [],
          }
          episodes.push(...(await episodesOf(rule, scene, to)))
        }
      }
    }
  }
  return episodes
}

type Scene = { kind: SubjectKind; subject: SubjectInfo; history: History; inputs: readonly HumanInput[] }

/** With more facts than this behind its figures, a look at years of a subject holds up whoever waits. */
const MANY_FACTS = 2_000
const SLICE_MS = 30 * DAY_MS

/** One sweep from the beginning; where that takes seconds, others get their turn month by month. */
async function sweepGently(watch: Watch, to: Instant): Promise<Pick<Swept, 'state' | 'transitions'>> {
  let facts = 0
  for (const { deltas } of watch.history.series.values()) facts += deltas.length
  if (facts < MANY_FACTS) return sweep(watch, null, to)
  const slices = sweepBySlices(watch, to, SLICE_MS)
  for (;;) {
    const one = slices.next()
    if (one.done) return one.value
    await breathe()
  }
}

async function episodesOf(
  { id, versions }: { id: string; versions: readonly RuleVersion[] },
  { kind, subject, history: loaded, inputs }: Scene,
  to: Instant,
): Promise<Episode[]> {
  const history = historyFor(versions, loaded)
  const { state, transitions } = await sweepGently({ versions, history, inputs }, to)
  const episodes = new Map<Instant, Episode>()
  for (const transition of transitions) {
    if (NO_ALERT.has(transition.kind)) continue
    const rule = versions.find((version) => version.rule.version === transition.ruleVersion)!.rule
    const told = tell(rule, transition, history)
    const known = episodes.get(transition.openedAt)
    if (!known) {
      const isOpen = state?.phase === 'open' && state.since === transition.openedAt
      const opened = {
        ruleId: id,
        rule,
        kind,
        subject,
        openedAt: transition.openedAt,
        clearedAt: null,
        isOpen,
        worsened: null,
        now: isOpen ? evaluate(rule, history, to) : null,
      }
      episodes.set(transition.openedAt, { ...opened, ...told })
    } else if (transition.kind === 'cleared') known.clearedAt = transition.at
    else if (transition.kind !== 'held') {
      Object.assign(known, told)
      if (transition.kind === 'worsened') known.worsened ??= worsenedOf(transition)
    }
  }
  return [...episodes.values()]
}

function worsenedOf({ at, finding }: Transition): Episode['worsened'] {
  return { at, value: finding.headline?.value ?? null }
}

function tell(
  rule: Rule,
  { finding, at }: Transition,
  history: History,
): { moneyFen: number | null; explanation: Explanation } {
  return { moneyFen: finding.moneyFen, explanation: explain(rule, finding, history, at) }
}
