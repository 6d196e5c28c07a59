import { dayOf, type Instant } from '../../../core/calendar.ts'
import { type AlertResult, type AlertStatus, isSettled } from '../../../core/watch/alert.ts'
import { deadlineOf, nextLook } from '../../../core/watch/escalate.ts'
import { type History, moneyAtRisk } from '../../../core/watch/evaluate.ts'
import { type Explanation, explain } from '../../../core/watch/explain.ts'
import { patchOnCleared } from '../../../core/watch/lifecycle.ts'
import type { HoldReason } from '../../../core/watch/quiet.ts'
import { assign, informedPeople, type Via } from '../../../core/watch/responsible.ts'
import type { Rule } from '../../../core/watch/rule.ts'
import type { Transition, TransitionKind } from '../../../core/watch/step.ts'
import type { WorkCalendar } from '../../../core/workdays.ts'
import type { Staff } from '../identity/index.ts'
import type { StoredRule } from './rule-rows.ts'
import type { SubjectInfo } from './subjects.ts'

/** What an alert keeps about its why, besides its columns. */
export type StoredExplanation = Explanation & {
  via: Via
  informed: string[]
  held: boolean
  level: number
  /** the moment its figures are of; alerts of before this was kept say only when they were opened */
  at?: Instant
  /** when it would have opened, had its data not been late (C208) */
  withheldSince?: Instant
}

export type DraftStep = {
  kind: TransitionKind | 'superseded' | 'reassign' | 'inhibited'
  at: Instant
  detail: Record<string, unknown>
}

/** An alert while its transitions are applied: one insert or update and its steps come out of it. */
export type AlertDraft = {
  id: string
  isNew: boolean
  /** a person had closed it before this evaluation; only its clearing is still noted */
  wasSettled: boolean
  ruleId: string
  rule: Rule
  subject: SubjectInfo
  status: AlertStatus
  responsibleId: string
  openedAt: Instant
  clearedAt: Instant | null
  /** at risk when it was found or worsened */
  moneyFen: bigint
  /** at risk at the last look */
  atRiskFen: bigint
  explanation: StoredExplanation
  deadlineAt: Instant
  escalateAt: Instant | null
  escalationLevel: number
  silencedUntil: Instant | null
  /** held back since: nobody is told and nothing climbs */
  inhibitedSince: Instant | null
  inhibitedBy: HoldReason | null
  /** the quiet period that keeps it, or kept it last */
  quietId: string | null
  /** when it was last released; its clocks count from then */
  releasedAt: Instant | null
  /** when somebody else last got it, other than by the ladder */
  handedAt: Instant | null
  result: AlertResult | null
  resolvedAt: Instant | null
  steps: DraftStep[]
}

export type Setting = {
  staff: Staff
  calendar: WorkCalendar
  /** the tick this evaluation reads at */
  tick: Instant
  newId: (at: Instant) => string
}

export type Played = {
  stored: StoredRule
  subject: SubjectInfo
  history: History
  transitions: readonly Transition[]
  /** the alert of this rule and subject that was not settled before, if any */
  current: AlertDraft | null
  /** alerts of this rule and subject that a person closed before their condition cleared */
  closedEarly: readonly AlertDraft[]
}

/** What is standing is known, and what waits for its data is no alert yet. */
export const NO_ALERT: ReadonlySet<TransitionKind> = new Set(['standing', 'withheld', 'refuted'])

/** Applies the transitions of one rule and subject in order; returns every alert they touched. */
export function draftAlerts(
  played: Played,
  setting: Setting,
  isHandedOn: (at: Instant) => boolean,
): AlertDraft[] {
  const drafts: AlertDraft[] = []
  let current = played.current
  for (const transition of played.transitions) {
    if (NO_ALERT.has(transition.kind)) continue
    if (transition.kind === 'opened') {
      if (current && !isSettled(current.status)) supersede(current, transition.at)
      current = openDraft(played, transition, setting)
      drafts.push(current)
    } else {
      const own = [current, ...played.closedEarly].find((draft) => draft?.openedAt === transition.openedAt)
      if (!own) continue
      if (!drafts.includes(own)) drafts.push(own)
      applyTransition(own, played, transition, isHandedOn(transition.at))
    }
  }
  if (played.current && played.current.steps.length > 0 && !drafts.includes(played.current)) {
    drafts.push(played.current)
  }
  return drafts
}

