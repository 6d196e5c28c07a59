import { describe, expect, it } from 'vitest'
import { type Instant, startOfDay } from '../calendar.ts'
import type { Directory } from '../watch/responsible.ts'
import { DEFAULT_CALENDAR } from '../workdays.ts'
import { decideAct, decideResubmit } from './act.ts'
import { startCase } from './advance.ts'
import type { CaseAction } from './can.ts'
import type { ApprovalCase, Outcome } from './case.ts'
import type { ApproverRule, Flow, FlowFacts, FlowStep, StepMode } from './flow.ts'
import type { ApprovalWorld } from './people.ts'
import { READY_AUTHORITY, READY_FLOWS } from './ready-flows.ts'
import { nextLook, tendCase } from './tend.ts'

/** Monday, ten o'clock. */
const NOW: Instant = startOfDay('2026-03-16') + 10 * 3_600_000
const HOUR = 3_600_000

const person = (id: string, managerId: string | null, backupId: string | null = null) =>
  [id, { id, managerId, backupId, activeFrom: null, activeUntil: null }] as const

const directory: Directory = {
  people: new Map([
    person('rep', 'lead'),
    person('mate', 'lead'),
    person('lead', 'boss', 'mate'),
    person('fin', 'boss'),
    person('fin2', 'boss'),
    person('law', 'boss'),
    person('boss', null),
  ]),
  absences: [],
  holders: new Map([
    ['boss', ['boss']],
    ['manager', ['lead']],
    ['finance', ['fin', 'fin2']],
    ['legal', ['law']],
  ]),
}
const world: ApprovalWorld = {
  directory,
  heads: new Map(),
  delegations: [],
  authority: READY_AUTHORITY,
  calendar: DEFAULT_CALENDAR,
}
const FACTS: FlowFacts = {
  amountFen: 5_000_000n,
  days: 0,
  type: null,
  marginBp: null,
  grade: null,
  level: null,
  deviationBp: null,
}

function oneStep(mode: StepMode, approvers: ApproverRule[], needsAuthority = false): Flow {
  const step = { key: 'only', name: { zh: '一步', en: 'One' }, when: null, timeoutMinutes: 540, copies: [] }
  return {
    nodes: [{ kind: 'step', ...step, mode, approvers, needsAuthority, guide: { zh: '', en: '' } }],
    repeats: 'each',
    expiresAfterWorkdays: 20,
    copies: [],
  }
}

class Story {
  approval: ApprovalCase
  last: Outcome
  at = NOW
  world: ApprovalWorld

  constructor(flow: Flow, { facts = FACTS, requesterId = 'rep', ground = world } = {}) {
    const about = { kind: 'credit', requesterId, flow, facts, expiresAt: NOW + 40 * 24 * HOUR }
    this.world = ground
    this.last = startCase(about, ground, NOW)
    this.approval = { ...about, state: this.last.state }
  }

  act(actorId: string, action: Partial<CaseAction> & { kind: CaseAction['kind'] }): string {
    const full = { opinion: 'for a reason', files: [], ...action } as CaseAction
    return this.take(decideAct(this.approval, actorId, full, { world: this.world, at: this.at }))
  }

  resubmit(facts: FlowFacts, actorId = 'rep'): string {
    const scene = { world: this.world, at: this.at }
    const answer = decideResubmit(this.approval, actorId, { facts, opinion: '' }, scene)
    if (answer.ok) this.approval = { ...this.approval, facts }
    return this.take(answer)
  }

  tend(hours: number): Outcome {
    this.at += hours * HOUR
    this.last = tendCase(this.approval, this.world, this.at)
    this.approval = { ...this.approval, state: this.last.state }
    return this.last
  }

  asked(): string[] {
    return this.approval.state.stages.flatMap((stage) =>
      stage.tracks.flatMap((track) =>
        track.steps.flatMap((step) =>
          step.seats.filter((seat) => seat.status === 'active').map((seat) => seat.userId),
        ),
      ),
    )
  }

  get status() {
    return this.approval.state.status
  }

  private take(answer: ReturnType<typeof decideAct>): string {
    if (!answer.ok) return answer.code
    this.last = answer.value
    this.approval = { ...this.approval, state: answer.value.state }
    return 'ok'
  }
}

const both: ApproverRule[] = [
  { by: 'person', userId: 'lead' },
  { by: 'person', userId: 'boss' },
]

