import type { listFlows } from '../../../api/approval-flows.ts'
import type { ReplyOf } from '../../api.ts'

/** A flow while it is being drawn. */
export type FlowCard = ReplyOf<typeof listFlows>['items'][number]
export type Spec = FlowCard['spec']
export type Node = Spec['nodes'][number]
export type Fork = Extract<Node, { kind: 'parallel' }>
export type Branch = Fork['branches'][number]
export type Step = Branch['steps'][number]
export type Rule = Step['approvers'][number]
export type Condition = NonNullable<Step['when']>

/** Working minutes of a day. */
export const DAY_MINUTES = 540

export function newStep(nodes: readonly Node[]): Step {
  const { key, number } = freeKey(nodes, 'step')
  return {
    key,
    name: { zh: `第 ${number} 步`, en: `Step ${number}` },
    when: null,
    approvers: [{ by: 'superior', level: 1 }],
    mode: 'any',
    needsAuthority: false,
    timeoutMinutes: DAY_MINUTES,
    copies: [],
    guide: { zh: '', en: '' },
  }
}

/** Two branches of one step each: fewer would be no fork. */
export function newFork(nodes: readonly Node[]): Fork {
  const fork: Fork = { kind: 'parallel', key: freeKey(nodes, 'fork').key, branches: [] }
  const one = newBranch([...nodes, fork], 1)
  const two = newBranch([...nodes, { ...fork, branches: [one] }], 2)
  return { ...fork, branches: [one, two] }
}

export function newBranch(nodes: readonly Node[], number: number): Branch {
  const { key } = freeKey(nodes, 'branch')
  const name = { zh: `分支 ${number}`, en: `Branch ${number}` }
  return { key, name, when: null, steps: [newStep(nodes)] }
}

export function put<T>(list: readonly T[], index: number, one: T): T[] {
  return list.map((old, at) => (at === index ? one : old))
}

export function raised<T>(list: readonly T[], index: number): T[] {
  return list.toSpliced(index, 1).toSpliced(index - 1, 0, list[index]!)
}

/** A name in one language stands for both until somebody writes the other. */
export function renamed(name: Step['name'], language: 'zh' | 'en', text: string): Step['name'] {
  const other = language === 'zh' ? 'en' : 'zh'
  const kept = name[other] === name[language] ? text : name[other]
  return { ...name, [other]: kept || text, [language]: text }
}

/** Keys are one company of names: a step in a branch may not be called like one outside. */
function freeKey(nodes: readonly Node[], prefix: string): { key: string; number: number } {
  const taken = new Set(
    nodes.flatMap((node) =>
      node.kind === 'step'
        ? [node.key]
        : [node.key, ...node.branches.flatMap(({ key, steps }) => [key, ...steps.map((step) => step.key)])],
    ),
  )
  let number = 1
  while (taken.has(`${prefix}-${number}`)) number += 1
  return { key: `${prefix}-${number}`, number }
}

/** Which part of the drawing a fault is about, by its path: the node, and within a fork branch and step. */
export function partAt(nodes: readonly Node[], path: string): Step['name'][] {
  const [, first, , branchAt, , stepAt] = path.split('.')
  const node = nodes[Number(first)]
  if (!path.startsWith('nodes.') || !node) return []
  if (node.kind === 'step') return [node.name]
  const branch = branchAt === undefined ? undefined : node.branches[Number(branchAt)]
  const step = stepAt === undefined ? undefined : branch?.steps[Number(stepAt)]
  return [...(branch ? [branch.name] : []), ...(step ? [step.name] : [])]
}
