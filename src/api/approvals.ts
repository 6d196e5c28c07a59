import { z } from 'zod'
import { CASE_STATUSES } from '../core/approval/case.ts'
import { NUMBER_FIELDS, STEP_MODES, TEXT_FIELDS } from '../core/approval/flow.ts'
import { bilingual, can, person } from './alerts.ts'
import { day, fen, id, instant, route } from './route.ts'

/** Approvals: one inbox, one case with content and trail, and what people do about it (C071 C072 C180). */

export const approvalStatus = z.enum(CASE_STATUSES)
export const approvalKind = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)

/** mine = 待我审批, sent = 我发起的, done = 已处理, copied = 抄送我; all needs approval.audit */
export const approvalBox = z.enum(['mine', 'sent', 'done', 'copied', 'all'])

export const approvalRow = z.object({
  id,
  kind: approvalKind,
  kindName: bilingual,
  title: bilingual,
  requester: person,
  amountFen: fen.nullable(),
  status: approvalStatus,
  /** the steps that are being decided, and who is asked there */
  steps: z.array(z.object({ name: bilingual, people: z.array(z.string()), dueAt: instant.nullable() })),
  reason: z.string(),
  submittedAt: instant,
  settledAt: instant.nullable(),
  /** a copy that has not been opened yet */
  unread: z.boolean(),
  version: z.int(),
  can,
})
export type ApprovalRow = z.infer<typeof approvalRow>

export const listApprovals = route({
  id: 'approvals.list',
  method: 'GET',
  path: '/api/approvals',
  permission: 'approval.read',
  summary: 'One box of the inbox: what waits for me, what I asked for, what I decided, what I am told',
  query: z.object({
    box: approvalBox.default('mine'),
    kind: approvalKind.optional(),
    status: approvalStatus.optional(),
    text: z.string().trim().max(80).optional(),
    page: z.coerce.number().int().min(1).default(1),
    pageSize: z.coerce.number().int().min(1).max(100).default(30),
  }),
  reply: z.object({
    rows: z.array(approvalRow),
    total: z.int(),
    counts: z.object({ mine: z.int(), sent: z.int(), copied: z.int() }),
    kinds: z.array(z.object({ kind: approvalKind, name: bilingual })),
    mayAudit: z.boolean(),
  }),
})

const seat = z.object({
  id: z.string(),
  person,
  forPerson: person.nullable(),
  via: z.string(),
  status: z.string(),
  isAdvice: z.boolean(),
})

const caseStep = z.object({
  name: bilingual,
  mode: z.enum(STEP_MODES),
  origin: z.string(),
  status: z.enum(['waiting', 'open', 'done']),
  needsAuthority: z.boolean(),
  dueAt: instant.nullable(),
  guide: bilingual,
  seats: z.array(seat),
})

export const diffLine = z.object({
  key: z.string(),
  label: bilingual,
  change: z.enum(['same', 'changed', 'added', 'removed']),
  before: bilingual.nullable(),
  after: bilingual.nullable(),
  /** its heading before, where it stood at another place among others */
  movedFrom: bilingual.optional(),
})

const fileRef = z.object({ id, name: z.string(), bytes: z.int() })

export const approvalDetail = approvalRow.extend({
  subject: z.object({ kind: z.string(), id }),
  /** where the document itself is shown */
  url: z.string(),
  round: z.int(),
  contentHash: z.string(),
  flowVersion: z.int(),
  usedAt: instant.nullable(),
  expiresAt: instant,
  stages: z.array(
    z.object({
      index: z.int(),
      isCurrent: z.boolean(),
      tracks: z.array(z.object({ name: bilingual.nullable(), steps: z.array(caseStep) })),
    }),
  ),
  /** what is asked for, against what is in effect now (or was approved before) */
  lines: z.array(diffLine),
  /** what changed since the round before, when it was sent back */
  sinceLastRound: z.array(diffLine).nullable(),
  /** what the conditions of the flow ask about and nobody knows: they were taken to hold */
  unknownFacts: z.array(z.enum([...NUMBER_FIELDS, ...TEXT_FIELDS])),
  mySeat: z
    .object({ step: bilingual, isAdvice: z.boolean(), guide: bilingual, forPerson: person.nullable() })
    .nullable(),
  returnTo: z.array(z.object({ index: z.int(), name: bilingual })),
  trail: z.array(
    z.object({
      id,
      kind: z.string(),
      at: instant,
      round: z.int(),
      actor: person.nullable(),
      step: bilingual.nullable(),
      opinion: z.string(),
      files: z.array(fileRef),
      toPeople: z.array(z.string()),
      fromPerson: z.string().nullable(),
      via: z.string().nullable(),
      where: z.string().nullable(),
      to: z.union([z.literal('start'), bilingual]).nullable(),
    }),
  ),
  copies: z.array(z.object({ person, at: instant, readAt: instant.nullable() })),
})
export type ApprovalDetail = z.infer<typeof approvalDetail>

