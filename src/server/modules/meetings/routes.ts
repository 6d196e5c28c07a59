import * as api from '../../../api/meetings.ts'
import { type App, serve, serveRaw } from '../../platform/serve.ts'
import { exportMeeting } from './export-meeting.ts'
import { getMeeting, listMeetings } from './read.ts'
import { callMeeting, closeMeeting, saveMinutes } from './save.ts'

export function meetingsRoutes(app: App): void {
  serve(app, api.listMeetings, (ctx) => listMeetings(ctx))
  serve(app, api.getMeeting, (ctx, { params }) => getMeeting(ctx, params.id))
  serve(app, api.callMeeting, async (ctx, { body }) => ({ id: await callMeeting(ctx, body) }))
  serve(app, api.saveMinutes, async (ctx, { params, body }) => ({
    version: await saveMinutes(ctx, params.id, body),
  }))
  serve(app, api.closeMeeting, async (ctx, { params }) => {
    await closeMeeting(ctx, params.id)
    return { ok: true as const }
  })
  serveRaw(app, api.exportMeeting, (ctx, { params }) => exportMeeting(ctx, params.id))
}
