import { type getArticle, listArticles } from '../../../api/knowledge.ts'
import { fromUrl, type ReplyOf } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

export type Article = ReplyOf<typeof getArticle>

export const ARTICLES_PAGE_SIZE = 20

/** Loader and page ask with the same words and so share the answer. */
export function articlesQuery(values: UrlValues) {
  return fromUrl(listArticles, values, { size: ARTICLES_PAGE_SIZE })
}