export const getApproval = route({
  id: 'approvals.get',
  method: 'GET',
  path: '/api/approvals/:id',
  permission: 'approval.read',
  summary: 'One case: what is asked for, the way it goes, who said what, and what I may do',
  params: z.object({ id }),
  reply: approvalDetail,
})

const words = {
  opinion: z.string().trim().max(2000).default(''),
  files: z.array(id).max(10).default([]),
}
const people = z.array(id).min(1).max(20)

export const approvalAct = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('agree'), ...words }),
  z.object({ kind: z.literal('reject'), ...words }),
  z.object({
    kind: z.literal('return'),
    to: z.union([z.literal('start'), z.int().min(0).max(100)]),
    ...words,
  }),
  z.object({ kind: z.literal('add'), where: z.enum(['before', 'after']), userIds: people, ...words }),
  z.object({ kind: z.literal('transfer'), toUserId: id, ...words }),
  z.object({ kind: z.literal('urge'), ...words }),
  z.object({ kind: z.literal('withdraw'), ...words }),
  z.object({ kind: z.literal('copy'), userIds: people, ...words }),
  z.object({ kind: z.literal('comment'), ...words }),
])
export type ApprovalAct = z.output<typeof approvalAct>

export const actOnApproval = route({
  id: 'approvals.act',
  method: 'POST',
  path: '/api/approvals/:id/act',
  permission: 'approval.act',
  summary: 'One act on one case; refused acts say why, and attempts beyond one’s authority are kept [C180]',
  params: z.object({ id }),
  body: z.object({ version: z.int().optional(), act: approvalAct }),
  reply: approvalDetail,
})

export const agreeToMany = route({
  id: 'approvals.batch',
  method: 'POST',
  path: '/api/approvals/batch',
  permission: 'approval.act',
  summary: 'Agrees to several cases at once; each is decided by itself, and each refusal says why',
  body: z.object({
    items: z
      .array(z.object({ id, version: z.int() }))
      .min(1)
      .max(50),
    opinion: z.string().trim().max(2000).default(''),
  }),
  reply: z.object({
    agreed: z.int(),
    results: z.array(z.object({ id, title: bilingual.nullable(), refusal: z.string().nullable() })),
  }),
})

export const readApprovalCopy = route({
  id: 'approvals.read',
  method: 'POST',
  path: '/api/approvals/:id/read',
  permission: 'approval.read',
  summary: 'Marks my copy of a case as read',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})

export const exportApproval = route({
  id: 'approvals.export',
  method: 'GET',
  path: '/api/approvals/:id/evidence',
  permission: 'approval.read',
  summary:
    'The whole case as evidence: every round of content with its hash, every step with person and time [C072]',
  params: z.object({ id }),
  reply: z.unknown(),
})

export const delegationRow = z.object({
  id,
  from: person,
  to: person,
  kind: approvalKind.nullable(),
  fromDay: day,
  toDay: day,
  reason: z.string(),
  isActive: z.boolean(),
  can,
})

export const listDelegations = route({
  id: 'approvals.delegations',
  method: 'GET',
  path: '/api/approval-delegations',
  permission: 'approval.read',
  summary: 'Who answers for whom on which days (委托), mine and, for the boss, everybody’s',
  reply: z.object({
    items: z.array(delegationRow),
    kinds: z.array(z.object({ kind: approvalKind, name: bilingual })),
  }),
})

export const delegate = route({
  id: 'approvals.delegate',
  method: 'POST',
  path: '/api/approval-delegations',
  permission: 'approval.act',
  summary: 'Hands my approvals to somebody for some days; what is open today moves at once',
  body: z.object({
    toUserId: id,
    kind: approvalKind.nullish(),
    fromDay: day,
    toDay: day,
    reason: z.string().trim().max(200).default(''),
  }),
  reply: z.object({ id }),
})

export const endDelegation = route({
  id: 'approvals.endDelegation',
  method: 'POST',
  path: '/api/approval-delegations/:id/end',
  permission: 'approval.act',
  summary: 'Takes a delegation back; what was decided under it stays decided',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})
