import * as money from '../../../api/allowances.ts'
import * as api from '../../../api/delivery-notes.ts'
import { type App, serve, serveRaw } from '../../platform/serve.ts'
import { askDiscount } from './ask-discount.ts'
import { askReturn } from './ask-return.ts'
import { billNotes, readReconciliation } from './bill-notes.ts'
import { creditAllowance, endAllowance } from './credit-allowance.ts'
import { draftNote } from './draft-note.ts'
import { drawNoteFile } from './note-file.ts'
import { listAllowances } from './read-allowances.ts'
import { getNote, listNotes } from './read-notes.ts'
import { recordNoteStep, undoNoteStep } from './step-note.ts'

export function goodsRoutes(app: App): void {
  serve(app, api.listNotes, (ctx, { query }) => listNotes(ctx, query))
  serve(app, api.getNote, (ctx, { params }) => getNote(ctx, params.id))
  serve(app, api.draftNote, (ctx, { body }) => draftNote(ctx, body))
  serve(app, api.recordNoteStep, (ctx, { params, body }) => recordNoteStep(ctx, params.id, body))
  serve(app, api.undoNoteStep, (ctx, { params }) => undoNoteStep(ctx, params.id))
  serve(app, money.listAllowances, (ctx, { query }) => listAllowances(ctx, query))
  serve(app, money.askReturn, (ctx, { params, body }) => askReturn(ctx, params.id, body))
  serve(app, money.askDiscount, (ctx, { body }) => askDiscount(ctx, body))
  serve(app, money.creditAllowance, (ctx, { params, body }) => creditAllowance(ctx, params.id, body))
  serve(app, money.endAllowance, (ctx, { params, body }) => endAllowance(ctx, params.id, body.reason))
  serve(app, money.readReconciliation, (ctx, { params, query }) =>
    readReconciliation(ctx, params.id, query.until),
  )
  serve(app, money.billNotes, (ctx, { params, body }) => billNotes(ctx, params.id, body))
  serveRaw(app, api.noteFile, (ctx, { params, query }) => drawNoteFile(ctx, { id: params.id, ...query }))
}
