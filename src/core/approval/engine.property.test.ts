import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY_MS, type Instant, startOfDay } from '../calendar.ts'
import type { Role } from '../permission.ts'
import type { Directory, DirectoryPerson } from '../watch/responsible.ts'
import { addWorkdays, DEFAULT_CALENDAR } from '../workdays.ts'
import { decideAct, decideResubmit } from './act.ts'
import { startCase } from './advance.ts'
import type { AuthorityLine } from './authority.ts'
import { CASE_ACTIONS, type CaseAction, canAct } from './can.ts'
import {
  type ApprovalCase,
  activeSeat,
  type CaseStep,
  isLive,
  openSteps,
  type Seat,
  stepsOf,
  type Trail,
} from './case.ts'
import { checkFlow } from './check-flow.ts'
import type { ApproverRule, Flow, FlowFacts, FlowNode, FlowStep } from './flow.ts'
import { type ApprovalWorld, mayDecide } from './people.ts'
import { nextLook, tendCase } from './tend.ts'

const START: Instant = startOfDay('2026-03-16') + 10 * 3_600_000
const IDS = ['u0', 'u1', 'u2', 'u3', 'u4', 'u5', 'u6'] as const
const person = fc.constantFrom(...IDS)

const role = fc.constantFrom<Role>('manager', 'finance', 'legal', 'boss')
const rule: fc.Arbitrary<ApproverRule> = fc.oneof(
  person.map((userId) => ({ by: 'person' as const, userId })),
  role.map((held) => ({ by: 'role' as const, role: held })),
  fc.integer({ min: 1, max: 3 }).map((level) => ({ by: 'superior' as const, level })),
  fc.integer({ min: 1, max: 3 }).map((levels) => ({ by: 'superiors' as const, levels })),
  fc.constant({ by: 'department-head' as const, departmentId: null }),
  fc.constant({ by: 'department-head' as const, departmentId: 'd1' }),
  fc.constant({ by: 'authority' as const }),
)

