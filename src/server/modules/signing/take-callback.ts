import { Buffer } from 'node:buffer'
import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { read, write } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { forbidden } from '../../platform/errors.ts'
import { isFadadaCallback } from '../../platform/esign/fadada-sign.ts'
import type { App } from '../../platform/serve.ts'
import { callbackToken, findAccount, secretOf } from './esign-account.ts'

/**
 * Something happened at the service. Nothing it says is believed: it makes us look, soon, and the look tells
 * (the name of an event and the state do not always fit, and 契约锁's callbacks are not proven by a documented
 * signature). 法大大's must carry its signature. Answered at once: three seconds are all they wait.
 */
export async function takeCallback(
  app: App,
  { org, token }: { org: string; token: string },
  request: FastifyRequest,
): Promise<{ msg: 'success' }> {
  const due = Buffer.from(callbackToken(app.key, org))
  const sent = Buffer.from(token)
  if (sent.length !== due.length || !timingSafeEqual(sent, due)) throw forbidden('esign.callback')
  const now = app.clock.now()
  const account = await read(app.db, { orgId: org, now }, findAccount)
  if (!account) throw forbidden('esign.callback')
  if (account.config.kind === 'fadada') {
    const biz = new URLSearchParams(String(request.body ?? '')).get('bizContent') ?? ''
    const headers = request.headers as Record<string, string | undefined>
    const about = { appId: account.config.appId, secret: secretOf(app.key, account), now }
    if (!isFadadaCallback(headers, biz, about)) throw forbidden('esign.callback')
  }
  await write(app.db, { orgId: org, now }, (ctx) =>
    ctx.db
      .updateTable('esign_envelope')
      .set({ next_at: at(ctx.now) })
      .where('org_id', '=', org)
      // With a task and no word that it was started: the answer may be what was lost.
      .where(sql<boolean>`state = 'sent' or (state = 'queued' and progress->>'taskRef' is not null)`)
      .execute(),
  )
  return { msg: 'success' }
}