function openDraft(played: Played, transition: Transition, setting: Setting): AlertDraft {
  const { stored, subject, history } = played
  const rule = ruleOfVersion(stored, transition.ruleVersion)
  const { directory } = setting.staff
  const responsible = assign(directory, rule.responsible, subject, setting.tick)
  const informed = informedPeople(directory, rule.informed, subject, {
    at: setting.tick,
    responsibleId: responsible.userId,
  })
  const { at } = transition
  const explanation = explain(rule, transition.finding, history, at)
  const climbing = { openedAt: at, acknowledgedAt: null, resolvedAt: null, silencedUntil: null, level: 0 }
  return {
    id: setting.newId(at),
    isNew: true,
    wasSettled: false,
    ruleId: stored.id,
    rule,
    subject,
    status: 'open',
    responsibleId: responsible.userId,
    openedAt: at,
    clearedAt: null,
    ...foundMoney(transition),
    explanation: {
      ...explanation,
      via: responsible.via,
      informed,
      held: false,
      level: transition.finding.level,
      at,
      ...keptFrom(transition),
    },
    deadlineAt: deadlineOf(rule, at, setting.calendar),
    escalateAt:
      rule.mode === 'on' ? nextLook(rule, climbing, { calendar: setting.calendar, takenAt: at }) : null,
    escalationLevel: 0,
    silencedUntil: null,
    inhibitedSince: null,
    inhibitedBy: null,
    releasedAt: null,
    handedAt: null,
    quietId: null,
    result: null,
    resolvedAt: null,
    steps: [{ kind: 'opened', at, detail: figures(transition) }],
  }
}

function keptFrom({ withheldSince }: Transition): Pick<StoredExplanation, 'withheldSince'> {
  return withheldSince === undefined ? {} : { withheldSince }
}

function applyTransition(
  draft: AlertDraft,
  played: Played,
  transition: Transition,
  isHandedOn: boolean,
): void {
  const { at, kind, finding } = transition
  draft.steps.push({ kind, at, detail: figures(transition) })
  if (kind === 'worsened' || kind === 'resumed') {
    const rule = ruleOfVersion(played.stored, transition.ruleVersion)
    const { via, informed, withheldSince } = draft.explanation
    const level = Math.max(finding.level, draft.explanation.level)
    draft.explanation = {
      ...explain(rule, finding, played.history, at),
      ...{ via, informed, held: false, level, at, ...(withheldSince && { withheldSince }) },
    }
    Object.assign(draft, foundMoney(transition))
  } else if (kind === 'held') draft.explanation = { ...draft.explanation, held: true }
  else if (kind === 'cleared') {
    draft.clearedAt = at
    const facts = {
      status: draft.status,
      responsibleId: draft.responsibleId,
      resolvedBy: null,
      silencedUntil: null,
      urgedAt: null,
    }
    const patch = patchOnCleared(facts, at, isHandedOn)
    if (patch.status) settle(draft, patch.status, at)
    if (patch.result) draft.result = patch.result
  }
}

function supersede(draft: AlertDraft, at: Instant): void {
  draft.steps.push({ kind: 'superseded', at, detail: {} })
  settle(draft, 'superseded', at)
}

function settle(draft: AlertDraft, status: AlertStatus, at: Instant): void {
  draft.status = status
  if (!isSettled(status)) return
  draft.resolvedAt = at
  draft.escalateAt = null
}

export function ruleOfVersion(stored: StoredRule, version: number): Rule {
  return stored.versions.find(({ rule }) => rule.version === version)?.rule ?? stored.current
}

function foundMoney({ finding }: Transition): Pick<AlertDraft, 'moneyFen' | 'atRiskFen'> {
  const fen = moneyAtRisk(finding.moneyFen)
  return { moneyFen: fen, atRiskFen: fen }
}

/** The figures of a step, for its line in the timeline. */
function figures({ finding, at, withheldSince }: Transition): Record<string, unknown> {
  const { headline } = finding
  return {
    day: dayOf(at),
    level: finding.level,
    metric: headline?.metric ?? null,
    op: headline?.op ?? null,
    value: headline?.value ?? null,
    threshold: headline?.threshold ?? null,
    moneyFen: finding.moneyFen,
    ...(withheldSince === undefined ? {} : { withheldSince }),
  }
}
