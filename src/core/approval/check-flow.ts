import type { ApproverRule, DrawnFlow, FlowCondition, FlowField, FlowStep, NestedFork } from './flow.ts'
import { faultOf } from './flow-facts.ts'

export type FlowProblem = {
  path: string
  code:
    | 'no_steps'
    | 'no_approvers'
    | 'name_missing'
    | 'key_twice'
    | 'timeout_out_of_range'
    | 'level_out_of_range'
    | 'one_branch'
    | 'empty_branch'
    | 'nested_fork'
    | 'bad_number'
    | 'values_missing'
    | 'fact_unknown'
    | 'value_unknown'
    | 'person_gone'
    | 'department_gone'
    | 'too_long'
  /** the fact a condition asks about */
  field?: FlowField
}

/**
 * Who and what exists: a flow that names somebody who left would only ever ask their stand-in, and one that
 * asks what its kind of request does not know would ask for nothing.
 */
export type FlowGround = { kind: string; people: ReadonlySet<string>; departments: ReadonlySet<string> }

const MINUTES_MIN = 15
const MINUTES_MAX = 60 * 24 * 20
const LEVELS_MAX = 10
const NODES_MAX = 20

/** What is wrong with a flow beyond its shape; a flow with problems never becomes a version. */
export function checkFlow(flow: DrawnFlow, ground: FlowGround): FlowProblem[] {
  const problems: FlowProblem[] = []
  if (flow.nodes.length === 0) problems.push({ path: 'nodes', code: 'no_steps' })
  if (flow.nodes.length > NODES_MAX) problems.push({ path: 'nodes', code: 'too_long' })
  if (flow.expiresAfterWorkdays < 1 || flow.expiresAfterWorkdays > 250)
    problems.push({ path: 'expiresAfterWorkdays', code: 'timeout_out_of_range' })
  problems.push(...checkRules(flow.copies, 'copies', ground))
  const keys = new Set<string>()
  const unique = (key: string, path: string) => {
    if (keys.has(key)) problems.push({ path, code: 'key_twice' })
    keys.add(key)
  }
  flow.nodes.forEach((node, index) => {
    const path = `nodes.${index}`
    unique(node.key, path)
    if (node.kind === 'step') problems.push(...checkStep(node, path, ground))
    else {
      if (node.branches.length < 2) problems.push({ path, code: 'one_branch' })
      node.branches.forEach((branch, at) => {
        const below = `${path}.branches.${at}`
        unique(branch.key, below)
        if (isUnnamed(branch.name)) problems.push({ path: `${below}.name`, code: 'name_missing' })
        if (branch.steps.length === 0) problems.push({ path: below, code: 'empty_branch' })
        problems.push(...checkCondition(branch.when, `${below}.when`, ground))
        branch.steps.forEach((step, place) => {
          const here = `${below}.steps.${place}`
          unique(step.key, here)
          // Two levels of "all must be through" are more than anybody can foresee who is asked when.
          if (isFork(step)) problems.push({ path: here, code: 'nested_fork' })
          else problems.push(...checkStep(step, here, ground))
        })
      })
    }
  })
  return problems
}

function isFork(step: FlowStep | NestedFork): step is NestedFork {
  return 'kind' in step && step.kind === 'parallel'
}

function isUnnamed({ zh, en }: FlowStep['name']): boolean {
  return zh.trim() === '' || en.trim() === ''
}

function checkStep(step: FlowStep, path: string, ground: FlowGround): FlowProblem[] {
  const problems: FlowProblem[] = []
  if (isUnnamed(step.name)) problems.push({ path: `${path}.name`, code: 'name_missing' })
  if (step.approvers.length === 0) problems.push({ path: `${path}.approvers`, code: 'no_approvers' })
  if (step.timeoutMinutes < MINUTES_MIN || step.timeoutMinutes > MINUTES_MAX)
    problems.push({ path: `${path}.timeoutMinutes`, code: 'timeout_out_of_range' })
  problems.push(...checkCondition(step.when, `${path}.when`, ground))
  problems.push(...checkRules(step.approvers, `${path}.approvers`, ground))
  problems.push(...checkRules(step.copies, `${path}.copies`, ground))
  return problems
}

function checkRules(rules: readonly ApproverRule[], path: string, ground: FlowGround): FlowProblem[] {
  return rules.flatMap((rule, index): FlowProblem[] => {
    const here = `${path}.${index}`
    const level = rule.by === 'superior' ? rule.level : rule.by === 'superiors' ? rule.levels : 1
    if (level < 1 || level > LEVELS_MAX || !Number.isInteger(level))
      return [{ path: here, code: 'level_out_of_range' }]
    if (rule.by === 'person' && !ground.people.has(rule.userId)) return [{ path: here, code: 'person_gone' }]
    const isGone =
      rule.by === 'department-head' &&
      rule.departmentId !== null &&
      !ground.departments.has(rule.departmentId)
    return isGone ? [{ path: here, code: 'department_gone' }] : []
  })
}

function checkCondition(condition: FlowCondition | null, path: string, ground: FlowGround): FlowProblem[] {
  return (condition?.tests ?? []).flatMap((test, index): FlowProblem[] => {
    const code = faultOf(ground.kind, test)
    return code === null ? [] : [{ path: `${path}.tests.${index}`, code, field: test.field }]
  })
}
