import * as api from '../../../api/knowledge.ts'
import { type App, serve } from '../../platform/serve.ts'
import { confirmReading, remindReaders } from './confirm.ts'
import { draftFromCase } from './draft-from-case.ts'
import { readTargets } from './links.ts'
import { publishArticle, retireArticle } from './publish-article.ts'
import { getArticle, readReaders } from './read-article.ts'
import { listArticles } from './read-articles.ts'
import { listBeside } from './read-beside.ts'
import { changeArticle, createArticle } from './save-article.ts'

export function knowledgeRoutes(app: App): void {
  serve(app, api.listArticles, (ctx, { query }) => listArticles(ctx, query))
  serve(app, api.articlesBeside, (ctx, { query }) => listBeside(ctx, query))
  serve(app, api.articleTargets, (ctx) => readTargets(ctx))
  serve(app, api.getArticle, (ctx, { params, query }) => getArticle(ctx, params.id, query.version))
  serve(app, api.createArticle, (ctx, { body }) => createArticle(ctx, body))
  serve(app, api.changeArticle, (ctx, { params, body }) => changeArticle(ctx, params.id, body))
  serve(app, api.publishArticle, (ctx, { params, body }) => publishArticle(ctx, params.id, body))
  serve(app, api.retireArticle, (ctx, { params, body }) => retireArticle(ctx, params.id, body.isRetired))
  serve(app, api.confirmReading, (ctx, { params, body }) => confirmReading(ctx, params.id, body.number))
  serve(app, api.articleReaders, (ctx, { params }) => readReaders(ctx, params.id))
  serve(app, api.remindReaders, (ctx, { params }) => remindReaders(ctx, params.id))
  serve(app, api.draftFromCase, (ctx, { params }) => draftFromCase(ctx, params.id))
}