const condition = fc.option(
  fc.record({
    match: fc.constantFrom<'all' | 'any'>('all', 'any'),
    tests: fc.array(
      fc.record({
        field: fc.constantFrom<'amountFen' | 'marginBp'>('amountFen', 'marginBp'),
        op: fc.constantFrom<'gte' | 'lt'>('gte', 'lt'),
        value: fc.integer({ min: 0, max: 1000 }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  }),
)

const step = (key: string): fc.Arbitrary<FlowStep> =>
  fc.record({
    key: fc.constant(key),
    name: fc.constant({ zh: key, en: key }),
    when: condition,
    approvers: fc.array(rule, { minLength: 1, maxLength: 3 }),
    mode: fc.constantFrom('all' as const, 'any' as const, 'order' as const),
    needsAuthority: fc.boolean(),
    timeoutMinutes: fc.constantFrom(60, 540),
    copies: fc.array(rule, { maxLength: 1 }),
    guide: fc.constant({ zh: '', en: '' }),
  })

const node = (index: number): fc.Arbitrary<FlowNode> =>
  fc.oneof(
    step(`s${index}`).map((drawn) => ({ kind: 'step' as const, ...drawn })),
    fc
      .tuple(step(`p${index}a`), step(`p${index}b`), step(`p${index}c`), condition)
      .map(([a, b, c, when]) => ({
        kind: 'parallel' as const,
        key: `p${index}`,
        branches: [
          { key: `b${index}1`, name: { zh: '甲', en: 'A' }, when, steps: [a, b] },
          { key: `b${index}2`, name: { zh: '乙', en: 'B' }, when: null, steps: [c] },
        ],
      })),
  )

const flow: fc.Arbitrary<Flow> = fc.record({
  nodes: fc
    .integer({ min: 1, max: 3 })
    .chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => node(i)))),
  repeats: fc.constantFrom('once' as const, 'each' as const),
  expiresAfterWorkdays: fc.integer({ min: 2, max: 10 }),
  copies: fc.array(rule, { maxLength: 1 }),
})

const facts: fc.Arbitrary<FlowFacts> = fc.record({
  amountFen: fc.option(fc.bigInt({ min: 0n, max: 1000n })),
  days: fc.option(fc.integer({ min: 0, max: 90 })),
  type: fc.constant(null),
  marginBp: fc.option(fc.integer({ min: 0, max: 1000 })),
  grade: fc.constant(null),
  level: fc.constant(null),
  deviationBp: fc.constant(null),
})

/** People who leave, are away, stand in for each other in circles, and one boss or two. */
const world: fc.Arbitrary<ApprovalWorld> = fc
  .record({
    managers: fc.array(fc.option(person), { minLength: IDS.length, maxLength: IDS.length }),
    backups: fc.array(fc.option(person), { minLength: IDS.length, maxLength: IDS.length }),
    gone: fc.array(person, { maxLength: 2 }),
    bosses: fc.uniqueArray(person, { minLength: 1, maxLength: 2 }),
    holders: fc.array(fc.tuple(role, person), { maxLength: 5 }),
    away: fc.array(fc.tuple(person, fc.option(person), fc.integer({ min: 0, max: 6 })), { maxLength: 3 }),
    delegations: fc.array(fc.tuple(person, person, fc.integer({ min: 0, max: 6 })), { maxLength: 3 }),
    lines: fc.array(fc.tuple(role, fc.option(fc.bigInt({ min: 0n, max: 1000n }))), { maxLength: 3 }),
  })
  .map((drawn) => {
    const gone = drawn.gone.filter((id) => !drawn.bosses.includes(id))
    const people = new Map<string, DirectoryPerson>(
      IDS.map((id, index) => [
        id,
        {
          id,
          managerId: drawn.managers[index] === id ? null : (drawn.managers[index] ?? null),
          backupId: drawn.backups[index] === id ? null : (drawn.backups[index] ?? null),
          activeFrom: null,
          activeUntil: gone.includes(id) ? 0 : null,
        },
      ]),
    )
    const holders = new Map<Role, string[]>([['boss', [...drawn.bosses]]])
    for (const [held, id] of drawn.holders) {
      if (held !== 'boss' && !gone.includes(id))
        holders.set(held, [...new Set([...(holders.get(held) ?? []), id])])
    }
    const day = (offset: number) => addWorkdays(DEFAULT_CALENDAR, '2026-03-13', offset + 1)
    const directory: Directory = {
      people,
      holders,
      absences: drawn.away.map(([userId, backupId, offset]) => ({
        userId,
        from: day(offset),
        to: day(offset + 1),
        backupId,
      })),
    }
    const authority: AuthorityLine[] = drawn.lines.map(([held, upToFen]) => ({
      kind: 'credit',
      holder: { role: held },
      upToFen,
      upToDays: null,
    }))
    return {
      directory,
      heads: new Map([['d1', 'u3']]),
      delegations: drawn.delegations.map(([fromId, toId, offset]) => ({
        fromId,
        toId,
        kind: null,
        from: day(offset),
        to: day(offset + 2),
      })),
      authority,
      calendar: DEFAULT_CALENDAR,
    }
  })

type Move = { actor: string; kind: number; other: string; where: number; hours: number }
const moves = fc.array(
  fc.record({
    actor: person,
    kind: fc.integer({ min: 0, max: CASE_ACTIONS.length + 2 }),
    other: person,
    where: fc.integer({ min: 0, max: 3 }),
    hours: fc.integer({ min: 0, max: 30 }),
  }),
  { maxLength: 25 },
)

const story = fc.record({ flow, facts, world, requesterId: person, moves })

type Drawn = typeof story extends fc.Arbitrary<infer T> ? T : never

function actionOf(move: Move): CaseAction {
  const words = { opinion: 'because of this', files: [] }
  const kind = CASE_ACTIONS[move.kind] ?? 'agree'
  if (kind === 'return') return { ...words, kind, to: move.where === 0 ? 'start' : move.where - 1 }
  if (kind === 'add')
    return { ...words, kind, where: move.where % 2 ? 'before' : 'after', userIds: [move.other] }
  if (kind === 'transfer') return { ...words, kind, toUserId: move.other }
  if (kind === 'copy') return { ...words, kind, userIds: [move.other] }
  return { ...words, kind }
}

type Told = { approval: ApprovalCase; trail: Trail[]; at: Instant }

function begin({ flow: drawn, facts: known, world: ground, requesterId }: Drawn): Told {
  const about = {
    kind: 'credit',
    requesterId,
    flow: drawn,
    facts: known,
    expiresAt: startOfDay(addWorkdays(DEFAULT_CALENDAR, '2026-03-16', drawn.expiresAfterWorkdays)),
  }
  const started = startCase(about, ground, START)
  return { approval: { ...about, state: started.state }, trail: [...started.trail], at: START }
}

/** Plays the moves; `look` sees the case after each of them. */
function play(drawn: Drawn, look: (told: Told, ground: ApprovalWorld) => void): Told {
  const told = begin(drawn)
  look(told, drawn.world)
  for (const move of drawn.moves) {
    told.at += move.hours * 3_600_000
    const scene = { world: drawn.world, at: told.at }
    const tended = tendCase(told.approval, drawn.world, told.at)
    told.approval = { ...told.approval, state: tended.state }
    told.trail.push(...tended.trail)
    const answer =
      told.approval.state.status === 'returned' && move.actor === drawn.requesterId
        ? decideResubmit(told.approval, move.actor, { facts: drawn.facts, opinion: '' }, scene)
        : decideAct(told.approval, move.actor, actionOf(move), scene)
    if (answer.ok) {
      told.approval = { ...told.approval, state: answer.value.state }
      told.trail.push(...answer.value.trail)
    }
    look(told, drawn.world)
  }
  return told
}

const RUNS = { numRuns: 500 }

describe('approval engine', () => {
  it('draws only flows that may be saved', () => {
    const ground = { kind: 'own', people: new Set<string>(IDS), departments: new Set(['d1']) }
    fc.assert(
      fc.property(flow, (drawn) => {
        expect(checkFlow(drawn, ground)).toEqual([])
      }),
    )
  })

  it('has no dead end: a live case always asks somebody who may answer, or its requester', () => {
    fc.assert(
      fc.property(story, (drawn) => {
        play(drawn, ({ approval, at }, ground) => {
          if (approval.state.status !== 'open') return
          const seats = openSteps(approval.state).flatMap((one) => one.seats)
          const active = seats.filter((seat) => seat.status === 'active')
          expect(active.length).toBeGreaterThan(0)
          // Whoever is asked may say yes now, after the same look at people that time would take.
          const tended = { ...approval, state: tendCase(approval, ground, at).state }
          if (tended.state.status !== 'open') return
          const may = IDS.some((id) => canAct(tended, id, { world: ground, at }).agree === true)
          expect(may).toBe(true)
        })
      }),
      RUNS,
    )
  })

  it('ends: whoever is asked agreeing brings it to approval within a bounded number of answers', () => {
    fc.assert(
      fc.property(story, (drawn) => {
        const told = play(drawn, () => {})
        const scene = { world: drawn.world, at: told.at }
        let approval = { ...told.approval, state: tendCase(told.approval, drawn.world, told.at).state }
        for (let answers = 0; approval.state.status === 'open'; answers += 1) {
          expect(answers).toBeLessThan(80)
          const actor = IDS.find((id) => canAct(approval, id, scene).agree === true)
          const done = decideAct(approval, actor!, { kind: 'agree', opinion: '', files: [] }, scene)
          if (!done.ok) throw new Error(done.code)
          approval = { ...approval, state: done.value.state }
        }
        expect(['approved', 'rejected', 'withdrawn', 'returned', 'expired']).toContain(approval.state.status)
      }),
      RUNS,
    )
  })

  it('ends by time alone: left alone, every case lapses, and waking when it asked is enough', () => {
    fc.assert(
      fc.property(story, (drawn) => {
        const told = play(drawn, () => {})
        let { approval, at } = told
        for (let looks = 0; isLive(approval.state.status); looks += 1) {
          expect(looks).toBeLessThan(400)
          const next = nextLook(approval, at)
          expect(next).not.toBeNull()
          expect(next!).toBeGreaterThan(at - DAY_MS * 400)
          at = Math.max(next!, at + 1)
          approval = { ...approval, state: tendCase(approval, drawn.world, at).state }
        }
        expect(nextLook(approval, at)).toBeNull()
      }),
      { numRuns: 400 },
    )
  })

  it('goes through a fork as one stage: nobody beyond it is asked before every branch is through', () => {
    let forks = 0
    fc.assert(
      fc.property(story, (drawn) => {
        play(drawn, ({ approval: { state } }) => {
          const stands = (at: number) => state.stages[at]!.tracks.flatMap((track) => track.steps)
          state.stages.forEach((stage, index) => {
            const steps = stands(index)
            if (index < state.at) expect(steps.every((one) => one.status === 'done')).toBe(true)
            if (index > state.at) expect(steps.every((one) => one.status === 'waiting')).toBe(true)
            if (index !== state.at || state.status !== 'open') return
            if (stage.tracks.length > 1) forks += 1
            // Each branch asks on its own: one open step in every branch that is not through.
            for (const { steps: inTurn } of stage.tracks) {
              const open = inTurn.filter((one) => one.status === 'open')
              expect(open).toHaveLength(inTurn.every((one) => one.status === 'done') ? 0 : 1)
            }
          })
        })
      }),
      { ...RUNS, seed: 20_260_316 },
    )
    expect(forks).toBeGreaterThan(100)
  })

  /** Who is asked, and who waits for the advice they asked for. */
  function concernedAt({ seats }: CaseStep): string[] {
    const isAdvised = ({ after }: Seat) => seats.some(({ id, isAdvice }) => isAdvice && after.includes(id))
    return seats
      .filter((seat) => seat.status === 'active' || (seat.status === 'waiting' && isAdvised(seat)))
      .map(({ userId }) => userId)
  }

  it('a word against it in one branch leaves nobody asked in the others, and tells them', () => {
    let withOthers = 0
    fc.assert(
      fc.property(
        story,
        person,
        fc.constantFrom('reject' as const, 'start' as const, 0),
        (drawn, who, how) => {
          const { approval, at } = play(drawn, () => {})
          const asked = openSteps(approval.state).flatMap(concernedAt)
          const words = { opinion: 'not like this', files: [] }
          const action: CaseAction =
            how === 'reject' ? { ...words, kind: 'reject' } : { ...words, kind: 'return', to: how }
          const done = decideAct(approval, who, action, { world: drawn.world, at })
          if (!done.ok) return
          const now = openSteps(done.value.state).flatMap(({ seats }) => seats.map(({ userId }) => userId))
          const others = [...new Set(asked)].filter((id) => id !== who && !now.includes(id))
          const told = done.value.news.find(({ kind }) => kind === 'recalled')?.userIds ?? []
          expect([...told].sort()).toEqual(others.sort())
          if (others.length > 0) withOthers += 1
          if (how === 0) {
            const beyond = done.value.state.stages.slice(done.value.state.at + 1)
            for (const seat of beyond.flatMap(({ tracks }) => tracks.flatMap(({ steps }) => steps)))
              expect(seat.seats).toEqual([])
          } else expect(openSteps(done.value.state)).toEqual([])
        },
      ),
      { numRuns: 1500, seed: 20_260_316 },
    )
    expect(withOthers).toBeGreaterThan(20)
  })

  it('finds nothing on a second look at the same moment', () => {
    fc.assert(
      fc.property(story, (drawn) => {
        const { approval, at } = play(drawn, () => {})
        const once = tendCase(approval, drawn.world, at)
        const twice = tendCase({ ...approval, state: once.state }, drawn.world, at)
        expect(twice.trail).toEqual([])
        expect(twice.state).toEqual(once.state)
      }),
      RUNS,
    )
  })

  it('answers no seat twice, and lets exactly those act who are asked', () => {
    fc.assert(
      fc.property(story, (drawn) => {
        const { trail } = play(drawn, ({ approval, at }, ground) => {
          for (const id of IDS) {
            const asked = activeSeat(approval.state, id) !== null
            const can = canAct(approval, id, { world: ground, at })
            expect(can.reject === true).toBe(asked)
            expect(can.transfer === true).toBe(asked)
            if (can.agree === true) expect(asked).toBe(true)
          }
        })
        const answers = trail.filter(({ kind }) => ['agree', 'reject', 'repeat'].includes(kind))
        const seats = answers.map(({ seatId }) => seatId)
        expect(new Set(seats).size).toBe(seats.length)
      }),
      RUNS,
    )
  })

  it('never asks whoever made the request, except a boss who has no other boss above', () => {
    fc.assert(
      fc.property(story, (drawn) => {
        const bosses = drawn.world.directory.holders.get('boss')!
        play(drawn, ({ approval }) => {
          for (const seat of stepsOf(approval.state).flatMap((one) => one.seats)) {
            if (seat.userId !== drawn.requesterId) continue
            expect(bosses).toEqual([drawn.requesterId])
            expect(seat.via).toBe('self')
          }
        })
      }),
      RUNS,
    )
  })

  it('approves only what somebody who agreed may decide about', () => {
    fc.assert(
      fc.property(story, (drawn) => {
        const { approval, trail } = play(drawn, () => {})
        if (approval.state.status !== 'approved') return
        const agreed = stepsOf(approval.state)
          .flatMap((one) => one.seats)
          .filter((seat) => seat.status === 'agreed')
        const may = agreed.some((seat) =>
          [seat.userId, ...(seat.forUserId ? [seat.forUserId] : [])].some((id) =>
            mayDecide(approval, id, drawn.world),
          ),
        )
        expect(may).toBe(true)
        expect(trail.filter(({ kind }) => kind === 'approve')).toHaveLength(1)
      }),
      RUNS,
    )
  })

  it('changes nothing of what it was given', () => {
    fc.assert(
      fc.property(story, (drawn) => {
        const told = begin(drawn)
        const before = JSON.stringify(told.approval.state)
        const scene = { world: drawn.world, at: told.at }
        for (const move of drawn.moves) decideAct(told.approval, move.actor, actionOf(move), scene)
        tendCase(told.approval, drawn.world, told.at + 40 * DAY_MS)
        expect(JSON.stringify(told.approval.state)).toBe(before)
      }),
      { numRuns: 300 },
    )
  })
})
