import * as api from '../../../api/receipts.ts'
import { beforeTransaction } from '../../platform/prepare.ts'
import { type App, serve, serveRaw } from '../../platform/serve.ts'
import { keepBankStatement, reportReceipt } from './keep-receipts.ts'
import { listReceipts } from './read-receipts.ts'
import { receiveBankFile } from './receive-bank-file.ts'
import {
  claimReceipt,
  confirmReceipts,
  releaseReceipt,
  saveThreshold,
  setReceiptAside,
} from './settle-receipts.ts'

export function receiptsRoutes(app: App): void {
  const received = beforeTransaction(app, api.uploadBankFile, (_who, request) => receiveBankFile(request))
  serve(app, api.listReceipts, (ctx, { query }) => listReceipts(ctx, query))
  serveRaw(app, api.uploadBankFile, async (ctx, _input, { request }) => ({
    reply: await keepBankStatement(ctx, received(request)),
  }))
  serve(app, api.reportReceipt, (ctx, { body }) => reportReceipt(ctx, body))
  serve(app, api.claimReceipt, (ctx, { params, body }) => claimReceipt(ctx, params.id, body))
  serve(app, api.releaseReceipt, (ctx, { params }) => releaseReceipt(ctx, params.id))
  serve(app, api.confirmReceipts, (ctx, { body }) => confirmReceipts(ctx, body.ids, body.adopt))
  serve(app, api.setReceiptAside, (ctx, { params, body }) => setReceiptAside(ctx, params.id, body.reason))
  serve(app, api.saveThreshold, (ctx, { body }) => saveThreshold(ctx, body.twiceFromFen))
}