describe('the verbs of an office', () => {
  it('会签 needs everybody, 或签 the first, in order one after another', () => {
    const all = new Story(oneStep('all', both))
    expect(all.asked()).toEqual(['lead', 'boss'])
    expect([all.act('lead', { kind: 'agree' }), all.status]).toEqual(['ok', 'open'])
    expect([all.act('boss', { kind: 'agree' }), all.status]).toEqual(['ok', 'approved'])

    const any = new Story(oneStep('any', both))
    expect([any.act('lead', { kind: 'agree' }), any.status]).toEqual(['ok', 'approved'])
    expect(any.act('boss', { kind: 'agree' })).toBe('case_settled')

    const order = new Story(oneStep('order', both))
    expect(order.asked()).toEqual(['lead'])
    expect(order.act('boss', { kind: 'agree' })).toBe('not_your_turn')
    order.act('lead', { kind: 'agree' })
    expect(order.asked()).toEqual(['boss'])
  })

  it('拒绝 ends it and says why; without a reason it is refused', () => {
    const story = new Story(oneStep('all', both))
    expect(story.act('lead', { kind: 'reject', opinion: ' ' })).toBe('opinion_required')
    expect([story.act('lead', { kind: 'reject' }), story.status]).toEqual(['ok', 'rejected'])
    expect(story.last.news).toEqual([
      { kind: 'recalled', userIds: ['boss'], stepName: null },
      { kind: 'rejected', userIds: ['rep'], stepName: null },
    ])
    expect(story.act('boss', { kind: 'agree' })).toBe('case_settled')
  })

  it('退回 to the start asks the requester, whose new content is judged anew', () => {
    const story = new Story(READY_FLOWS.credit)
    story.act('lead', { kind: 'agree' })
    expect([story.act('fin', { kind: 'return', to: 'start' }), story.status]).toEqual(['ok', 'returned'])
    expect(story.act('fin', { kind: 'agree' })).toBe('case_returned')
    expect(story.resubmit(FACTS, 'lead')).toBe('not_requester')
    expect(story.resubmit({ ...FACTS, amountFen: 90_000_000n })).toBe('ok')
    expect([story.approval.state.round, story.asked()]).toEqual([2, ['lead']])
  })

  it('退回 to an earlier step asks that step again, and only earlier ones can be chosen', () => {
    const story = new Story(READY_FLOWS.credit)
    story.act('lead', { kind: 'agree' })
    expect(story.act('fin', { kind: 'return', to: 1 })).toBe('no_earlier_step')
    expect(story.act('fin', { kind: 'return', to: 0 })).toBe('ok')
    expect([story.status, story.asked()]).toEqual(['open', ['lead']])
    story.act('lead', { kind: 'agree' })
    expect(story.asked()).toEqual(['fin', 'fin2'])
  })

  it('退回 from one branch of a fork to before it withdraws the other branch, and all is asked anew', () => {
    const contract = { facts: { ...FACTS, amountFen: 500_000_000n } }
    const story = new Story(READY_FLOWS.contract, contract)
    story.act('lead', { kind: 'agree' })
    expect(story.asked().sort()).toEqual(['fin', 'fin2', 'law'])
    expect(story.act('fin', { kind: 'agree' })).toBe('ok')
    expect(story.asked()).toEqual(['law'])
    // The other branch is through, so nobody is left to tell.
    expect(story.act('law', { kind: 'return', to: 0 })).toBe('ok')
    expect(story.last.news.some(({ kind }) => kind === 'recalled')).toBe(false)
    expect(story.asked()).toEqual(['lead'])
    story.act('lead', { kind: 'agree' })
    expect(story.asked().sort()).toEqual(['fin', 'fin2', 'law'])
    expect(story.act('law', { kind: 'return', to: 0 })).toBe('ok')
    expect(story.last.news).toContainEqual({ kind: 'recalled', userIds: ['fin', 'fin2'], stepName: null })
    expect(story.last.trail.map(({ kind }) => kind)).toEqual(['return', 'recall'])
    expect(story.act('fin', { kind: 'agree' })).toBe('not_asked')
    expect(story.asked()).toEqual(['lead'])
  })

  it('a fork joins when every branch has agreed, and one refusal ends the case', () => {
    const story = new Story(READY_FLOWS.contract, { facts: { ...FACTS, amountFen: 500_000_000n } })
    story.act('lead', { kind: 'agree' })
    story.act('law', { kind: 'agree' })
    expect(story.asked().sort()).toEqual(['fin', 'fin2'])
    story.act('fin2', { kind: 'agree' })
    expect(story.asked()).toEqual(['boss'])
    const other = new Story(READY_FLOWS.contract, { facts: { ...FACTS, amountFen: 500_000_000n } })
    other.act('lead', { kind: 'agree' })
    expect(other.act('law', { kind: 'reject' })).toBe('ok')
    expect([other.status, other.asked()]).toEqual(['rejected', []])
    expect(other.last.news).toContainEqual({ kind: 'recalled', userIds: ['fin', 'fin2'], stepName: null })
  })

  const two = (repeats: 'once' | 'each'): Flow => {
    const flow = oneStep('any', [{ by: 'person', userId: 'boss' }])
    const { kind: _kind, ...only } = flow.nodes[0] as { kind: 'step' } & FlowStep
    const step = (key: string) => ({ ...only, key })
    const branch = (key: string, steps: FlowStep[]) => ({ key, name: only.name, when: null, steps })
    const other = { ...step('law'), approvers: [{ by: 'person' as const, userId: 'law' }] }
    const branches = [branch('a', [step('a1')]), branch('b', [step('b1')]), branch('c', [other])]
    return { ...flow, repeats, nodes: [{ kind: 'parallel', key: 'fork', branches }] }
  }

  it('whoever sits in two branches agrees once where once is enough, and in each where it is not', () => {
    const once = new Story(two('once'))
    expect(once.asked()).toEqual(['boss', 'boss', 'law'])
    expect(once.act('boss', { kind: 'agree' })).toBe('ok')
    expect(once.asked()).toEqual(['law'])
    expect(once.last.trail.map(({ kind }) => kind)).toEqual(['agree', 'repeat'])
    const each = new Story(two('each'))
    expect(each.act('boss', { kind: 'agree' })).toBe('ok')
    expect(each.asked()).toEqual(['boss', 'law'])
  })

  it('whoever waits for advice hears as well that nothing is asked any more', () => {
    const story = new Story(two('once'))
    story.act('law', { kind: 'add', where: 'before', userIds: ['fin'] })
    expect(story.asked()).toEqual(['boss', 'boss', 'fin'])
    expect(story.act('boss', { kind: 'reject' })).toBe('ok')
    const recalled = story.last.news.find(({ kind }) => kind === 'recalled')
    expect([...recalled!.userIds].sort()).toEqual(['fin', 'law'])
  })

  it('whoever is asked again by what went back is not told that nothing is asked any more', () => {
    const fork = two('each')
    const first = {
      ...(oneStep('any', [{ by: 'person', userId: 'law' }]).nodes[0] as FlowStep),
      key: 'first',
    }
    const story = new Story({ ...fork, nodes: [{ ...first, kind: 'step' }, ...fork.nodes] })
    story.act('law', { kind: 'agree' })
    expect(story.act('boss', { kind: 'return', to: 0 })).toBe('ok')
    expect(story.asked()).toEqual(['law'])
    expect(story.last.news.map(({ kind }) => kind)).toEqual(['asked'])
  })

  it('加签 before asks for advice and comes back; after adds a signature', () => {
    const story = new Story(oneStep('any', [{ by: 'person', userId: 'boss' }]))
    expect(story.act('boss', { kind: 'add', where: 'before', userIds: ['law'] })).toBe('ok')
    expect(story.asked()).toEqual(['law'])
    expect(story.act('boss', { kind: 'agree' })).toBe('not_your_turn')
    story.act('law', { kind: 'agree' })
    expect([story.status, story.asked()]).toEqual(['open', ['boss']])
    expect(story.act('boss', { kind: 'add', where: 'after', userIds: ['fin', 'law'] })).toBe('ok')
    expect(story.asked()).toEqual(['fin', 'law'])
    story.act('law', { kind: 'agree' })
    expect(story.status).toBe('open')
    story.act('fin', { kind: 'agree' })
    expect(story.status).toBe('approved')
  })

  it('转交 hands on, never to the requester, the absent, or down the ladder of authority', () => {
    const story = new Story(oneStep('any', [{ by: 'role', role: 'boss' }], true))
    expect(story.act('boss', { kind: 'transfer', toUserId: 'rep' })).toBe('own_request')
    expect(story.act('boss', { kind: 'transfer', toUserId: 'nobody' })).toBe('person_absent')
    expect(story.act('boss', { kind: 'transfer', toUserId: 'law' })).toBe('beyond_authority')
    expect(story.act('boss', { kind: 'transfer', toUserId: 'lead' })).toBe('ok')
    expect(story.asked()).toEqual(['lead'])
    expect(story.act('boss', { kind: 'agree' })).toBe('not_asked')
    expect([story.act('lead', { kind: 'agree' }), story.status]).toEqual(['ok', 'approved'])
  })

  it('委托 holds on its days only, with the authority of whoever delegated', () => {
    const ground = {
      ...world,
      delegations: [{ fromId: 'boss', toId: 'law', kind: null, from: '2026-03-17', to: '2026-03-18' }],
    }
    const flow = oneStep('any', [{ by: 'role', role: 'boss' }], true)
    const story = new Story(flow, { facts: { ...FACTS, amountFen: 10n ** 12n }, ground })
    expect(story.asked()).toEqual(['boss'])
    story.tend(24)
    expect(story.asked()).toEqual(['law'])
    expect([story.act('law', { kind: 'agree' }), story.status]).toEqual(['ok', 'approved'])
  })

  it('催办 is the requester’s and not every minute; 撤回 is the requester’s alone', () => {
    const story = new Story(oneStep('all', both))
    expect(story.act('lead', { kind: 'urge' })).toBe('not_requester')
    expect(story.act('rep', { kind: 'urge' })).toBe('ok')
    expect(story.last.news).toEqual([{ kind: 'urged', userIds: ['lead', 'boss'], stepName: null }])
    expect(story.act('rep', { kind: 'urge' })).toBe('urged_recently')
    story.tend(2)
    expect(story.act('rep', { kind: 'urge' })).toBe('ok')
    expect(story.act('lead', { kind: 'withdraw' })).toBe('not_requester')
    expect([story.act('rep', { kind: 'withdraw' }), story.status]).toEqual(['ok', 'withdrawn'])
  })

  it('抄送 tells without asking; a comment keeps what was said', () => {
    const story = new Story(oneStep('all', both))
    expect(story.act('lead', { kind: 'copy', userIds: [] })).toBe('nobody_named')
    expect(story.act('lead', { kind: 'copy', userIds: ['law'] })).toBe('ok')
    expect(story.last.news).toEqual([{ kind: 'copied', userIds: ['law'], stepName: null }])
    expect(story.act('rep', { kind: 'comment', opinion: 'see the mail', files: ['f1'] })).toBe('ok')
    expect(story.last.trail[0]?.detail).toEqual({ opinion: 'see the mail', files: ['f1'] })
    expect(story.asked()).toEqual(['lead', 'boss'])
  })
})

