import type { Role } from '../permission.ts'
import type { Bilingual } from '../watch/subject.ts'
import type { ApprovalCase, CaseStep, Stage } from './case.ts'
import { type Flow, type FlowFacts, type FlowStep, holds } from './flow.ts'

/** Two working days for steps that the engine puts in. */
const OWN_TIMEOUT_MINUTES = 2 * 9 * 60

/**
 * The stages a request goes through, from its flow and its facts. What no step covers goes to the boss: an
 * empty flow, or one whose conditions leave a gap, never lets anything through by itself.
 */
export function planOf(flow: Flow, facts: FlowFacts): Stage[] {
  const stages = flow.nodes.flatMap((node): Stage[] => {
    if (node.kind === 'step') {
      return holds(node.when, facts)
        ? [{ key: node.key, tracks: [{ key: node.key, name: null, steps: [stepOf(node)] }] }]
        : []
    }
    const tracks = node.branches
      .filter((branch) => holds(branch.when, facts))
      .map((branch) => ({
        key: branch.key,
        name: branch.name,
        steps: branch.steps.filter((step) => holds(step.when, facts)).map(stepOf),
      }))
      .filter((track) => track.steps.length > 0)
    return tracks.length > 0 ? [{ key: node.key, tracks }] : []
  })
  return stages.length > 0 ? stages : [engineStage('uncovered')]
}

/**
 * The flow with a step that asks this role, put first when it would leave the role out: what must be read by
 * somebody is read by them however the company has drawn its flow. A role nobody holds falls to the boss.
 */
export function askingRole(flow: Flow, facts: FlowFacts, role: Role): Flow {
  const asks = ({ approvers }: CaseStep) => approvers.some((rule) => rule.by === 'role' && rule.role === role)
  const isAsked = planOf(flow, facts).some(({ tracks }) => tracks.some(({ steps }) => steps.some(asks)))
  if (isAsked) return flow
  const name = { zh: '法务（必经）', en: 'Legal (always)' }
  const step = engineStage('uncovered').tracks[0]!.steps[0]!
  const { mode, copies, timeoutMinutes, guide } = step
  const asked = { key: `must-${role}`, name, when: null, approvers: [{ by: 'role' as const, role }] }
  const node = { kind: 'step' as const, ...asked, mode, copies, needsAuthority: false, timeoutMinutes, guide }
  return { ...flow, nodes: [node, ...flow.nodes] }
}

/** A case is approved only if somebody who agreed may decide about it; else it goes on to who may (C180). */
export function authorityStage(): Stage {
  return engineStage('authority')
}

/** 后加签: after the step of whoever asked, everybody named signs. */
export function addedStep(after: CaseStep, key: string): CaseStep {
  return {
    ...after,
    key,
    origin: 'added',
    mode: 'all',
    approvers: [],
    copies: [],
    needsAuthority: false,
    status: 'waiting',
    openedAt: null,
    dueAt: null,
    overruns: 0,
    seats: [],
  }
}

/** The flow's own steps of a stage, as if they had never been asked. */
export function freshStage(stage: Stage): Stage {
  const tracks = stage.tracks.map((track) => ({
    ...track,
    steps: track.steps
      .filter((step) => step.origin !== 'added')
      .map(
        (step): CaseStep => ({
          ...step,
          status: 'waiting',
          openedAt: null,
          dueAt: null,
          overruns: 0,
          seats: [],
        }),
      ),
  }))
  return { ...stage, tracks }
}

/** What a stage is called: its step, or its branches side by side. */
export function stageName({ tracks }: Stage): Bilingual {
  const names = tracks.map((track) => track.name ?? track.steps[0]!.name)
  return { zh: names.map(({ zh }) => zh).join('、'), en: names.map(({ en }) => en).join(', ') }
}

/** Whoever agreed to this content already, in this round. */
export function hasAgreed({ state }: Pick<ApprovalCase, 'state'>, userId: string): boolean {
  return state.stages.some((stage) =>
    stage.tracks.some((track) =>
      track.steps.some((step) =>
        step.seats.some((seat) => seat.userId === userId && seat.status === 'agreed' && !seat.isAdvice),
      ),
    ),
  )
}

function stepOf(step: FlowStep): CaseStep {
  const { key, name, mode, approvers, copies, needsAuthority, timeoutMinutes, guide } = step
  return {
    ...{ key, name, mode, approvers, copies, needsAuthority, timeoutMinutes, guide },
    origin: 'flow',
    status: 'waiting',
    openedAt: null,
    dueAt: null,
    overruns: 0,
    seats: [],
  }
}

function engineStage(origin: 'authority' | 'uncovered'): Stage {
  const name =
    origin === 'authority'
      ? { zh: '有权限的上级', en: 'Superior with authority' }
      : { zh: '老板', en: 'Boss' }
  const step: CaseStep = {
    key: origin,
    name,
    origin,
    mode: 'any',
    approvers: [origin === 'authority' ? { by: 'authority' } : { by: 'role', role: 'boss' }],
    copies: [],
    needsAuthority: true,
    timeoutMinutes: OWN_TIMEOUT_MINUTES,
    guide: { zh: '', en: '' },
    status: 'waiting',
    openedAt: null,
    dueAt: null,
    overruns: 0,
    seats: [],
  }
  return { key: origin, tracks: [{ key: origin, name: null, steps: [step] }] }
}
