import { type Role, scopeFor } from '../permission.ts'

/** What an article is: about a product, how something is done, an answer, words to sell with, a lesson. */
export const ARTICLE_KINDS = ['product', 'process', 'faq', 'talk', 'solved'] as const
export type ArticleKind = (typeof ARTICLE_KINDS)[number]

/** Where an article is shown: at alerts of a rule, at deals in a stage, at deals lost for a reason. */
export const LINK_KINDS = ['rule', 'stage', 'lost_reason'] as const
export type LinkKind = (typeof LINK_KINDS)[number]

export type ArticleFacts = {
  authorId: string
  /** the number of the version that readers see; null: nothing was published yet */
  published: number | null
  /** what is being written differs from what readers see */
  isChanged: boolean
  isRetired: boolean
}
export type ArticleActor = { userId: string; mayWrite: boolean; mayPublish: boolean }

export type ArticleRefusal =
  | 'forbidden'
  | 'not_article_author'
  | 'article_needs_publisher'
  | 'article_retired'
  | 'article_unchanged'
  | 'article_not_published'
export type ArticleCan = Record<'edit' | 'arrange' | 'publish' | 'retire' | 'remind', true | ArticleRefusal>

/**
 * Everybody writes down what they know; what the company says, somebody publishes (C193). `arrange` is kind,
 * audience and links: of a published article they act at once, so that they are the publisher's.
 */
export function canArticle(article: ArticleFacts, actor: ArticleActor): ArticleCan {
  const { isRetired, published } = article
  const edit = mayEdit(article, actor)
  const publishes = actor.mayPublish || ('article_needs_publisher' as const)
  return {
    edit: edit === true && isRetired ? 'article_retired' : edit,
    arrange:
      edit === true && isRetired ? 'article_retired' : edit === true && published !== null ? publishes : edit,
    publish: isRetired
      ? 'article_retired'
      : publishes === true && !article.isChanged
        ? 'article_unchanged'
        : publishes,
    retire: published === null ? edit : publishes,
    remind: published === null ? 'article_not_published' : isRetired ? 'article_retired' : publishes,
  }
}

function mayEdit(article: ArticleFacts, actor: ArticleActor): true | ArticleRefusal {
  if (!actor.mayWrite) return 'forbidden'
  return actor.mayPublish || article.authorId === actor.userId || 'not_article_author'
}

export type Reader = { userId: string; roles: readonly Role[]; departmentId: string | null }
export type Departments = ReadonlyMap<string, { parentId: string | null }>
/** `departmentIds` empty: everybody. */
export type Audience = { departmentIds: readonly string[] }
/** Whom an article asks to confirm that they have read it; nobody when both are empty. */
export type Asking = { roles: readonly Role[]; departmentIds: readonly string[] }

/** What is for a department is for the departments below it, and for whoever leads it from above. */
export function maySee({ departmentIds }: Audience, reader: Reader, departments: Departments): boolean {
  if (departmentIds.length === 0) return true
  const scope = scopeFor(reader.roles, 'article.read')
  if (scope === 'all') return true
  const own = departmentsAbove(reader.departmentId, departments)
  if (departmentIds.some((id) => own.includes(id))) return true
  if (scope !== 'subtree' || reader.departmentId === null) return false
  return departmentIds.some((id) => departmentsAbove(id, departments).includes(reader.departmentId!))
}

/** A department and everything above it, the nearest first. */
export function departmentsAbove(id: string | null, departments: Departments): string[] {
  const chain: string[] = []
  for (let at = id; at !== null && !chain.includes(at); at = departments.get(at)?.parentId ?? null)
    chain.push(at)
  return chain
}

/** Asked is who may see it and holds one of the roles or belongs to one of the departments. */
export function isAsked(
  article: { audience: Audience; asking: Asking },
  reader: Reader,
  departments: Departments,
): boolean {
  const { roles, departmentIds } = article.asking
  if (roles.length === 0 && departmentIds.length === 0) return false
  if (!maySee(article.audience, reader, departments)) return false
  if (reader.roles.some((role) => roles.includes(role))) return true
  const own = departmentsAbove(reader.departmentId, departments)
  return departmentIds.some((id) => own.includes(id))
}

/**
 * From which version on a confirmation counts, after another one is published: the one that was the first to
 * ask, or the newest that changed something that matters. Null: nobody is asked.
 */
export function asksFrom(
  before: number | null,
  next: { number: number; asks: boolean; asksAnew: boolean },
): number | null {
  if (!next.asks) return null
  return next.asksAnew || before === null ? next.number : before
}
