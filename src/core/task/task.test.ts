import { describe, expect, it } from 'vitest'
import { startOfDay } from '../calendar.ts'
import { DEFAULT_CALENDAR, openingOf } from '../workdays.ts'
import { canTask, decideTaskAct, TASK_ACTS, type TaskAct, type TaskActor, type TaskFacts } from './course.ts'
import { nextReminder, REMINDERS_MAX, remindedPeople } from './remind.ts'

const TODAY = '2026-11-26'
const task: TaskFacts = {
  ...{ kind: 'todo', state: 'open', responsibleId: 'doer', createdBy: 'giver', dueOn: '2026-11-27' },
}
const as = (userId: string, more: Partial<TaskActor> = {}): TaskActor => ({
  ...{ userId, mayWrite: true, leads: false },
  ...more,
})
const doer = as('doer')
const giver = as('giver')
const leader = as('leader', { leads: true })
const colleague = as('colleague')

const ACTS: Record<TaskAct['kind'], TaskAct> = {
  done: { kind: 'done', note: '' },
  cancel: { kind: 'cancel', reason: '不用了' },
  reopen: { kind: 'reopen', reason: '还没好' },
  move: { kind: 'move', dueOn: TODAY, reason: '等客户' },
  pass: { kind: 'pass', toUserId: 'other', toIsPresent: true, reason: '' },
  edit: { kind: 'edit', title: '新的', detail: '' },
  comment: { kind: 'comment', text: '看过了' },
}

describe('what may be done to a task', () => {
  it.each<[string, TaskActor, TaskAct['kind'][]]>([
    ['whoever has it', doer, ['done', 'move', 'pass', 'comment']],
    ['whoever gave it', giver, ['done', 'cancel', 'move', 'pass', 'edit', 'comment']],
    ['whoever leads', leader, ['done', 'cancel', 'move', 'pass', 'edit', 'comment']],
    ['a colleague who sees it', colleague, ['comment']],
    ['somebody who may only look', as('doer', { mayWrite: false }), []],
  ])('%s', (_name, actor, allowed) => {
    const can = canTask(task, actor)
    expect(TASK_ACTS.filter((kind) => can[kind] === true)).toEqual(allowed)
    // The button and the write give one answer.
    for (const kind of TASK_ACTS) {
      const decided = decideTaskAct(task, actor, ACTS[kind], TODAY)
      expect(decided.ok ? true : decided.code, kind).toBe(can[kind])
    }
  })

  it('what is over can be opened again and nothing else but talked about', () => {
    for (const state of ['done', 'cancelled'] as const) {
      const can = canTask({ ...task, state }, giver)
      expect(TASK_ACTS.filter((kind) => can[kind] === true)).toEqual(['reopen', 'comment'])
      expect(can.done).toBe('task_over')
    }
  })

  it.each<[string, Partial<TaskFacts>, TaskActor, TaskAct, string]>([
    ['a question without an answer', { kind: 'ask' }, doer, ACTS.done, 'answer_required'],
    ['cancelling without a reason', {}, giver, { kind: 'cancel', reason: ' ' }, 'reason_required'],
    ['more time without a reason', {}, doer, { kind: 'move', dueOn: TODAY, reason: '' }, 'reason_required'],
    ['a day that is over', {}, giver, { kind: 'move', dueOn: '2026-11-25', reason: '' }, 'day_in_past'],
    [
      'passing it to whoever has it',
      {},
      giver,
      { kind: 'pass', toUserId: 'doer', toIsPresent: true, reason: '' },
      'same_person',
    ],
    [
      'passing it to somebody who is away',
      {},
      giver,
      { kind: 'pass', toUserId: 'x', toIsPresent: false, reason: '' },
      'person_absent',
    ],
    ['saying nothing', {}, doer, { kind: 'comment', text: ' ' }, 'reason_required'],
  ])('refuses %s', (_name, facts, actor, act, code) => {
    expect(decideTaskAct({ ...task, ...facts }, actor, act, TODAY)).toMatchObject({ ok: false, code })
  })

  it('whoever gave it moves it without a word', () => {
    const act = { kind: 'move', dueOn: '2026-12-01', reason: '' } as const
    expect(decideTaskAct(task, giver, act, TODAY)).toEqual({ ok: true, value: { dueOn: '2026-12-01' } })
  })
})

describe('reminders of what is late', () => {
  const late = { isOpen: true, dueOn: '2026-11-27', reminders: 0 }
  it('the first comes at the opening of the next working day, then one on each that follows', () => {
    // The 27th is a Friday.
    const first = nextReminder(late, DEFAULT_CALENDAR, startOfDay('2026-11-25'))
    expect(first).toBe(openingOf(DEFAULT_CALENDAR, '2026-11-30'))
    const second = nextReminder({ ...late, reminders: 1 }, DEFAULT_CALENDAR, first!)
    expect(second).toBe(openingOf(DEFAULT_CALENDAR, '2026-12-01'))
  })
  it('a worker that slept over days reminds once and not for each of them', () => {
    const woke = openingOf(DEFAULT_CALENDAR, '2026-12-09')
    expect(nextReminder({ ...late, reminders: 1 }, DEFAULT_CALENDAR, woke)).toBe(
      openingOf(DEFAULT_CALENDAR, '2026-12-10'),
    )
  })
  it('ends with the task, and after five', () => {
    expect(nextReminder({ ...late, isOpen: false }, DEFAULT_CALENDAR, 0)).toBeNull()
    expect(nextReminder({ ...late, reminders: REMINDERS_MAX }, DEFAULT_CALENDAR, 0)).toBeNull()
  })
  it('whoever gave it hears from the second on', () => {
    expect(remindedPeople({ ...task, reminders: 0 })).toEqual(['doer'])
    expect(remindedPeople({ ...task, reminders: 1 })).toEqual(['doer', 'giver'])
    expect(remindedPeople({ ...task, createdBy: 'doer', reminders: 3 })).toEqual(['doer'])
  })
})
