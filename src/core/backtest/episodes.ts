import { DAY_MS, type Instant } from '../calendar.ts'
import type { History } from '../watch/evaluate.ts'
import type { Rule } from '../watch/rule.ts'
import { sweep } from '../watch/sweep.ts'
import type { TruthStep } from './truth-course.ts'

/** One alert as people would have been disturbed by it. */
export type Episode = { openedAt: Instant; clearedAt: Instant | null }

export type Term = { begin: Instant; end: Instant }

/**
 * The alerts that follow from a course of truth: waiting, cool-down, hysteresis and "no data holds" as
 * `step` has them (held equal by a property test), without the findings, which nobody will read.
 */
export function walkCourse(rule: Rule, steps: readonly TruthStep[], { begin, end }: Term): Episode[] {
  const walk: Walk = { phase: 'idle', opensAt: 0, isTold: true, coolUntil: 0, episodes: [] }
  let started = false
  for (const [index, step] of steps.entries()) {
    const next = steps[index + 1]?.at
    if (!started && next !== undefined && next <= begin) continue
    if (step.at > end) break
    const isBegin = !started && step.at <= begin
    started = true
    if (isBegin) walk.phase = step.apparent === 'true' ? 'standing' : 'idle'
    else {
      openBy(walk, step.at - 1)
      take(walk, rule, step)
    }
  }
  openBy(walk, end)
  return walk.episodes
}

type Walk = {
  phase: 'idle' | 'pending' | 'withheld' | 'open' | 'standing'
  opensAt: Instant
  /** what it waits for would be told now: its source is not late */
  isTold: boolean
  coolUntil: Instant
  episodes: Episode[]
}

function take(walk: Walk, rule: Rule, { at, truth, apparent, over }: TruthStep): void {
  walk.isTold = truth === 'true'
  if (walk.phase === 'open' || walk.phase === 'standing') {
    if (over !== 'true' && over !== 'closed') return
    if (walk.phase === 'open') {
      walk.episodes[walk.episodes.length - 1]!.clearedAt = at
      walk.coolUntil = rule.coolDownDays > 0 ? at + rule.coolDownDays * DAY_MS : 0
    }
    walk.phase = 'idle'
  } else if (apparent !== 'true') walk.phase = 'idle'
  else if (walk.phase === 'withheld') {
    if (walk.isTold) open(walk, at)
  } else {
    if (walk.phase === 'idle') walk.opensAt = Math.max(at + rule.pendingMinutes * 60_000, walk.coolUntil)
    walk.phase = 'pending'
    openBy(walk, at)
  }
}

/** An alert that waits opens by itself once its time has come. */
function openBy(walk: Walk, limit: Instant): void {
  if (walk.phase !== 'pending' || walk.opensAt > limit) return
  if (walk.isTold) open(walk, walk.opensAt)
  else walk.phase = 'withheld'
}

function open(walk: Walk, openedAt: Instant): void {
  walk.episodes.push({ openedAt, clearedAt: null })
  walk.phase = 'open'
}

/** The same by the engine itself, for rules whose line moves every day. */
export function sweptEpisodes(rule: Rule, history: History, { begin, end }: Term): Episode[] {
  const { transitions } = sweep({ versions: [{ from: begin, rule }], history, inputs: [] }, null, end)
  const episodes: Episode[] = []
  for (const { kind, at } of transitions) {
    if (kind === 'opened') episodes.push({ openedAt: at, clearedAt: null })
    else if (kind === 'cleared') episodes[episodes.length - 1]!.clearedAt = at
  }
  return episodes
}
