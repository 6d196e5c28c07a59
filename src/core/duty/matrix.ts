import type { ReadyKind } from '../approval/ready-flows.ts'
import { may, type Permission, type Role } from '../permission.ts'
import type { Bilingual } from '../watch/subject.ts'

/** Does it, answers for the decision, is asked before, is told after. */
export const DUTIES = ['R', 'A', 'C', 'I'] as const
export type Duty = (typeof DUTIES)[number]

/** The steps of the sales process, from the customer to the write-off, in their order. */
export const STEP_IDS = [
  'customer',
  'deal',
  'quote',
  'contract',
  'credit',
  'order',
  'release',
  'delivery',
  'invoice',
  'payment',
  'dunning',
  'allowance',
  'penalty',
  'bad_debt',
  'alert',
] as const
export type StepId = (typeof STEP_IDS)[number]

/** What the system asks of whoever does it, and the flow through which it is decided. */
type Step = { does: Permission; flow?: ReadyKind }

const STEPS: Record<StepId, Step> = {
  customer: { does: 'customer.write' },
  deal: { does: 'deal.write' },
  quote: { does: 'quote.write', flow: 'quote' },
  contract: { does: 'contract.write', flow: 'contract' },
  credit: { does: 'credit.write', flow: 'credit' },
  order: { does: 'order.write' },
  release: { does: 'order.write', flow: 'release' },
  delivery: { does: 'order.write' },
  invoice: { does: 'receivable.write' },
  payment: { does: 'receivable.write' },
  dunning: { does: 'receivable.note' },
  allowance: { does: 'order.write', flow: 'allowance' },
  penalty: { does: 'receivable.write', flow: 'penalty' },
  bad_debt: { does: 'receivable.write', flow: 'bad-debt' },
  alert: { does: 'alert.handle' },
}

export type Cell = { step: StepId; role: Role; duties: readonly Duty[] }

/** Whom the flow of a kind asks, by their roles. */
export type Asked = ReadonlyMap<string, ReadonlySet<Role>>

/** What the system really does, as far as it can be held against the matrix. */
export type Reality = {
  asked: Asked
  /** roles that somebody who can act holds */
  held: ReadonlySet<Role>
  /** to which roles rules that are on send their alerts, each with the titles of those rules */
  alerted: ReadonlyMap<Role, readonly Bilingual[]>
}

export type Contradiction = {
  step: StepId
  code:
    | 'nobody_does'
    | 'nobody_decides'
    | 'many_decide'
    | 'may_not'
    | 'not_asked'
    | 'asked_beside'
    | 'nobody_holds'
    | 'alerted_beside'
  role?: Role
  /** of the rules, where the contradiction is about some */
  rules?: readonly Bilingual[]
}

/**
 * Where what the company has written does not hold together, and where the system does something else (C186).
 * Nothing is judged of a matrix that is empty.
 */
export function contradictionsOf(cells: readonly Cell[], reality: Reality): Contradiction[] {
  if (cells.every(({ duties }) => duties.length === 0)) return []
  return STEP_IDS.flatMap((step) => ofStep(step, cells, reality))
}

function ofStep(step: StepId, cells: readonly Cell[], reality: Reality): Contradiction[] {
  const of = (duty: Duty) =>
    cells.filter((cell) => cell.step === step && cell.duties.includes(duty)).map(({ role }) => role)
  const { does, flow } = STEPS[step]
  const [doers, deciders] = [of('R'), of('A')]
  const found: Contradiction[] = []
  if (doers.length === 0) found.push({ step, code: 'nobody_does' })
  if (deciders.length === 0) found.push({ step, code: 'nobody_decides' })
  if (deciders.length > 1) found.push({ step, code: 'many_decide' })
  for (const role of doers) if (!may([role], does)) found.push({ step, code: 'may_not', role })
  const named = new Set([...doers, ...deciders])
  for (const role of named) if (!reality.held.has(role)) found.push({ step, code: 'nobody_holds', role })
  const isHeld = (role: Role) => reality.held.has(role)
  if (flow) {
    const written = { deciders: deciders.filter(isHeld), named: [...named, ...of('C')] }
    found.push(...ofFlow(step, written, reality.asked.get(flow) ?? NOBODY))
  }
  if (step === 'alert') found.push(...ofAlerts(named, reality))
  return found
}

const NOBODY: ReadonlySet<Role> = new Set()

type Written = { deciders: readonly Role[]; named: readonly Role[] }

/** Whoever decides must be asked, and whoever is asked must have a say. */
function ofFlow(step: StepId, { deciders, named }: Written, asked: ReadonlySet<Role>): Contradiction[] {
  return [
    ...deciders.flatMap((role) => (asked.has(role) ? [] : [{ step, code: 'not_asked' as const, role }])),
    ...[...asked].flatMap((role) =>
      named.includes(role) ? [] : [{ step, code: 'asked_beside' as const, role }],
    ),
  ]
}

function ofAlerts(named: ReadonlySet<Role>, { alerted }: Reality): Contradiction[] {
  return [...alerted].flatMap(([role, rules]) =>
    named.has(role) ? [] : [{ step: 'alert' as const, code: 'alerted_beside' as const, role, rules }],
  )
}

/** Cells in which what is a role’s that nobody holds is the boss’s. */
export function stoodIn(cells: readonly Cell[], held: ReadonlySet<Role>): Cell[] {
  const found = new Map<string, Cell>()
  for (const { step, role, duties } of cells) {
    const who: Role = held.has(role) ? role : 'boss'
    const had = found.get(`${step} ${who}`)?.duties ?? []
    const both = DUTIES.filter((duty) => had.includes(duty) || duties.includes(duty))
    found.set(`${step} ${who}`, { step, role: who, duties: both })
  }
  return [...found.values()]
}

/** What a company that has written nothing may begin with: as the system is set up when it comes. */
export const USUAL_MATRIX: readonly Cell[] = [
  ...row('customer', { rep: 'R', manager: 'A', boss: 'I' }),
  ...row('deal', { rep: 'R', manager: 'A' }),
  ...row('quote', { rep: 'R', manager: 'A', finance: 'C', boss: 'C' }),
  ...row('contract', { rep: 'R', manager: 'C', finance: 'C', legal: 'C', boss: 'A' }),
  ...row('credit', { rep: 'R', manager: 'C', finance: 'C', boss: 'A' }),
  ...row('order', { rep: 'R', manager: 'A', finance: 'I' }),
  ...row('release', { rep: 'R', manager: 'C', finance: 'A', boss: 'C' }),
  ...row('delivery', { rep: 'R', manager: 'A', finance: 'I' }),
  ...row('invoice', { finance: 'RA', rep: 'I' }),
  ...row('payment', { finance: 'RA', rep: 'I' }),
  ...row('dunning', { rep: 'R', manager: 'A', finance: 'C' }),
  ...row('allowance', { rep: 'R', assistant: 'C', manager: 'A', finance: 'C', boss: 'C' }),
  ...row('penalty', { finance: 'R', manager: 'C', boss: 'A' }),
  ...row('bad_debt', { finance: 'R', manager: 'C', boss: 'A', legal: 'C' }),
  ...row('alert', { rep: 'R', assistant: 'R', manager: 'A', finance: 'R', legal: 'R', boss: 'R' }),
]

function row(step: StepId, letters: Partial<Record<Role, string>>): Cell[] {
  return Object.entries(letters).map(([role, text]) => ({
    ...{ step, role: role as Role },
    duties: DUTIES.filter((duty) => text.includes(duty)),
  }))
}
