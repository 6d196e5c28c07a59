import * as api from '../../../api/complaints.ts'
import { type App, serve } from '../../platform/serve.ts'
import { listComplaints } from './read-complaints.ts'
import {
  changeComplaint,
  contestComplaint,
  openComplaint,
  resolveComplaint,
  voidComplaint,
} from './write-complaint.ts'

export function complaintsRoutes(app: App): void {
  serve(app, api.listComplaints, (ctx, { query }) => listComplaints(ctx, query))
  serve(app, api.openComplaint, (ctx, { body }) => openComplaint(ctx, body))
  serve(app, api.changeComplaint, (ctx, { params, body }) => changeComplaint(ctx, params.id, body))
  serve(app, api.contestComplaint, (ctx, { params, body }) => contestComplaint(ctx, params.id, body))
  serve(app, api.resolveComplaint, (ctx, { params, body }) => resolveComplaint(ctx, params.id, body))
  serve(app, api.voidComplaint, (ctx, { params, body }) => voidComplaint(ctx, params.id, body.reason))
}
