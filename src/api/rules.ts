import { z } from 'zod'
import { ROLES } from '../core/permission.ts'
import { UNITS } from '../core/watch/metric.ts'
import {
  COMPARISONS,
  type Condition,
  FIELD_OPERATORS,
  RULE_MODES,
  type Scope,
  type Threshold,
} from '../core/watch/rule.ts'
import { bilingual, can, subjectKind } from './alerts.ts'
import { severity } from './notify.ts'
import { day, fen, instant, route } from './route.ts'

/**
 * Rules as data (C108 C109 C114 C120 C121): a card with a few knobs for everybody, the whole tree for those
 * who dig.
 */

export const ruleMode = z.enum(RULE_MODES)
export const addressee = z.enum(['subject-responsible', 'backup', 'manager', ...ROLES])

export const threshold: z.ZodType<Threshold, Threshold> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fixed'), value: z.number() }),
  z.object({
    kind: z.literal('own-past'),
    windows: z.int().min(1).max(24),
    windowDays: z.int().min(1).max(366),
    tolerancePct: z.int().min(0).max(100),
    minN: z.int().min(1).max(10_000),
  }),
  z.object({
    kind: z.literal('own-gaps'),
    pct: z.int().min(100).max(1000),
    minGaps: z.int().min(2).max(100),
    atLeast: z.int().min(0).max(3660),
    /** where the gaps keep time */
    regularPct: z.int().min(100).max(1000).optional(),
    /** never less than nine in ten of the gaps there were */
    longest: z.literal(true).optional(),
  }),
  z.object({
    kind: z.literal('field'),
    field: z.string().min(1).max(60),
    pct: z.int().min(1).max(1000),
    otherwise: z.number(),
  }),
  z.object({
    kind: z.literal('earlier-month'),
    months: z.int().min(1).max(24),
    tolerancePct: z.int().min(0).max(100),
    minN: z.int().min(1).max(10_000),
  }),
  z.object({
    kind: z.literal('peers'),
    field: z.string().min(1).max(60),
    percentile: z.int().min(1).max(99),
    tolerancePct: z.int().min(0).max(95),
    minPeers: z.int().min(3).max(1_000),
  }),
  z.object({
    kind: z.literal('statistical'),
    falsePerYear: z.int().min(1).max(260),
    series: z.int().min(1).max(2_000),
    minWeeks: z.int().min(9).max(104),
    shared: z.literal(true).exactOptional(),
  }),
])

const leaf = z.object({
  metric: z.string().min(1).max(60),
  op: z.enum(COMPARISONS),
  threshold,
  minN: z.int().min(1).max(10_000).exactOptional(),
  title: bilingual.exactOptional(),
})

export const condition: z.ZodType<Condition, Condition> = z.lazy(() =>
  z.union([
    leaf,
    z.object({ all: z.array(condition).min(1).max(10) }),
    z.object({ any: z.array(condition).min(1).max(10) }),
    z.object({ not: condition }),
  ]),
)

const fieldValue = z.union([z.string().max(200), z.number(), z.boolean(), z.null()])
const fieldTest = z.object({
  field: z.string().min(1).max(60),
  op: z.enum(FIELD_OPERATORS),
  value: z.union([fieldValue, z.array(fieldValue).max(200)]).exactOptional(),
})

export const scope: z.ZodType<Scope, Scope> = z.lazy(() =>
  z.union([
    fieldTest,
    z.object({ all: z.array(scope).min(1).max(10) }),
    z.object({ any: z.array(scope).min(1).max(10) }),
    z.object({ not: scope }),
  ]),
)

const minutes = z
  .int()
  .min(0)
  .max(60 * 24 * 366)

/** A rule without its version: what an editor sends and what a version holds. */
export const ruleSpec = z.object({
  code: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .max(60),
  family: z.string().max(60).exactOptional(),
  title: bilingual,
  note: bilingual.exactOptional(),
  subject: subjectKind,
  scope: scope.nullable(),
  condition,
  clear: condition.exactOptional(),
  grid: z.enum(['change', 'day', 'week']),
  pendingMinutes: minutes,
  coolDownDays: z.int().min(0).max(366),
  severity,
  responsible: addressee,
  informed: z.array(addressee).max(10),
  ladder: z
    .array(
      z.object({
        afterWorkingMinutes: minutes,
        unless: z.enum(['acknowledged', 'resolved']),
        to: addressee,
      }),
    )
    .max(10),
  playbook: z.array(z.object({ title: bilingual, to: addressee, dueWorkingMinutes: minutes })).max(10),
  moneyMetric: z.string().max(60).nullable(),
  mode: ruleMode,
  digestOnly: z.literal(true).exactOptional(),
  validFrom: day.exactOptional(),
  validTo: day.exactOptional(),
})
export type RuleSpec = z.infer<typeof ruleSpec>

/** One number a card offers to change. `path` names its place in the rule ("condition.threshold.value"). */
export const knob = z.object({
  path: z.string(),
  label: bilingual,
  unit: z.enum([...UNITS, 'pct']),
  value: z.number(),
  min: z.number(),
  max: z.number(),
})

