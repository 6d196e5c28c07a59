import { z } from 'zod'
import { CHECK_CODES, DEFECT_RECORDS } from '../core/quality/checks.ts'
import { SOURCES } from '../core/watch/vital-signs.ts'
import { bilingual } from './alerts.ts'
import { asOfQuery, can, pageOf, pageQuery, person } from './paging.ts'
import { day, id, instant, route } from './route.ts'

/** What is wrong with the data, who mends it by when, and how that goes from week to week (C204 C205). */

const checkCode = z.enum(CHECK_CODES)

const batch = z.object({
  id,
  at: instant,
  actorName: z.string(),
  fixed: z.int(),
  undoneAt: instant.nullable(),
  undoneBy: z.string().nullable(),
  /** of the rows put back: those that somebody had changed since and that were left */
  left: z.int(),
  can: z.object({ undo: can }),
})
export type FixBatch = z.input<typeof batch>

export const qualityOverview = route({
  id: 'quality.overview',
  method: 'GET',
  path: '/api/quality',
  permission: 'quality.read',
  summary:
    'Defects by check and by person, and their trend by week or month; as of a past day when asked [C204]',
  query: z.object({ ...asOfQuery, span: z.enum(['week', 'month']).default('week') }),
  reply: z.object({
    asOf: day.nullable(),
    /** the day of the last check; null: there was none yet */
    checkedOn: day.nullable(),
    /** a check was asked for and is not done yet */
    isChecking: z.boolean(),
    /** false: only one's own records and those of one's people */
    isWhole: z.boolean(),
    open: z.int(),
    overdue: z.int(),
    /** this and by person: kept as of now only, null when looking back */
    mine: z.int().nullable(),
    mineOverdue: z.int().nullable(),
    fixable: z.int().nullable(),
    checks: z.array(
      z.object({
        check: checkCode,
        record: z.enum(DEFECT_RECORDS),
        open: z.int(),
        overdue: z.int(),
        fixable: z.int().nullable(),
        /** seen first in the last seven days */
        fresh: z.int(),
        workdays: z.int(),
      }),
    ),
    people: z.array(z.object({ person, open: z.int(), overdue: z.int() })).nullable(),
    trend: z.array(
      z.object({ from: day, to: day, open: z.int(), fresh: z.int(), cleared: z.int(), dismissed: z.int() }),
    ),
    batches: z.array(batch),
    can: z.object({ run: can, seeRows: z.boolean() }),
  }),
})

const shown = z.object({
  /** telephone numbers are masked; null: the defect is that there is nothing */
  value: z.string().nullable(),
  /** names of the company's own, where what was judged is ids */
  words: bilingual.nullable(),
  fix: z.object({ from: z.string(), to: z.string() }).nullable(),
})

const defect = z.object({
  id,
  /** of the defect and of the records it is about: to be sent back with a dismissal as If-Match */
  version: z.int(),
  check: checkCode,
  record: z.enum(DEFECT_RECORDS),
  /** what it is called, and where it is mended */
  title: z.string(),
  customer: z.object({ id, name: z.string() }).nullable(),
  dealId: id.nullable(),
  /** of a pair: id null when it is not within one's scope */
  other: z.object({ id: id.nullable(), name: z.string(), responsibleName: z.string().nullable() }).nullable(),
  /** as it is now; null where the page looks back, or it is not there any more */
  now: shown.nullable(),
  /** null when looking back: whose it was is kept as of now only */
  mender: person.nullable(),
  firstSeenOn: day,
  dueOn: day,
  isOverdue: z.boolean(),
  state: z.enum(['open', 'mended', 'cleared', 'dismissed']),
  endedOn: day.nullable(),
  endedBy: z.string().nullable(),
  reason: z.string(),
  can: z.object({ fix: can, dismiss: can, retake: can }),
})
export type DefectRow = z.input<typeof defect>

