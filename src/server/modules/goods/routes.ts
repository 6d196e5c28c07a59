import * as api from '../../../api/delivery-notes.ts'
import { type App, serve, serveRaw } from '../../platform/serve.ts'
import { draftNote } from './draft-note.ts'
import { sendNoteFile } from './note-file.ts'
import { getNote, listNotes } from './read-notes.ts'
import { recordNoteStep, undoNoteStep } from './step-note.ts'

export function goodsRoutes(app: App): void {
  serve(app, api.listNotes, (ctx, { query }) => listNotes(ctx, query))
  serve(app, api.getNote, (ctx, { params }) => getNote(ctx, params.id))
  serve(app, api.draftNote, (ctx, { body }) => draftNote(ctx, body))
  serve(app, api.recordNoteStep, (ctx, { params, body }) => recordNoteStep(ctx, params.id, body))
  serve(app, api.undoNoteStep, (ctx, { params }) => undoNoteStep(ctx, params.id))
  serveRaw(app, api.noteFile, (ctx, { params, query }, { response }) =>
    sendNoteFile(ctx, { id: params.id, ...query }, response),
  )
}
