import * as api from '../../../api/register.ts'
import { type App, serve } from '../../platform/serve.ts'
import { askTest, readAccount, saveAccount } from './account.ts'
import { adoptField } from './adopt.ts'
import { askLookUp } from './ask-lookup.ts'
import { getRegister } from './read-register.ts'

export function registerRoutes(app: App): void {
  serve(app, api.getRegisterAccount, (ctx) => readAccount(ctx))
  serve(app, api.saveRegisterAccount, (ctx, { body }) => saveAccount(ctx, app.key, body))
  serve(app, api.testRegister, (ctx) => askTest(ctx))
  serve(app, api.customerRegister, (ctx, { params, query }) => getRegister(ctx, params.id, query.asOf))
  serve(app, api.lookUpCustomer, (ctx, { params, body }) => askLookUp(ctx, params.id, body))
  serve(app, api.adoptRegister, (ctx, { params, body }) => adoptField(ctx, params.id, body))
}
