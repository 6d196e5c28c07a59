import { expect, it } from 'vitest'
import { checkFlow, type FlowProblem } from './check-flow.ts'
import type { DrawnFlow, Flow, FlowStep } from './flow.ts'
import { READY_FLOWS, READY_KINDS } from './ready-flows.ts'

const ground = { kind: 'quote', people: new Set(['lead']), departments: new Set(['d1']) }
const step: FlowStep = {
  key: 'a',
  name: { zh: '一', en: 'One' },
  when: null,
  approvers: [{ by: 'person', userId: 'lead' }],
  mode: 'any',
  needsAuthority: false,
  timeoutMinutes: 540,
  copies: [],
  guide: { zh: '', en: '' },
}
const flowOf = (...steps: Partial<FlowStep>[]): Flow => ({
  nodes: steps.map((own) => ({ kind: 'step', ...step, ...own })),
  repeats: 'once',
  expiresAfterWorkdays: 20,
  copies: [],
})

it('the flows that ship are in order', () => {
  for (const kind of READY_KINDS) expect(checkFlow(READY_FLOWS[kind], { ...ground, kind })).toEqual([])
})

const branch = { key: 'x', name: { zh: '甲', en: 'A' }, when: null, steps: [] }
const forkOf = (...branches: { key: string; steps: readonly object[] }[]) =>
  ({
    ...flowOf({}),
    nodes: [{ kind: 'parallel', key: 'p', branches: branches.map((own) => ({ ...branch, ...own })) }],
  }) as DrawnFlow
const cases: [string, DrawnFlow, FlowProblem['code'][]][] = [
  ['no step', flowOf(), ['no_steps']],
  ['nobody asked', flowOf({ approvers: [] }), ['no_approvers']],
  ['no name', flowOf({ name: { zh: ' ', en: 'x' } }), ['name_missing']],
  ['one key twice', flowOf({}, {}), ['key_twice']],
  ['no time', flowOf({ timeoutMinutes: 1 }), ['timeout_out_of_range']],
  ['level zero', flowOf({ approvers: [{ by: 'superior', level: 0 }] }), ['level_out_of_range']],
  ['somebody unknown', flowOf({ approvers: [{ by: 'person', userId: 'x' }] }), ['person_gone']],
  [
    'a department that is gone',
    flowOf({ copies: [{ by: 'department-head', departmentId: 'x' }] }),
    ['department_gone'],
  ],
  [
    'half a fen',
    flowOf({ when: { match: 'all', tests: [{ field: 'amountFen', op: 'gt', value: 0.5 }] } }),
    ['bad_number'],
  ],
  [
    'no value',
    flowOf({ when: { match: 'all', tests: [{ field: 'type', op: 'in', values: [] }] } }),
    ['values_missing'],
  ],
  [
    'a term, which a quote does not grant',
    flowOf({ when: { match: 'all', tests: [{ field: 'days', op: 'gt', value: 30 }] } }),
    ['fact_unknown'],
  ],
  [
    'a type in words of somebody’s own',
    flowOf({ when: { match: 'all', tests: [{ field: 'type', op: 'in', values: ['便宜'] }] } }),
    ['value_unknown'],
  ],
  [
    'one empty branch',
    { ...flowOf({}), nodes: [{ kind: 'parallel', key: 'p', branches: [branch] }] },
    ['one_branch', 'empty_branch'],
  ],
  [
    'a fork in a branch of a fork',
    forkOf(
      { key: 'x', steps: [step] },
      { key: 'y', steps: [{ kind: 'parallel', key: 'q', branches: [branch, branch] }] },
    ),
    ['nested_fork'],
  ],
  [
    'a branch without a name',
    forkOf(
      { key: 'x', steps: [step] },
      { key: 'y', steps: [{ ...step, key: 'b' }], ...{ name: { zh: '', en: 'B' } } },
    ),
    ['name_missing'],
  ],
]

it.each(cases)('refuses %s', (_, flow, codes) => {
  expect(checkFlow(flow, ground).map(({ code }) => code)).toEqual(codes)
})
