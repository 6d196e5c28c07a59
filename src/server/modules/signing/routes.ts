import * as esign from '../../../api/esign.ts'
import * as api from '../../../api/signing.ts'
import { type App, serve, servePublic } from '../../platform/serve.ts'
import { listEnvelopes } from './envelope-rows.ts'
import { askTest, readEsign, saveEsign } from './esign-account.ts'
import { listSignings } from './read.ts'
import { sealContract } from './seal-contract.ts'
import { cancelEnvelope, retryEnvelope, sendEnvelope } from './send-envelope.ts'
import { takeCallback } from './take-callback.ts'

export function signingRoutes(app: App): void {
  serve(app, api.listSignings, (ctx, { params }) => listSignings(ctx, params.id))
  serve(app, api.sealContract, (ctx, { params }) => sealContract(ctx, app.key, params.id))
  serve(app, esign.getEsign, (ctx) => readEsign(ctx, { key: app.key, publicUrl: app.config.publicUrl }))
  serve(app, esign.saveEsign, (ctx, { body }) => saveEsign(ctx, app.key, body))
  serve(app, esign.testEsign, (ctx) => askTest(ctx))
  serve(app, esign.listEnvelopes, (ctx, { params }) => listEnvelopes(ctx, params.id))
  serve(app, esign.sendEnvelope, (ctx, { params, body }) => sendEnvelope(ctx, params.id, body))
  serve(app, esign.cancelEnvelope, (ctx, { params, body }) => cancelEnvelope(ctx, params.id, body.reason))
  serve(app, esign.retryEnvelope, (ctx, { params }) => retryEnvelope(ctx, params.id))
  // Forms are read here and nowhere else: a page of strangers could send one with somebody's cookie.
  app.http.register(async (http) => {
    http.removeAllContentTypeParsers()
    http.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body))
    servePublic({ ...app, http }, esign.esignCallback, ({ params }, { request }) =>
      takeCallback(app, params, request),
    )
  })
}
