import * as api from '../../../api/contracts.ts'
import { type App, serve } from '../../platform/serve.ts'
import { getContract, listContracts } from './read.ts'
import { createContract, recordContractStep } from './record-contract-step.ts'

export function contractsRoutes(app: App): void {
  serve(app, api.listContracts, (ctx, { query }) => listContracts(ctx, query))
  serve(app, api.getContract, (ctx, { params }) => getContract(ctx, params.id))
  serve(app, api.createContract, (ctx, { body }) => createContract(ctx, body))
  serve(app, api.approveContract, (ctx, { params, body }) =>
    recordContractStep(ctx, params.id, body, 'contract.approve'),
  )
  serve(app, api.recordContractStep, (ctx, { params, body }) =>
    recordContractStep(ctx, params.id, body, 'contract.write'),
  )
}