export const ruleCard = z.object({
  code: z.string(),
  version: z.int(),
  title: bilingual,
  /** the whole rule in one sentence */
  sentence: bilingual,
  note: bilingual.nullable(),
  /** which of them it looks at; null: all */
  scope: scope.nullable(),
  subject: subjectKind,
  mode: ruleMode,
  modeSince: instant,
  /** only in the page and the brief: people found too few of its alerts useful, or somebody wished it so */
  digestOnly: z.boolean(),
  severity,
  responsible: addressee,
  informed: z.array(addressee),
  knobs: z.array(knob),
  /** held against its own chance: by the alert budget, by numbers of its own, or not at all */
  chance: z.enum(['budget', 'own']).nullable(),
  /** speaks only with so many cases, peers or so much past, and may never have had them */
  asksEnough: z.boolean(),
  /** alerts open now, fired in the last 90 days, and how people judged those of the 90 days (C112 C134) */
  openCount: z.int(),
  openMoneyFen: fen,
  firedCount90d: z.int(),
  verdicts90d: z.object({ right: z.int(), false: z.int(), late: z.int(), useless: z.int() }),
  /** subjects that were already beyond the line when the rule was switched on: known, but no alert */
  standingCount: z.int(),
  can,
})
export type RuleCard = z.infer<typeof ruleCard>

export const listRules = route({
  id: 'rules.list',
  method: 'GET',
  path: '/api/rules',
  permission: 'rule.read',
  summary: 'Rules as cards',
  reply: z.object({ rows: z.array(ruleCard) }),
})

const byCode = z.object({ code: z.string().max(60) })

export const getRule = route({
  id: 'rules.get',
  method: 'GET',
  path: '/api/rules/:code',
  permission: 'rule.read',
  summary: 'One rule with its whole definition and its earlier versions',
  params: byCode,
  reply: z.object({
    card: ruleCard,
    spec: ruleSpec,
    versions: z.array(
      z.object({
        version: z.int(),
        recordedAt: instant,
        actor: z.string().nullable(),
        sentence: bilingual,
        mode: ruleMode,
        /** why it may disturb without a record, when somebody let it */
        unproven: z.string().nullable(),
        /** whose change it was, where a second person accepted it */
        proposedBy: z.string().nullable(),
      }),
    ),
  }),
})

/** why an own rule may disturb although nobody saw its record; for whoever runs the company */
const override = z.string().trim().min(4).max(200).optional()

/** The card's switches and knobs; each change is a new version, in force at once (C121). */
export const tuneRule = route({
  id: 'rules.tune',
  method: 'PATCH',
  path: '/api/rules/:code',
  permission: 'rule.write',
  summary: 'Switch a rule on, to trial or off; change a number or who is told',
  params: byCode,
  body: z.object({
    version: z.int(),
    mode: ruleMode.optional(),
    digestOnly: z.boolean().optional(),
    knobs: z
      .array(z.object({ path: z.string().max(120), value: z.number() }))
      .max(20)
      .optional(),
    severity: severity.optional(),
    responsible: addressee.optional(),
    informed: z.array(addressee).max(10).optional(),
    override,
  }),
  reply: ruleCard,
})

export const saveRule = route({
  id: 'rules.save',
  method: 'PUT',
  path: '/api/rules/:code',
  permission: 'rule.write',
  summary: 'Create a rule (version 0) or write its next version',
  params: byCode,
  body: z.object({ version: z.int().min(0), spec: ruleSpec, override }),
  reply: ruleCard,
})

const detectable = z.object({ sentence: bilingual, never: z.boolean(), team: z.boolean() })

/** "A halved figure is noticed in about three weeks", or that it never would be, and where it would. */
export const ruleDetectability = route({
  id: 'rules.detectability',
  method: 'GET',
  path: '/api/rules/:code/detectability',
  permission: 'rule.read',
  summary: 'How soon a rule held against chance notices a change, by the figures it watches today',
  params: byCode,
  reply: z.object({ detectable: detectable.nullable(), budget: bilingual.nullable() }),
})

/** What an editor shows while someone types: the sentence, and what is wrong with it. */
export const checkRule = route({
  id: 'rules.check',
  method: 'POST',
  path: '/api/rules/check',
  permission: 'rule.read',
  summary: 'Read a rule back in words and list its mistakes, writing nothing',
  body: z.object({ spec: ruleSpec }),
  reply: z.object({
    sentence: bilingual,
    problems: z.array(z.object({ path: z.string(), code: z.string(), text: bilingual })),
  }),
})

/**
 * What a rule, stored or still a draft, would do: in words, with its mistakes, whom it would speak of on a
 * day and who would have to take that up, and how soon it would notice a change. Writes nothing.
 */
export const previewRule = route({
  id: 'rules.preview',
  method: 'POST',
  path: '/api/rules/preview',
  permission: 'rule.write',
  summary: 'Dry-run of a rule on any day: sentence, mistakes, who would be alerted, load, detectability',
  body: z.object({
    /** a stored rule by its code, or a draft */
    code: z.string().max(60).optional(),
    spec: ruleSpec.optional(),
    asOf: day.optional(),
  }),
  reply: z.object({
    sentence: bilingual,
    problems: z.array(z.object({ path: z.string(), code: z.string(), text: bilingual })),
    asOf: day,
    /** subjects looked at, of which the condition holds for `total`; the worst are listed */
    subjects: z.int(),
    total: z.int(),
    moneyFen: fen,
    rows: z.array(
      z.object({
        id: z.string(),
        label: z.string(),
        sentence: bilingual,
        moneyFen: fen.nullable(),
        person: z.string().nullable(),
      }),
    ),
    load: z.array(z.object({ person: z.string(), count: z.int() })),
    /** subjects that too little is known of to say anything */
    unknown: z.int(),
    detectable: detectable.nullable(),
    /** what the alert budget makes of it; null where it does not draw on that */
    budget: bilingual.nullable(),
  }),
})
