import * as flowApi from '../../../api/approval-flows.ts'
import * as api from '../../../api/approvals.ts'
import { type App, serve, serveRaw } from '../../platform/serve.ts'
import { actOnCase, agreeToCases } from './act.ts'
import { endDelegation, listDelegations, recordDelegation } from './delegations.ts'
import { drawEvidence } from './evidence.ts'
import { flowHistory, getAuthority, listFlows, saveAuthority, saveFlow, tryFlow } from './flows.ts'
import { getCase, readCopy } from './read-case.ts'
import { listCases } from './read-inbox.ts'
import type { Effects } from './save-outcome.ts'
import type { OwnAmounts } from './sums.ts'

/**
 * `effects`: what each kind of document does when its case has ended; `own`: what the actor let a customer
 * have without a case.
 */
export function approvalsRoutes(app: App, effects: Effects, own: OwnAmounts): void {
  serve(app, api.listApprovals, (ctx, { query }) => listCases(ctx, query))
  serve(app, api.getApproval, (ctx, { params }) => getCase(ctx, params.id, own))
  serve(app, api.actOnApproval, (ctx, { params, body }) =>
    actOnCase(ctx, { id: params.id, version: body.version }, { act: body.act, effects, own }),
  )
  serve(app, api.agreeToMany, (ctx, { body }) =>
    agreeToCases(ctx, body.items, { opinion: body.opinion, effects, own }),
  )
  serve(app, api.readApprovalCopy, (ctx, { params }) => readCopy(ctx, params.id))
  serveRaw(app, api.exportApproval, (ctx, { params }) => drawEvidence(ctx, params.id))
  serve(app, api.listDelegations, (ctx) => listDelegations(ctx))
  serve(app, api.delegate, (ctx, { body }) => recordDelegation(ctx, body, effects))
  serve(app, api.endDelegation, (ctx, { params }) => endDelegation(ctx, params.id))
  serve(app, flowApi.listFlows, (ctx) => listFlows(ctx))
  serve(app, flowApi.saveFlow, (ctx, { params, body }) => saveFlow(ctx, params.kind, body))
  serve(app, flowApi.flowHistory, (ctx, { params }) => flowHistory(ctx, params.kind))
  serve(app, flowApi.tryFlow, (ctx, { params, body }) => tryFlow(ctx, params.kind, body))
  serve(app, flowApi.getAuthority, (ctx) => getAuthority(ctx))
  serve(app, flowApi.saveAuthority, (ctx, { body }) => saveAuthority(ctx, body))
}
