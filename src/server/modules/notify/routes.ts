import { getMessageAddress, saveMessageAddress } from '../../../api/message-address.ts'
import * as api from '../../../api/notify.ts'
import type { Connection } from '../../platform/db.ts'
import { type App, serve, serveRaw } from '../../platform/serve.ts'
import { readAddress, saveAddress } from './address.ts'
import { createLiveHub } from './live.ts'
import { listChannels } from './read-channels.ts'
import { listNotices, readNotices } from './read-notices.ts'
import { getDelivery, listOutbox, resendDelivery } from './read-outbox.ts'
import { getMySettings, saveMySettings } from './readers.ts'
import { changeChannel, createChannel, removeChannel, testChannel } from './save-channel.ts'
import { readBrief } from './send-briefs.ts'

export function notifyRoutes(app: App, installation: { connection: Connection }): void {
  serve(app, api.listChannels, (ctx) => listChannels(ctx))
  serve(app, getMessageAddress, (ctx) => readAddress(ctx, app.config.publicUrl))
  serve(app, saveMessageAddress, (ctx, { body }) => saveAddress(ctx, body.url))
  serve(app, api.createChannel, (ctx, { body }) => createChannel(ctx, app.key, body))
  serve(app, api.changeChannel, (ctx, { params, body }) =>
    changeChannel(ctx, app.key, { id: params.id, input: body }),
  )
  serve(app, api.removeChannel, (ctx, { params }) => removeChannel(ctx, params.id))
  serve(app, api.testChannel, (ctx, { params, body }) => testChannel(ctx, params.id, body.to))
  serve(app, api.listOutbox, (ctx, { query }) => listOutbox(ctx, query, app.config.publicUrl))
  serve(app, api.getDelivery, (ctx, { params }) => getDelivery(ctx, params.id, app.config.publicUrl))
  serve(app, api.resendDelivery, (ctx, { params }) => resendDelivery(ctx, params.id))
  serve(app, api.listNotices, (ctx, { query }) => listNotices(ctx, query))
  serve(app, api.readNotices, (ctx, { body }) => readNotices(ctx, body))
  serve(app, api.getBrief, (ctx, { query }) => readBrief(ctx, query.day))
  serve(app, api.getNoticeSettings, (ctx) => getMySettings(ctx))
  serve(app, api.saveNoticeSettings, (ctx, { body }) => saveMySettings(ctx, body))
  const hub = createLiveHub({
    db: app.db,
    connection: installation.connection,
    clock: app.clock,
    log: app.log,
  })
  // Open streams would keep the server from closing.
  app.http.addHook('preClose', () => hub.close())
  serveRaw(app, api.liveStream, async (ctx, _input, { request, response }) => {
    const lastSeen = Number(request.headers['last-event-id'] ?? Number.NaN)
    const since = Number.isSafeInteger(lastSeen) ? lastSeen : ctx.now
    response.hijack()
    hub.open(
      { orgId: ctx.orgId, userId: ctx.actor.userId!, sessionId: ctx.session.sessionId, since },
      response.raw,
    )
    return { taken: true as const }
  })
}
