import * as changesApi from '../../../api/contract-changes.ts'
import * as templatesApi from '../../../api/contract-templates.ts'
import * as api from '../../../api/contracts.ts'
import * as obligationsApi from '../../../api/obligations.ts'
import * as terms from '../../../api/term-policy.ts'
import { type App, serve, serveRaw } from '../../platform/serve.ts'
import { serveExport } from '../exports/index.ts'
import { askChange } from './ask-change.ts'
import { askContractApproval } from './ask-contract-approval.ts'
import { drawContract } from './contract-file.ts'
import { readContractCover } from './contract-use.ts'
import { drawEvidenceChain } from './evidence-chain.ts'
import { confirmChange, priceChange, stepChange } from './note-change.ts'
import { getContract, listContracts } from './read.ts'
import { readChanges } from './read-changes.ts'
import { listObligations, readContractObligations } from './read-obligations.ts'
import { readTemplateVersions } from './read-template-versions.ts'
import { createContract, recordContractStep } from './record-contract-step.ts'
import { searchContracts } from './search-contracts.ts'
import { addObligations, settleObligation } from './settle-obligation.ts'
import { listTemplates, saveTemplate } from './templates.ts'
import { drawTermDeviations, listTermDeviations, readTermPolicy } from './term-deviations.ts'
import { setContractOwnFields, setContractPaper, writeContractVersion } from './write-contract-version.ts'

export function contractsRoutes(app: App): void {
  serve(app, api.listContracts, (ctx, { query }) => listContracts(ctx, query))
  serve(app, api.searchContracts, (ctx, { query }) => searchContracts(ctx, query))
  serve(app, api.getContract, (ctx, { params }) => getContract(ctx, params.id))
  serve(app, api.createContract, (ctx, { body }) => createContract(ctx, body))
  serve(app, api.writeContractVersion, (ctx, { params, body }) => writeContractVersion(ctx, params.id, body))
  serve(app, api.setContractPaper, (ctx, { params, body }) => setContractPaper(ctx, params.id, body))
  serve(app, api.setContractOwnFields, (ctx, { params, body }) =>
    setContractOwnFields(ctx, params.id, body.custom),
  )
  serve(app, api.askContractApproval, (ctx, { params, body }) =>
    askContractApproval(ctx, params.id, body.reason),
  )
  serve(app, api.approveContract, (ctx, { params, body }) =>
    recordContractStep(ctx, params.id, body, 'contract.approve'),
  )
  serve(app, api.recordContractStep, (ctx, { params, body }) =>
    recordContractStep(ctx, params.id, body, 'contract.write'),
  )
  serveRaw(app, api.contractFile, (ctx, { params, query }) =>
    drawContract(ctx, { id: params.id, format: query.format }),
  )
  serve(app, api.contractCover, (ctx, { params }) => readContractCover(ctx, params.id))
  serveRaw(app, api.contractEvidence, (ctx, { params }) => drawEvidenceChain(ctx, params.id))
  serve(app, obligationsApi.contractObligations, (ctx, { params }) => readContractObligations(ctx, params.id))
  serve(app, obligationsApi.listObligations, (ctx, { query }) => listObligations(ctx, query))
  serve(app, obligationsApi.addObligations, (ctx, { params, body }) =>
    addObligations(ctx, params.id, body.items),
  )
  serve(app, obligationsApi.settleObligation, (ctx, { params, body }) =>
    settleObligation(ctx, params.id, body),
  )
  serve(app, changesApi.contractChanges, (ctx, { params }) => readChanges(ctx, params.id))
  serve(app, changesApi.askChange, (ctx, { params, body }) => askChange(ctx, params.id, body))
  serve(app, changesApi.priceChange, (ctx, { params, body }) => priceChange(ctx, params.id, body))
  serve(app, changesApi.confirmChange, (ctx, { params, body }) => confirmChange(ctx, params.id, body))
  serve(app, changesApi.stepChange, (ctx, { params, body }) => stepChange(ctx, params.id, body))
  serve(app, terms.termPolicy, (ctx, { query }) => readTermPolicy(ctx, query))
  serve(app, terms.listTermDeviations, (ctx, { query }) => listTermDeviations(ctx, query))
  serveExport(app, terms.exportTermDeviations, 'terms', drawTermDeviations)
  serve(app, templatesApi.listTemplates, (ctx) => listTemplates(ctx))
  serve(app, templatesApi.templateVersions, (ctx, { params }) => readTemplateVersions(ctx, params.seriesId))
  serve(app, templatesApi.saveTemplate, (ctx, { body }) => saveTemplate(ctx, body))
}
