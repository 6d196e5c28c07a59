import { z } from 'zod'
import { TRADES } from '../core/deal/pipeline-templates.ts'
import { can } from './paging.ts'
import { day, fen, id, month, route } from './route.ts'

export const listPipelines = route({
  id: 'pipelines.list',
  method: 'GET',
  path: '/api/pipelines',
  permission: 'signed-in',
  summary: 'Sales processes with their stages',
  reply: z.object({
    items: z.array(
      z.object({
        id,
        name: z.string(),
        isDefault: z.boolean(),
        version: z.int(),
        stages: z.array(
          z.object({
            id,
            key: z.string(),
            name: z.string(),
            nameEn: z.string(),
            kind: z.enum(['open', 'won', 'lost']),
            normDays: z.int().nullable(),
            probabilityBp: z.int(),
            asksQuote: z.boolean(),
            deals: z.int(),
          }),
        ),
      }),
    ),
    can: z.object({ write: can }),
  }),
})

export const savePipeline = route({
  id: 'pipelines.save',
  method: 'POST',
  path: '/api/pipelines',
  permission: 'setting.write',
  summary:
    'Adds or edits a sales process, a known one as If-Match saw it; a stage that holds deals cannot be removed',
  body: z.object({
    id: id.optional(),
    name: z.string().trim().min(1).max(60),
    stages: z
      .array(
        z.object({
          id: id.optional(),
          name: z.string().trim().min(1).max(40),
          nameEn: z.string().max(40).default(''),
          kind: z.enum(['open', 'won', 'lost']),
          normDays: z.int().min(1).max(3650).nullish(),
          probabilityBp: z.int().min(0).max(10_000).default(0),
          asksQuote: z.boolean().default(false),
        }),
      )
      .min(3)
      .max(20),
  }),
  reply: z.object({ id }),
})

export const getCalendar = route({
  id: 'calendar.get',
  method: 'GET',
  path: '/api/calendar',
  permission: 'signed-in',
  summary: 'The working calendar of a year: holidays and make-up days, and whether the year is loaded',
  query: z.object({ year: z.coerce.number().int().min(2000).max(2100) }),
  reply: z.object({
    year: z.int(),
    loaded: z.boolean(),
    source: z.string().nullable(),
    /** to be sent back as If-Match; 0 while nothing is loaded */
    version: z.int(),
    days: z.array(z.object({ day, isWorkday: z.boolean(), name: z.string() })),
    can: z.object({ write: can }),
  }),
})

export const saveCalendar = route({
  id: 'calendar.save',
  method: 'POST',
  isVersioned: true,
  path: '/api/calendar',
  permission: 'setting.write',
  summary: 'Loads or corrects a year: the exceptions to Monday–Friday',
  body: z.object({
    year: z.int().min(2000).max(2100),
    days: z.array(z.object({ day, isWorkday: z.boolean(), name: z.string().max(40).default('') })).max(366),
  }),
  reply: z.object({ ok: z.literal(true), version: z.int() }),
})

const part = z.string().trim().max(200)
/** On the company's paper besides its name; the English ones on papers in English. */
const letterhead = z.object({
  nameEn: part,
  taxNumber: z.string().trim().max(40),
  address: part,
  addressEn: part,
  phone: z.string().trim().max(60),
  bank: part,
  account: z.string().trim().max(60),
})

export const getOrgSettings = route({
  id: 'settings.get',
  method: 'GET',
  path: '/api/settings',
  permission: 'setting.read',
  summary: 'Organisation settings: name, who gets alerts of unknown people, ageing buckets, go-live day',
  reply: z.object({
    name: z.string(),
    version: z.int(),
    goLiveOn: day.nullable(),
    unknownResponsibleId: id.nullable(),
    ageingBounds: z.array(z.int()),
    trade: z.enum(TRADES).nullable(),
    letterhead: letterhead.partial(),
    can: z.object({ write: can }),
  }),
})

export const FIRST_STEPS = ['people', 'trade', 'calendar', 'channel', 'import', 'checkup'] as const

export const getFirstSteps = route({
  id: 'setup.steps',
  method: 'GET',
  path: '/api/first-steps',
  permission: 'setting.read',
  summary: 'How far a new company has come: people, trade, calendar, channel, first file, check-up',
  reply: z.object({
    steps: z.array(z.object({ step: z.enum(FIRST_STEPS), done: z.boolean(), count: z.int() })),
    trade: z.enum(TRADES).nullable(),
    /** of the organisation settings, to be sent back with the trade */
    settingsVersion: z.int(),
    /** the next year whose holidays nobody has entered */
    missingYear: z.int().nullable(),
    lastCheckupId: id.nullable(),
    can: z.object({ people: can, settings: can, channels: can, imports: can }),
  }),
})

export const saveOrgSettings = route({
  id: 'settings.save',
  method: 'POST',
  isVersioned: true,
  path: '/api/settings',
  permission: 'setting.write',
  summary: 'Changes organisation settings',
  body: z.object({
    unknownResponsibleId: id.nullish(),
    ageingBounds: z.array(z.int().min(1).max(3650)).min(1).max(8).optional(),
    trade: z.enum(TRADES).optional(),
    letterhead: letterhead.partial().optional(),
  }),
  reply: z.object({ ok: z.literal(true), version: z.int() }),
})

export const listTargets = route({
  id: 'targets.list',
  method: 'GET',
  path: '/api/targets',
  permission: 'target.read',
  summary: 'Monthly targets and what has been reached, per person in scope [C186]',
  query: z.object({ month }),
  reply: z.object({
    month,
    items: z.array(
      z.object({
        userId: id,
        userName: z.string(),
        bookingsTargetFen: fen.nullable(),
        /** of the target, 0 while there is none: to be sent back with a change */
        bookingsVersion: z.int(),
        bookingsFen: fen,
        collectionsTargetFen: fen.nullable(),
        collectionsVersion: z.int(),
        collectionsFen: fen,
      }),
    ),
    can: z.object({ write: can }),
  }),
})

export const saveTargets = route({
  id: 'targets.save',
  method: 'POST',
  path: '/api/targets',
  permission: 'target.write',
  summary: 'Sets monthly targets, each against the version that was seen; 412 when one of them has moved on',
  body: z.object({
    items: z
      .array(
        z.object({
          userId: id,
          month,
          kind: z.enum(['bookings', 'collections']),
          amountFen: fen,
          version: z.int().min(0),
        }),
      )
      .min(1)
      .max(500),
  }),
  reply: z.object({ count: z.int() }),
})

export const searchEverything = route({
  id: 'search.all',
  method: 'GET',
  path: '/api/search',
  permission: 'signed-in',
  summary: 'Global search (Ctrl+K): customers and deals in scope',
  query: z.object({ q: z.string().trim().min(1).max(60) }),
  reply: z.object({
    items: z.array(z.object({ kind: z.enum(['customer', 'deal']), id, title: z.string(), hint: z.string() })),
  }),
})
