import { z } from 'zod'
import {
  CREDIT_GRADES,
  LEVELS,
  NUMBER_FIELDS,
  NUMBER_OPS,
  STEP_MODES,
  TEXT_FIELDS,
  TEXT_OPS,
} from '../core/approval/flow.ts'
import { ROLES } from '../core/permission.ts'
import { bilingual, can, person } from './alerts.ts'
import { approvalKind } from './approvals.ts'
import { day, fen, id, instant, route } from './route.ts'

/** Flows drawn on a page without code, their versions, and the authority matrix (C180 C182 C184). */

const role = z.enum(ROLES)
const key = z.string().min(1).max(40)
const words = z.object({ zh: z.string().trim().max(40), en: z.string().trim().max(60) })
const guide = z.object({ zh: z.string().max(500), en: z.string().max(500) })

export const approverRule = z.discriminatedUnion('by', [
  z.object({ by: z.literal('person'), userId: id }),
  z.object({ by: z.literal('role'), role }),
  z.object({ by: z.literal('superior'), level: z.int() }),
  z.object({ by: z.literal('superiors'), levels: z.int() }),
  z.object({ by: z.literal('department-head'), departmentId: id.nullable() }),
  z.object({ by: z.literal('authority') }),
])

const condition = z.object({
  match: z.enum(['all', 'any']),
  tests: z
    .array(
      z.union([
        z.object({ field: z.enum(NUMBER_FIELDS), op: z.enum(NUMBER_OPS), value: z.number() }),
        z.object({
          field: z.enum(TEXT_FIELDS),
          op: z.enum(TEXT_OPS),
          values: z.array(z.string().trim().min(1).max(60)).max(20),
        }),
      ]),
    )
    .max(10),
})

const stepParts = {
  key,
  name: words,
  when: condition.nullable(),
  approvers: z.array(approverRule).max(10),
  mode: z.enum(STEP_MODES),
  needsAuthority: z.boolean(),
  timeoutMinutes: z.int(),
  copies: z.array(approverRule).max(10),
  guide,
}
const step = z.object(stepParts)
const branch = z.object({ key, name: words, when: condition.nullable(), steps: z.array(step).max(10) })

const flowParts = {
  repeats: z.enum(['once', 'each']),
  /** adds up what one person lets one customer have in thirty days [C180] */
  sums: z.boolean().optional(),
  expiresAfterWorkdays: z.int(),
  copies: z.array(approverRule).max(10),
}
const stepNode = z.object({ kind: z.literal('step'), ...stepParts })
const forkOf = <B extends z.ZodType>(drawn: B) =>
  z.object({ kind: z.literal('parallel'), key, branches: z.array(drawn).max(8) })

export const flowSpec = z.object({
  nodes: z.array(z.discriminatedUnion('kind', [stepNode, forkOf(branch)])).max(30),
  ...flowParts,
})
export type FlowSpec = z.output<typeof flowSpec>

/** As drawn: a fork inside a branch has a shape too, so that it is refused in words (nested_fork). */
const nestedFork = z.object({ kind: z.literal('parallel'), key })
const drawnBranch = branch.extend({ steps: z.array(z.union([nestedFork, step])).max(10) })
export const drawnFlow = z.object({
  nodes: z.array(z.discriminatedUnion('kind', [stepNode, forkOf(drawnBranch)])).max(30),
  ...flowParts,
})
export type DrawnSpec = z.output<typeof drawnFlow>

const problem = z.object({
  path: z.string(),
  code: z.string(),
  field: z.enum([...NUMBER_FIELDS, ...TEXT_FIELDS]).optional(),
})

export const flowCard = z.object({
  kind: approvalKind,
  name: bilingual,
  /** 0 = as shipped, never changed here */
  version: z.int(),
  spec: flowSpec,
  /** what is to be corrected; a condition nobody can answer holds until it is */
  problems: z.array(problem),
  owner: person.nullable(),
  reviewOn: day.nullable(),
  /** the day of review has come */
  isReviewDue: z.boolean(),
  openCases: z.int(),
  can,
})
export type FlowCard = z.infer<typeof flowCard>

