import * as api from '../../../api/complaints.ts'
import { type App, serve } from '../../platform/serve.ts'
import { serveExport } from '../exports/index.ts'
import { changeComplaint, resolveComplaint, voidComplaint } from './change-complaint.ts'
import { contestComplaint } from './contest-complaint.ts'
import { drawComplaints } from './export-complaints.ts'
import { openComplaint } from './open-complaint.ts'
import { listComplaints } from './read-complaints.ts'
import { respondComplaint } from './respond-complaint.ts'

export function complaintsRoutes(app: App): void {
  serve(app, api.listComplaints, (ctx, { query }) => listComplaints(ctx, query))
  serveExport(app, api.exportComplaints, 'complaints', drawComplaints)
  serve(app, api.openComplaint, (ctx, { body }) => openComplaint(ctx, body))
  serve(app, api.changeComplaint, (ctx, { params, body }) => changeComplaint(ctx, params.id, body))
  serve(app, api.contestComplaint, (ctx, { params, body }) => contestComplaint(ctx, params.id, body))
  serve(app, api.respondComplaint, (ctx, { params, body }) => respondComplaint(ctx, params.id, body))
  serve(app, api.resolveComplaint, (ctx, { params, body }) => resolveComplaint(ctx, params.id, body))
  serve(app, api.voidComplaint, (ctx, { params, body }) => voidComplaint(ctx, params.id, body.reason))
}
