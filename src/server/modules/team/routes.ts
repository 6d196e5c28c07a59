import * as responses from '../../../api/responses.ts'
import * as api from '../../../api/team.ts'
import { dayOf } from '../../../core/calendar.ts'
import { type App, serve } from '../../platform/serve.ts'
import { serveExport } from '../exports/index.ts'
import { drawBoard } from './export-board.ts'
import { drawResponses } from './export-responses.ts'
import { readBoard, readRows } from './read-board.ts'
import { listResponses, readResponses } from './read-responses.ts'

export function teamRoutes(app: App): void {
  serve(app, api.getTeamBoard, (ctx, { query }) => readBoard(ctx, query.asOf ?? dayOf(ctx.now)))
  serve(app, api.listTeamRows, (ctx, { query }) => readRows(ctx, query))
  serveExport(app, api.exportTeamBoard, 'team', drawBoard)
  serve(app, responses.getResponses, (ctx, { query }) => readResponses(ctx, query))
  serve(app, responses.listResponses, (ctx, { query }) => listResponses(ctx, query))
  serveExport(app, responses.exportResponses, 'responses', drawResponses)
}