export const listFlows = route({
  id: 'flows.list',
  method: 'GET',
  path: '/api/approval-flows',
  permission: 'flow.read',
  summary: 'Every kind of approval with the flow in force',
  reply: z.object({ items: z.array(flowCard), can }),
})

export const saveFlow = route({
  id: 'flows.save',
  method: 'PUT',
  path: '/api/approval-flows/:kind',
  permission: 'flow.write',
  summary: 'Writes the next version of a flow; running cases keep theirs; a flow with a fault is refused',
  params: z.object({ kind: approvalKind }),
  body: z.object({
    version: z.int(),
    name: words,
    spec: drawnFlow,
    ownerId: id.nullish(),
    reviewOn: day.nullish(),
  }),
  reply: flowCard,
})

export const flowHistory = route({
  id: 'flows.history',
  method: 'GET',
  path: '/api/approval-flows/:kind/versions',
  permission: 'flow.read',
  summary: 'The versions of a flow, newest first, each whole',
  params: z.object({ kind: approvalKind }),
  reply: z.object({
    items: z.array(
      z.object({
        version: z.int(),
        at: instant.nullable(),
        by: z.string().nullable(),
        name: bilingual,
        spec: flowSpec,
      }),
    ),
  }),
})

export const tryFlow = route({
  id: 'flows.try',
  method: 'POST',
  path: '/api/approval-flows/:kind/try',
  permission: 'flow.read',
  summary: 'Whom a drawn flow would ask today, for a request of this person and amount; writes nothing',
  params: z.object({ kind: approvalKind }),
  body: z.object({
    spec: drawnFlow,
    requesterId: id,
    facts: z.object({
      amountFen: fen.nullish(),
      days: z.int().nullish(),
      type: z.array(z.string().max(60)).max(20).nullish(),
      marginBp: z.int().nullish(),
      grade: z.enum(CREDIT_GRADES).nullish(),
      level: z.enum(LEVELS).nullish(),
      deviationBp: z.int().nullish(),
    }),
  }),
  reply: z.object({
    problems: z.array(problem),
    stages: z.array(
      z.object({
        tracks: z.array(
          z.object({
            name: bilingual.nullable(),
            steps: z.array(
              z.object({
                name: bilingual,
                origin: z.string(),
                mode: z.enum(STEP_MODES),
                people: z.array(
                  z.object({ name: z.string(), forName: z.string().nullable(), via: z.string() }),
                ),
              }),
            ),
          }),
        ),
      }),
    ),
  }),
})

export const authorityLine = z.object({
  kind: approvalKind,
  holder: z.union([z.object({ role }), z.object({ userId: id })]),
  /** null = without limit */
  upToFen: fen.nullable(),
  upToDays: z.int().min(0).max(3650).nullable(),
  upToDeviationBp: z.int().min(0).max(10_000).nullish(),
})
export type AuthorityRow = z.output<typeof authorityLine>

export const getAuthority = route({
  id: 'authority.get',
  method: 'GET',
  path: '/api/authority',
  permission: 'flow.read',
  summary: 'The authority matrix (授权表): who may decide about what, up to which amount and term',
  reply: z.object({
    version: z.int(),
    lines: z.array(authorityLine),
    kinds: z.array(z.object({ kind: approvalKind, name: bilingual })),
    can,
  }),
})

export const saveAuthority = route({
  id: 'authority.save',
  method: 'PUT',
  path: '/api/authority',
  permission: 'authority.write',
  summary: 'Writes the authority matrix whole; the boss is without limit whatever it says',
  body: z.object({ version: z.int(), lines: z.array(authorityLine).max(200) }),
  reply: z.object({ version: z.int() }),
})
