import * as api from '../../../api/customer-mail.ts'
import { type App, serve } from '../../platform/serve.ts'
import { listMails } from './read-mails.ts'

export function customerMailRoutes(app: App): void {
  serve(app, api.customerMails, (ctx, { params, query }) => listMails(ctx, params.id, query.lang))
}
