import { z } from 'zod'
import { ARTICLE_KINDS, LINK_KINDS } from '../core/knowledge/article.ts'
import { ROLES } from '../core/permission.ts'
import { bilingual } from './alerts.ts'
import { can, pageOf, pageQuery } from './paging.ts'
import { day, id, instant, route } from './route.ts'

/** What the company knows: articles with versions, readers, confirmations and links to the work [C193]. */

export const ARTICLE_VIEWS = ['published', 'mine', 'asked', 'drafts', 'retired'] as const
const kind = z.enum(ARTICLE_KINDS)
const linkKind = z.enum(LINK_KINDS)
const person = z.object({ id, name: z.string() })
const target = z.string().trim().min(1).max(80)

const articleRow = z.object({
  id,
  kind,
  title: z.string(),
  excerpt: z.string(),
  author: person,
  /** null: not published yet */
  number: z.int().nullable(),
  publishedAt: instant.nullable(),
  updatedAt: instant,
  isChanged: z.boolean(),
  isRetired: z.boolean(),
  /** names of the departments it is for; empty: everybody */
  departments: z.array(z.string()),
  /** whether the reader is asked to confirm having read it, and did */
  asked: z.enum(['open', 'confirmed']).nullable(),
  confirmBy: day.nullable(),
})
export type ArticleRow = z.input<typeof articleRow>

export const listArticles = route({
  id: 'knowledge.list',
  method: 'GET',
  path: '/api/articles',
  permission: 'article.read',
  summary: 'Articles the caller may read, by words, pinyin initials or kind [C193]',
  query: z.object({
    ...pageQuery,
    text: z.string().trim().max(60).optional(),
    kind: kind.optional(),
    view: z.enum(ARTICLE_VIEWS).default('published'),
  }),
  reply: pageOf(articleRow).extend({
    counts: z.object({ asked: z.int(), drafts: z.int() }),
    can: z.object({ write: can }),
  }),
})

export const articlesBeside = route({
  id: 'knowledge.beside',
  method: 'GET',
  path: '/api/articles/beside',
  permission: 'article.read',
  summary:
    'Published articles linked to a rule, a stage or a lost reason, for the page where they help [C193]',
  query: z.object({ kind: linkKind, target: z.string().min(1).max(500) }),
  reply: z.object({
    items: z.array(articleRow.pick({ id: true, kind: true, title: true, excerpt: true })),
  }),
})

const link = z.object({ kind: linkKind, target })

export const getArticle = route({
  id: 'knowledge.get',
  method: 'GET',
  path: '/api/articles/:id',
  permission: 'article.read',
  summary: 'One article: the version readers see, another one of its versions, or the working text',
  params: z.object({ id }),
  query: z.object({ version: z.union([z.literal('draft'), z.coerce.number().int().min(1)]).optional() }),
  reply: articleRow.extend({
    /** what is shown; null: the working text */
    shown: z.int().nullable(),
    body: z.string(),
    departmentIds: z.array(id),
    links: z.array(link.extend({ label: bilingual })),
    versions: z.array(
      z.object({
        number: z.int(),
        note: z.string(),
        asksAnew: z.boolean(),
        by: z.string().nullable(),
        at: instant,
      }),
    ),
    asking: z.object({ roles: z.array(z.enum(ROLES)), departmentIds: z.array(id) }),
    /** null: the reader publishes nothing, or nobody is asked */
    readings: z.object({ asked: z.int(), confirmed: z.int() }).nullable(),
    version: z.int(),
    can: z.object({ edit: can, arrange: can, publish: can, retire: can, remind: can, confirm: can }),
  }),
})

const written = {
  kind,
  title: z.string().trim().min(1).max(100),
  body: z.string().trim().min(1).max(20_000),
  departmentIds: z.array(id).max(50).default([]),
  links: z.array(link).max(30).default([]),
}
const changed = z.object({ id, version: z.int() })

