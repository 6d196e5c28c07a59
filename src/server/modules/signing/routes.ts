import * as api from '../../../api/signing.ts'
import { type App, serve } from '../../platform/serve.ts'
import { listSignings } from './read.ts'
import { sealContract } from './seal-contract.ts'

export function signingRoutes(app: App): void {
  serve(app, api.listSignings, (ctx, { params }) => listSignings(ctx, params.id))
  serve(app, api.sealContract, (ctx, { params }) => sealContract(ctx, app.key, params.id))
}