export const listDefects = route({
  id: 'quality.list',
  method: 'GET',
  path: '/api/quality/defects',
  permission: 'quality.read',
  summary: 'Defects on records in scope, those due first; mended ones say so before the next check ends them',
  query: z.object({
    ...pageQuery,
    ...asOfQuery,
    view: z.enum(['mine', 'all']).default('all'),
    state: z.enum(['open', 'cleared', 'dismissed']).default('open'),
    check: checkCode.optional(),
    menderId: id.optional(),
    overdueOnly: z.stringbool().optional(),
    fixableOnly: z.stringbool().optional(),
    /** only those that leave the figures of these sources incomplete: `deal,payment` */
    sources: z.string().max(60).optional(),
  }),
  reply: pageOf(defect).extend({ asOf: day.nullable() }),
})

export const qualityFreshness = route({
  id: 'quality.freshness',
  method: 'GET',
  path: '/api/quality/freshness',
  permission: 'quality.read',
  summary:
    'When each source that figures rest on was fed last, how often it usually is, and how whole it is [C208]',
  query: z.object(asOfQuery),
  reply: z.object({
    asOf: day.nullable(),
    can: z.object({ choose: z.boolean() }),
    items: z.array(
      z.object({
        source: z.enum(SOURCES),
        lastOn: day.nullable(),
        sinceWorkdays: z.int().nullable(),
        /** the middle and the longest interval of n; null: too few to say */
        usualWorkdays: z.int().nullable(),
        longestWorkdays: z.int().nullable(),
        n: z.int(),
        state: z.enum(['fresh', 'old', 'unknown']),
        /** what was decided about it, and the working days then allowed between two recordings */
        mode: z.enum(['learned', 'set', 'off']),
        allowedWorkdays: z.int().nullable(),
        /** while it is late: since when, and until when warnings that rest on it wait */
        lateSince: instant.nullable(),
        heldTo: instant.nullable(),
        /** warnings one may see that wait for it */
        waiting: z.int(),
        /** open defects that make its figures incomplete, on records one may see */
        defects: z.int(),
      }),
    ),
  }),
})

export const chooseRhythm = route({
  id: 'quality.rhythm',
  method: 'POST',
  path: '/api/quality/sources/:source/rhythm',
  permission: 'quality.run',
  summary:
    'Decides how many working days may lie between two recordings of a source before it is late, or that it is not waited for [C208]',
  params: z.object({ source: z.enum(SOURCES) }),
  body: z
    .object({
      mode: z.enum(['learned', 'set', 'off']),
      workdays: z.int().min(1).max(60).nullable(),
      reason: z.string().trim().min(2).max(200),
    })
    .refine(({ mode, workdays }) => (mode === 'set') === (workdays !== null)),
  reply: z.object({ ok: z.literal(true) }),
})

export const runQualityCheck = route({
  id: 'quality.run',
  method: 'POST',
  path: '/api/quality/run',
  permission: 'quality.run',
  summary: 'Asks for a check of all data now instead of tomorrow; it is done beside, within a minute or so',
  reply: z.object({ ok: z.literal(true) }),
})

export const applyFixes = route({
  id: 'quality.fix',
  method: 'POST',
  path: '/api/quality/fixes',
  permission: 'customer.write',
  summary: 'Writes the chosen proposals as edits of their records, as one batch that can be undone [C205]',
  body: z.object({ ids: z.array(id).min(1).max(200) }),
  reply: z.object({
    batchId: id.nullable(),
    fixed: z.int(),
    /** those that did not go, each with the code of its reason */
    skipped: z.array(z.object({ id, code: z.string() })),
  }),
})

export const undoFixes = route({
  id: 'quality.undo',
  method: 'POST',
  path: '/api/quality/fixes/:id/undo',
  permission: 'customer.write',
  summary: 'Puts a batch of corrections back, but for values that somebody has changed since',
  params: z.object({ id }),
  reply: z.object({ putBack: z.int(), left: z.int() }),
})

export const dismissDefect = route({
  id: 'quality.dismiss',
  method: 'POST',
  isVersioned: true,
  path: '/api/quality/defects/:id/dismiss',
  permission: 'quality.mend',
  summary: 'Says that it is right as it is, and why; it comes back when the value changes',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().min(1).max(500) }),
  reply: z.object({ ok: z.literal(true) }),
})

export const retakeDefect = route({
  id: 'quality.retake',
  method: 'POST',
  isVersioned: true,
  path: '/api/quality/defects/:id/retake',
  permission: 'quality.mend',
  summary: 'Takes a dismissal back: the defect is open again with the deadline it had',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})