describe('who may decide', () => {
  it('an agreement of somebody without the authority goes on to somebody who has it (C180)', () => {
    const flow = oneStep('any', [{ by: 'superior', level: 1 }])
    const small = new Story(flow)
    small.act('lead', { kind: 'agree' })
    expect(small.status).toBe('approved')
    const large = new Story(flow, { facts: { ...FACTS, amountFen: 90_000_000n } })
    large.act('lead', { kind: 'agree' })
    expect([large.status, large.asked()]).toEqual(['open', ['boss']])
    expect(large.last.trail.map(({ kind }) => kind)).toEqual(['agree', 'widen'])
  })

  it('refuses an agreement whose authority was taken away meanwhile, and finds somebody else', () => {
    const story = new Story(oneStep('any', [{ by: 'authority' }], true))
    expect(story.asked()).toEqual(['lead'])
    story.world = { ...world, authority: [] }
    expect(story.act('lead', { kind: 'agree' })).toBe('beyond_authority')
    story.tend(0)
    expect(story.asked()).toEqual(['boss'])
  })

  it('nobody approves their own request: a manager’s goes up, a lone boss’s is marked', () => {
    const own = new Story(oneStep('any', [{ by: 'role', role: 'manager' }]), { requesterId: 'lead' })
    expect(own.asked()).toEqual(['boss'])
    expect(own.act('lead', { kind: 'agree' })).toBe('own_request')
    const boss = new Story(oneStep('any', [{ by: 'role', role: 'boss' }]), { requesterId: 'boss' })
    boss.act('boss', { kind: 'agree' })
    expect(boss.status).toBe('approved')
    expect(boss.last.trail[0]).toMatchObject({ kind: 'agree', actorId: 'boss', detail: { via: 'self' } })
  })

  it('absence finds the stand-in, unless that is whoever asks', () => {
    const away = {
      ...directory,
      absences: [{ userId: 'lead', from: '2026-03-16', to: '2026-03-17', backupId: null }],
    }
    const ground = { ...world, directory: away }
    const flow = oneStep('any', [{ by: 'superior', level: 1 }])
    expect(new Story(flow, { ground }).asked()).toEqual(['mate'])
    expect(new Story(flow, { ground, requesterId: 'mate' }).asked()).toEqual(['boss'])
  })

  it('whoever stands in may have handed on their own work, and a boss who is away is stood in for at once', () => {
    const people = new Map(directory.people).set('boss', {
      ...{ id: 'boss', managerId: null, backupId: 'mate', activeFrom: null, activeUntil: null },
    })
    const absences = [{ userId: 'boss', from: '2026-03-16', to: '2026-03-20', backupId: null }]
    const delegations = [{ fromId: 'mate', toId: 'fin', kind: null, from: '2026-03-16', to: '2026-03-20' }]
    const ground = { ...world, directory: { ...directory, people, absences } }
    const flow = oneStep('all', [{ by: 'role', role: 'admin' }])
    expect(new Story(flow, { ground }).asked()).toEqual(['mate'])
    const story = new Story(flow, { ground: { ...ground, delegations } })
    expect(story.asked()).toEqual(['fin'])
    expect(story.tend(0).trail).toEqual([])
  })

  it('an adviser to whom the decision falls decides: a place that only advises ends no step', () => {
    const delegations = [{ fromId: 'fin', toId: 'law', kind: null, from: '2026-03-17', to: '2026-03-18' }]
    const ground = { ...world, delegations }
    const story = new Story(oneStep('any', [{ by: 'person', userId: 'fin' }], true), { ground })
    expect(story.act('fin', { kind: 'add', where: 'before', userIds: ['law'] })).toBe('ok')
    expect(story.asked()).toEqual(['law'])
    story.tend(24)
    expect(story.asked()).toEqual(['law'])
    expect(story.act('law', { kind: 'agree' })).toBe('ok')
    expect(story.status).toBe('approved')
  })

  it('a role nobody holds falls to the boss; several superiors come in their order', () => {
    expect(new Story(oneStep('any', [{ by: 'role', role: 'auditor' }])).asked()).toEqual(['boss'])
    expect(new Story(oneStep('order', [{ by: 'superiors', levels: 5 }])).asked()).toEqual(['lead'])
    expect(new Story(oneStep('all', [{ by: 'superiors', levels: 5 }])).asked()).toEqual(['lead', 'boss'])
  })

  it('what no step covers goes to the boss, and what is not known asks one person more', () => {
    const flow = oneStep('any', [{ by: 'person', userId: 'lead' }])
    const when = {
      match: 'all' as const,
      tests: [{ field: 'marginBp' as const, op: 'lt' as const, value: 500 }],
    }
    const conditional = { ...flow, nodes: flow.nodes.map((node) => ({ ...node, when })) } as Flow
    expect(new Story(conditional, { facts: { ...FACTS, marginBp: 800 } }).asked()).toEqual(['boss'])
    expect(new Story(conditional, { facts: { ...FACTS, marginBp: 400 } }).asked()).toEqual(['lead'])
    expect(new Story(conditional).asked()).toEqual(['lead'])
  })
})

describe('time', () => {
  it('reminds after the time of the step, in working time, then climbs (C071)', () => {
    const story = new Story(oneStep('any', [{ by: 'person', userId: 'lead' }]))
    // Ten o'clock on Monday and a working day of nine hours: Tuesday at ten.
    expect(nextLook(story.approval, NOW)).toBe(startOfDay('2026-03-17'))
    expect(story.tend(23).news).toEqual([])
    expect(story.tend(1).news).toEqual([
      { kind: 'reminded', userIds: ['lead'], stepName: { zh: '一步', en: 'One' } },
    ])
    expect(story.tend(24).news[0]).toMatchObject({ kind: 'escalated', userIds: ['boss'] })
    expect(story.asked()).toEqual(['boss'])
    expect(story.tend(24).news[0]).toMatchObject({ kind: 'reminded', userIds: ['boss'] })
  })

  it('lapses in the end', () => {
    const story = new Story(oneStep('any', [{ by: 'person', userId: 'lead' }]))
    story.tend(41 * 24)
    expect(story.status).toBe('expired')
    expect(nextLook(story.approval, story.at)).toBeNull()
    expect(story.act('lead', { kind: 'agree' })).toBe('case_settled')
  })
})
