import { z } from 'zod'
import { FIRST_FIGURES, ITEM_KINDS, ITEMS_MAX } from '../core/onboarding/path.ts'
import { ROLES } from '../core/permission.ts'
import { can } from './paging.ts'
import { day, id, instant, route } from './route.ts'

/** The first weeks of somebody new: a path for each role, and how far everybody has come [C194]. */

const role = z.enum(ROLES)

const pathItem = z.object({
  id,
  kind: z.enum(ITEM_KINDS),
  title: z.string().trim().max(120),
  articleId: id.nullable(),
  figure: z.enum(FIRST_FIGURES).nullable(),
  target: z.int().min(1).max(10_000).nullable(),
  dueDays: z.int().min(0).max(250),
})

export const listPaths = route({
  id: 'onboarding.paths',
  method: 'GET',
  path: '/api/onboarding/paths',
  permission: 'setting.read',
  summary: 'The path of each role that has one, and the articles that can be put on it [C194]',
  reply: z.object({
    paths: z.array(
      z.object({ role, isOn: z.boolean(), items: z.array(pathItem), version: z.int(), walking: z.int() }),
    ),
    articles: z.array(z.object({ id, title: z.string() })),
    can: z.object({ save: can }),
  }),
})

export const savePath = route({
  id: 'onboarding.save-path',
  method: 'PUT',
  isVersioned: true,
  path: '/api/onboarding/paths/:role',
  permission: 'setting.write',
  summary: 'Keeps the path of a role; while it is on, people whose account is newer begin by themselves',
  params: z.object({ role }),
  body: z.object({ isOn: z.boolean(), items: z.array(pathItem).max(ITEMS_MAX) }),
  reply: z.object({ version: z.int() }),
})

const walk = z.object({
  id,
  person: z.object({ id, name: z.string() }),
  role,
  startedOn: day,
  done: z.int(),
  all: z.int(),
  late: z.int(),
  items: z.array(
    pathItem.extend({
      /** the article's own title, for what is to be read */
      article: z.string().nullable(),
      isDone: z.boolean(),
      doneAt: instant.nullable(),
      value: z.int().nullable(),
      dueOn: day,
      isLate: z.boolean(),
      can: z.object({ tick: can }),
    }),
  ),
  can: z.object({ stop: can }),
})

export const listOnboarding = route({
  id: 'onboarding.list',
  method: 'GET',
  path: '/api/onboarding',
  permission: 'signed-in',
  summary: 'One’s own path, and those of the people one leads, with what is done, open and late',
  query: z.object({ view: z.enum(['walking', 'done']).default('walking') }),
  reply: z.object({ mine: z.array(walk), people: z.array(walk), can: z.object({ start: can }) }),
})

export const startOnboarding = route({
  id: 'onboarding.start',
  method: 'POST',
  path: '/api/onboarding',
  permission: 'person.write',
  summary: 'Lets somebody begin the path of one of their roles from today',
  body: z.object({ userId: id, role }),
  reply: z.object({ id }),
})

export const stopOnboarding = route({
  id: 'onboarding.stop',
  method: 'POST',
  path: '/api/onboarding/:id/stop',
  permission: 'person.write',
  summary: 'Ends a path before it is done; what was done stays',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})

export const tickItem = route({
  id: 'onboarding.tick',
  method: 'POST',
  path: '/api/onboarding/:id/tick',
  permission: 'signed-in',
  summary: 'Ticks a task of a path off, or takes the tick back: oneself, or whoever leads',
  params: z.object({ id }),
  body: z.object({ itemId: id, isDone: z.boolean() }),
  reply: z.object({ ok: z.literal(true) }),
})
