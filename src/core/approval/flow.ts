import type { Role } from '../permission.ts'
import type { Bilingual } from '../watch/subject.ts'

/**
 * A flow as versioned data, edited on a page without code (C182). Nodes run one after another; a parallel
 * node runs its branches side by side and is through when all of them are.
 */
export type Flow = {
  nodes: readonly FlowNode[]
  /** 'once': whoever has agreed to this very content need not agree again further down */
  repeats: 'once' | 'each'
  /** an authority is used up by what the same person lets the same customer have in thirty days */
  sums?: boolean | undefined
  /** working days after which a case nobody has ended lapses, so that every case ends */
  expiresAfterWorkdays: number
  /** told when the case is approved */
  copies: readonly ApproverRule[]
}

export type FlowNode = ({ kind: 'step' } & FlowStep) | FlowParallel

export type FlowStep = {
  key: string
  name: Bilingual
  when: FlowCondition | null
  approvers: readonly ApproverRule[]
  mode: StepMode
  /** whoever agrees here must be allowed to decide about the whole amount (C180) */
  needsAuthority: boolean
  /** working minutes until a reminder, and as many again until it climbs to the superior */
  timeoutMinutes: number
  copies: readonly ApproverRule[]
  /** what to look at here, and what often goes wrong (C183); empty when the company has written nothing */
  guide: Bilingual
}

export type FlowParallel = { kind: 'parallel'; key: string; branches: readonly FlowBranch[] }
export type FlowBranch = {
  key: string
  name: Bilingual
  when: FlowCondition | null
  steps: readonly FlowStep[]
}

/** A flow as it is drawn: a fork inside a branch can be drawn, so that it is refused in words. */
export type DrawnFlow = Omit<Flow, 'nodes'> & { nodes: readonly DrawnNode[] }
type DrawnNode =
  | ({ kind: 'step' } & FlowStep)
  | (Omit<FlowParallel, 'branches'> & { branches: readonly DrawnBranch[] })
type DrawnBranch = Omit<FlowBranch, 'steps'> & { steps: readonly (FlowStep | NestedFork)[] }
export type NestedFork = { kind: 'parallel'; key: string }

/** all = 会签, everybody signs; any = 或签, the first answer counts; order = everybody, one after another. */
export const STEP_MODES = ['all', 'any', 'order'] as const
export type StepMode = (typeof STEP_MODES)[number]

/** Who is asked. Superiors are counted from whoever made the request. */
export type ApproverRule =
  | { by: 'person'; userId: string }
  | { by: 'role'; role: Role }
  | { by: 'superior'; level: number }
  | { by: 'superiors'; levels: number }
  /** null: the department of whoever made the request */
  | { by: 'department-head'; departmentId: string | null }
  /** the nearest superior whose authority covers the amount, else the boss */
  | { by: 'authority' }

export type FlowCondition = { match: 'all' | 'any'; tests: readonly FlowTest[] }

/** What a document tells about itself; null is not known, and what is not known asks one person more. */
export type FlowFacts = {
  amountFen: bigint | null
  /** payment term in days, where the document grants one */
  days: number | null
  /** what it is, in named values of its kind; one request can be several at once */
  type: readonly string[] | null
  marginBp: number | null
  /** the customer's credit grade when it was asked */
  grade: CreditGrade | null
  /** how much the customer matters */
  level: Level | null
  /** how far it departs from the norm: share below the floor price, or share of changed clauses */
  deviationBp: number | null
}

/** A customer whom nobody has rated is its own case: a flow may ask one person more for it. */
export const CREDIT_GRADES = ['A', 'B', 'C', 'D', 'unrated'] as const
export type CreditGrade = (typeof CREDIT_GRADES)[number]
export const LEVELS = ['key', 'normal'] as const
export type Level = (typeof LEVELS)[number]

/** What a document tells of itself; grade and level of its customer are looked up when it is asked. */
export type DocumentFacts = Omit<FlowFacts, 'grade' | 'level'>

export const NUMBER_OPS = ['gte', 'gt', 'lte', 'lt'] as const
export const TEXT_OPS = ['in', 'not-in'] as const
export type FlowTest =
  | {
      field: (typeof NUMBER_FIELDS)[number]
      op: (typeof NUMBER_OPS)[number]
      value: number
    }
  | { field: (typeof TEXT_FIELDS)[number]; op: (typeof TEXT_OPS)[number]; values: readonly string[] }

export const NUMBER_FIELDS = ['amountFen', 'days', 'marginBp', 'deviationBp'] as const
export const TEXT_FIELDS = ['type', 'grade', 'level'] as const
export type FlowField = keyof FlowFacts

export function holds(condition: FlowCondition | null, facts: FlowFacts): boolean {
  if (condition === null || condition.tests.length === 0) return true
  const outcomes = condition.tests.map((test) => testHolds(test, facts))
  return condition.match === 'all' ? outcomes.every(Boolean) : outcomes.some(Boolean)
}

function testHolds(test: FlowTest, facts: FlowFacts): boolean {
  if ('values' in test) {
    const value = facts[test.field]
    if (value === null) return true
    const own = typeof value === 'string' ? [value] : value
    // Of several at once any will do: a second deviation does not hide the first.
    return own.some((one) => test.values.includes(one) === (test.op === 'in'))
  }
  const value = facts[test.field]
  if (value === null) return true
  const [left, right] = [BigInt(value), BigInt(test.value)]
  switch (test.op) {
    case 'gte':
      return left >= right
    case 'gt':
      return left > right
    case 'lte':
      return left <= right
    case 'lt':
      return left < right
  }
}
