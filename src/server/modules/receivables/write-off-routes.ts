import * as losses from '../../../api/losses.ts'
import * as api from '../../../api/write-offs.ts'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type App, serve } from '../../platform/serve.ts'
import { askWriteOff } from './ask-write-off.ts'
import { draftWriteOff } from './draft-write-off.ts'
import { endWriteOff, recordRecovery, voidRecovery } from './end-write-off.ts'
import { listLimitation } from './read-limitation.ts'
import { listLosses, readLosses } from './read-losses.ts'
import { listWriteOffs } from './read-write-offs.ts'
import type { Reading } from './reading.ts'

export function writeOffsRoutes(app: App): void {
  serve(app, api.listWriteOffs, (ctx, { query }) => listWriteOffs(ctx, { ...query, ...atOf(ctx, query) }))
  serve(app, api.draftWriteOff, (ctx, { body }) => draftWriteOff(ctx, body))
  serve(app, api.askWriteOff, (ctx, { params }) => askWriteOff(ctx, params.id))
  serve(app, api.endWriteOff, (ctx, { params, body }) => endWriteOff(ctx, params.id, body.reason))
  serve(app, api.recordRecovery, (ctx, { params, body }) => recordRecovery(ctx, params.id, body))
  serve(app, api.voidRecovery, (ctx, { params, body }) => voidRecovery(ctx, params.id, body.reason))
  serve(app, losses.readLosses, (ctx, { query }) => readLosses(ctx, atOf(ctx, query)))
  serve(app, losses.listLimitation, (ctx, { query }) => listLimitation(ctx, atOf(ctx, query)))
  serve(app, losses.listLosses, (ctx, { params, query }) =>
    listLosses(ctx, params.cause, { ...query, ...atOf(ctx, query) }),
  )
}

function atOf(
  ctx: ReadCtx,
  query: { asOf?: Day | undefined; known?: boolean | undefined },
): { asOf: Day; reading: Reading } {
  return { asOf: query.asOf ?? dayOf(ctx.now), reading: query.known ? 'known' : 'business' }
}
