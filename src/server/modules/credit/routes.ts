import * as api from '../../../api/credit.ts'
import * as accounts from '../../../api/credit-accounts.ts'
import * as covers from '../../../api/credit-covers.ts'
import * as documents from '../../../api/credit-documents.ts'
import { saveCreditGroup } from '../../../api/credit-groups.ts'
import { creditWhatIf } from '../../../api/credit-what-if.ts'
import * as screening from '../../../api/screening.ts'
import { may } from '../../../core/permission.ts'
import { type App, serve } from '../../platform/serve.ts'
import { getAccounts, recordAccounts, voidAccounts } from './accounts.ts'
import { decideAdmission } from './admission.ts'
import { checkCard } from './card-check.ts'
import { changePolicy } from './change-policy.ts'
import { endCover, recordCover, voidCover } from './covers.ts'
import { getDocuments, recordDocument, voidDocument } from './documents.ts'
import { askException } from './exception.ts'
import { readFinancing, recordFinancing, voidFinancing } from './financing.ts'
import { endOverride, overrideGrade } from './override.ts'
import { readPolicy } from './policy.ts'
import { readBoard } from './read-board.ts'
import { getCovers } from './read-covers.ts'
import { getRating } from './read-rating.ts'
import { getStanding, listHeld } from './read-standing.ts'
import { saveGroup } from './save-group.ts'
import { getScreening, noteItem } from './screening.ts'
import { getStandingThen } from './standing-then.ts'
import { askWhatIf } from './what-if.ts'

export function creditRoutes(app: App): void {
  serve(app, api.creditBoard, (ctx, { query }) => readBoard(ctx, query.asOf))
  serve(app, api.customerCredit, (ctx, { params, query }) => getRating(ctx, params.id, query.asOf))
  serve(app, api.overrideGrade, (ctx, { params, body }) => overrideGrade(ctx, params.id, body))
  serve(app, api.getCreditPolicy, async (ctx) => ({
    ...(await readPolicy(ctx)),
    can: { edit: may(ctx.actor.roles, 'credit.policy') || 'forbidden' },
  }))
  serve(app, api.saveCreditPolicy, (ctx, { body }) => changePolicy(ctx, body))
  serve(app, api.customerStanding, (ctx, { params, query }) =>
    query.asOf ? getStandingThen(ctx, params.id, query.asOf) : getStanding(ctx, params.id),
  )
  serve(app, api.heldOrders, async (ctx, { query }) => ({ items: await listHeld(ctx, query.size) }))
  serve(app, api.askException, (ctx, { params, body }) => askException(ctx, params.id, body))
  serve(app, screening.customerScreening, (ctx, { params, query }) =>
    getScreening(ctx, params.id, query.asOf),
  )
  serve(app, screening.noteItem, (ctx, { params, body }) => noteItem(ctx, params.id, body))
  serve(app, screening.decideAdmission, (ctx, { params, body }) => decideAdmission(ctx, params.id, body))
  serve(app, creditWhatIf, (ctx, { query }) => askWhatIf(ctx, query))
  serve(app, accounts.customerAccounts, (ctx, { params, query }) => getAccounts(ctx, params.id, query.asOf))
  serve(app, accounts.recordAccounts, (ctx, { params, body }) => recordAccounts(ctx, params.id, body))
  serve(app, accounts.voidAccounts, (ctx, { params }) => voidAccounts(ctx, params.id))
  serve(app, accounts.cardCheck, (ctx, { query }) => checkCard(ctx, query.asOf))
  serve(app, saveCreditGroup, (ctx, { params, body }) => saveGroup(ctx, params.id, body))
  serve(app, documents.customerDocuments, (ctx, { params, query }) =>
    getDocuments(ctx, params.id, query.asOf),
  )
  serve(app, documents.recordDocument, (ctx, { params, body }) => recordDocument(ctx, params.id, body))
  serve(app, documents.voidDocument, (ctx, { params }) => voidDocument(ctx, params.id))
  serve(app, covers.customerCovers, (ctx, { params, query }) => getCovers(ctx, params.id, query.asOf))
  serve(app, covers.recordCover, (ctx, { params, body }) => recordCover(ctx, params.id, body))
  serve(app, covers.endCover, (ctx, { params, body }) => endCover(ctx, params.id, body.untilOn))
  serve(app, covers.voidCover, (ctx, { params }) => voidCover(ctx, params.id))
  serve(app, covers.listFinancing, (ctx, { query }) => readFinancing(ctx, query.asOf))
  serve(app, covers.recordFinancing, (ctx, { body }) => recordFinancing(ctx, body))
  serve(app, covers.voidFinancing, (ctx, { params }) => voidFinancing(ctx, params.id))
  serve(app, api.endOverride, (ctx, { params }) => endOverride(ctx, params.id))
}
