import * as api from '../../../api/lists.ts'
import { type App, serve } from '../../platform/serve.ts'
import { listViews } from './read-views.ts'
import { createView, deleteView, updateView } from './save-view.ts'

export function listsRoutes(app: App): void {
  serve(app, api.listViews, (ctx, { query }) => listViews(ctx, query.list))
  serve(app, api.createView, (ctx, { body }) => createView(ctx, body))
  serve(app, api.updateView, (ctx, { params, body }) => updateView(ctx, params.id, body))
  serve(app, api.deleteView, (ctx, { params }) => deleteView(ctx, params.id))
}
