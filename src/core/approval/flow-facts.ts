import { CONTRACT_TYPES } from '../contract/content.ts'
import { EXPORT_LISTS } from '../export/guard.ts'
import { ALLOWANCE_KINDS } from '../order/allowance.ts'
import { PRICE_VERDICTS } from '../price/judge.ts'
import { GROUNDS } from '../receivable/write-off.ts'
import {
  CREDIT_GRADES,
  type Flow,
  type FlowCondition,
  type FlowFacts,
  type FlowField,
  type FlowTest,
  LEVELS,
} from './flow.ts'
import { READY_KINDS, type ReadyKind } from './ready-flows.ts'

const ABOUT_CUSTOMER = ['grade', 'level'] as const

/** What each kind of request knows of itself (C182): a condition on anything else could never be answered. */
const FACTS: Record<ReadyKind, readonly FlowField[]> = {
  quote: ['amountFen', 'marginBp', 'deviationBp', 'type', ...ABOUT_CUSTOMER],
  contract: ['amountFen', 'days', 'marginBp', 'deviationBp', 'type', ...ABOUT_CUSTOMER],
  credit: ['amountFen', 'days', 'type', ...ABOUT_CUSTOMER],
  release: ['amountFen', 'days', 'type', ...ABOUT_CUSTOMER],
  'bad-debt': ['amountFen', 'type', ...ABOUT_CUSTOMER],
  penalty: ['amountFen', ...ABOUT_CUSTOMER],
  allowance: ['amountFen', 'deviationBp', 'type', ...ABOUT_CUSTOMER],
  export: ['type'],
}

/** Quotes, and the prices of orders: both are asked for in the same kind of case. */
const PRICE_TYPES = [
  ...PRICE_VERDICTS,
  'other_price',
  'smaller_quantity',
  'outside_list',
  'beyond_amount',
  'lines_missing',
] as const

const TYPES: Record<ReadyKind, readonly string[]> = {
  quote: PRICE_TYPES,
  contract: CONTRACT_TYPES,
  credit: ['limit', 'grade', 'admission'],
  release: ['order', 'customer'],
  'bad-debt': GROUNDS,
  penalty: [],
  allowance: ALLOWANCE_KINDS,
  export: EXPORT_LISTS,
}

function isReadyKind(kind: string): kind is ReadyKind {
  return (READY_KINDS as readonly string[]).includes(kind)
}

/** The facts a condition of this kind may ask about; of a kind of the company's own nothing is known. */
export function factsOfKind(kind: string): readonly FlowField[] {
  return isReadyKind(kind) ? FACTS[kind] : FACTS.contract
}

/** The values a fact can have; a kind of the company's own names its types itself (null). */
export function valuesOf(kind: string, field: FlowField): readonly string[] | null {
  if (field === 'grade') return CREDIT_GRADES
  if (field === 'level') return LEVELS
  return isReadyKind(kind) ? TYPES[kind] : null
}

export type TestFault = 'fact_unknown' | 'values_missing' | 'value_unknown' | 'bad_number'

/** What makes a test unanswerable for this kind; null when nothing does. */
export function faultOf(kind: string, test: FlowTest): TestFault | null {
  if (!factsOfKind(kind).includes(test.field)) return 'fact_unknown'
  if (!('values' in test)) return Number.isSafeInteger(test.value) ? null : 'bad_number'
  if (test.values.length === 0) return 'values_missing'
  const known = valuesOf(kind, test.field)
  return known !== null && test.values.some((value) => !known.includes(value)) ? 'value_unknown' : null
}

/**
 * The flow as a request of this kind takes it: a test nobody can answer holds, so that a condition written
 * wrongly asks one person more and never skips one.
 */
export function soundFlow(kind: string, flow: Flow): Flow {
  return eachCondition(flow, ({ match, tests }) => {
    const sound = tests.filter((test) => faultOf(kind, test) === null)
    const isLost = sound.length === 0 || (match === 'any' && sound.length < tests.length)
    return isLost ? null : { match, tests: sound }
  })
}

const LEVEL_WORDS: Record<string, string> = { key: 'key', normal: 'normal', 重点: 'key', 普通: 'normal' }

/**
 * A flow as it was kept before grade and level were two facts: "grade" was then compared with the level, in
 * words people typed. What cannot be read stays as it is and is to be corrected.
 */
export function storedFlow(flow: Flow): Flow {
  return eachCondition(flow, ({ match, tests }) => ({ match, tests: tests.map(storedTest) }))
}

function storedTest(test: FlowTest): FlowTest {
  if (test.field !== 'grade') return test
  const words = test.values.map((value) => value.normalize('NFKC').trim())
  const levels = words.flatMap((word) => LEVEL_WORDS[word.toLowerCase()] ?? [])
  if (levels.length === words.length) return { ...test, field: 'level', values: levels }
  const grades = words.flatMap((word) => gradeWord(word) ?? [])
  return grades.length === words.length ? { ...test, values: grades } : test
}

function gradeWord(word: string): string | null {
  if (word === 'unrated' || word === '未评级') return 'unrated'
  return /^([a-d])\s*级?$/i.exec(word)?.[1]?.toUpperCase() ?? null
}

/** What the conditions ask about and this request does not know: those steps are asked as if they held. */
export function unknownFacts(flow: Flow, facts: FlowFacts): FlowField[] {
  const asked = new Set<FlowField>()
  eachCondition(flow, (condition) => {
    for (const { field } of condition.tests) if (facts[field] === null) asked.add(field)
    return condition
  })
  return [...asked]
}

function eachCondition(flow: Flow, change: (condition: FlowCondition) => FlowCondition | null): Flow {
  const when = (condition: FlowCondition | null) => condition && change(condition)
  return {
    ...flow,
    nodes: flow.nodes.map((node) =>
      node.kind === 'step'
        ? { ...node, when: when(node.when) }
        : {
            ...node,
            branches: node.branches.map((branch) => ({
              ...branch,
              when: when(branch.when),
              steps: branch.steps.map((step) => ({ ...step, when: when(step.when) })),
            })),
          },
    ),
  }
}