export const createArticle = route({
  id: 'knowledge.create',
  method: 'POST',
  path: '/api/articles',
  permission: 'article.write',
  summary: 'Drafts an article; nobody but its author and those who publish sees it yet',
  body: z.object(written),
  reply: changed,
})

export const changeArticle = route({
  id: 'knowledge.change',
  method: 'PUT',
  isVersioned: true,
  path: '/api/articles/:id',
  permission: 'article.write',
  summary:
    'Writes on: readers keep the published version until the next one; If-Match carries the version seen',
  params: z.object({ id }),
  body: z.object(written),
  reply: changed,
})

export const publishArticle = route({
  id: 'knowledge.publish',
  method: 'POST',
  isVersioned: true,
  path: '/api/articles/:id/publish',
  permission: 'article.publish',
  summary:
    'Publishes the working text as the next version, and asks roles or departments to confirm reading it',
  params: z.object({ id }),
  body: z.object({
    note: z.string().trim().max(300).default(''),
    roles: z.array(z.enum(ROLES)).max(ROLES.length).default([]),
    departmentIds: z.array(id).max(50).default([]),
    /** working days to confirm it in */
    workdays: z.int().min(1).max(60).default(3),
    /** what was confirmed before no longer counts */
    asksAnew: z.boolean().default(false),
  }),
  reply: z.object({ number: z.int(), asked: z.int() }),
})

export const retireArticle = route({
  id: 'knowledge.retire',
  method: 'POST',
  isVersioned: true,
  path: '/api/articles/:id/retire',
  permission: 'article.write',
  summary: 'Takes an article out of use, or brings it back; its versions stay',
  params: z.object({ id }),
  body: z.object({ isRetired: z.boolean() }),
  reply: changed,
})

export const confirmReading = route({
  id: 'knowledge.confirm',
  method: 'POST',
  path: '/api/articles/:id/confirm',
  permission: 'article.read',
  summary: 'Says “I have read this version”; once, and only of the version that readers see',
  params: z.object({ id }),
  body: z.object({ number: z.int().min(1) }),
  reply: z.object({ ok: z.literal(true) }),
})

export const articleReaders = route({
  id: 'knowledge.readers',
  method: 'GET',
  path: '/api/articles/:id/readers',
  permission: 'article.publish',
  summary: 'Of the people one leads: who is asked, who has read which version, who has not',
  params: z.object({ id }),
  reply: z.object({
    rows: z.array(
      z.object({
        person,
        department: z.string().nullable(),
        /** the newest version confirmed, and when; null: none */
        number: z.int().nullable(),
        at: instant.nullable(),
        isConfirmed: z.boolean(),
      }),
    ),
  }),
})

export const remindReaders = route({
  id: 'knowledge.remind',
  method: 'POST',
  path: '/api/articles/:id/remind',
  permission: 'article.publish',
  summary: 'Reminds those one leads who have not confirmed; each of them once a day at most',
  params: z.object({ id }),
  reply: z.object({ reminded: z.int() }),
})

export const draftFromCase = route({
  id: 'knowledge.from-case',
  method: 'POST',
  path: '/api/cases/:id/article',
  permission: 'article.write',
  summary: 'Drafts an article “solved problem” out of a case of the library, linked to its rule',
  params: z.object({ id }),
  reply: z.object({ id }),
})

export const articleTargets = route({
  id: 'knowledge.targets',
  method: 'GET',
  path: '/api/articles/targets',
  permission: 'article.write',
  summary: 'What an article can be linked to and whom it can be for: rules, stages, reasons, departments',
  reply: z.object({
    rules: z.array(z.object({ code: z.string(), title: bilingual })),
    stages: z.array(z.object({ id, title: bilingual, pipeline: z.string() })),
    lostReasons: z.array(z.string()),
    departments: z.array(z.object({ id, name: z.string() })),
  }),
})
